"""The only readers: always for an actor, frozen values out, everything withheld that the actor may not see."""
