"""What the tests of the site share."""

from walking import opened, people, sign_in, walk

__all__ = ["opened", "people", "sign_in", "walk"]
