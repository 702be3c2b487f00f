"""Who may see and do what: permissions, independence, blinding. Everything is refused that no table here allows."""

from consilium.cases import Actor, Phase, Role
from consilium.policy.blinding import (
    BLINDING,
    WITHHELD_TEXT,
    Mark,
    Material,
    Sight,
    Withheld,
    proposed_marks,
    sight,
    withheld,
)
from consilium.policy.independence import (
    FieldMatch,
    check_independent,
    field_match,
    independence,
    not_independent_because,
)
from consilium.policy.permissions import (
    ALLOWED,
    Permission,
    Relation,
    check_can,
    check_can_as_any,
    may,
    phase,
    related,
    visible_opinions,
)
from consilium.policy.threads import DESK, open_threads, threads

__all__ = [
    "ALLOWED",
    "BLINDING",
    "DESK",
    "WITHHELD_TEXT",
    "Actor",
    "FieldMatch",
    "Mark",
    "Material",
    "Permission",
    "Phase",
    "Relation",
    "Role",
    "Sight",
    "Withheld",
    "check_can",
    "check_can_as_any",
    "check_independent",
    "field_match",
    "independence",
    "may",
    "not_independent_because",
    "open_threads",
    "phase",
    "proposed_marks",
    "related",
    "sight",
    "threads",
    "visible_opinions",
    "withheld",
]
