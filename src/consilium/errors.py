"""Every error that Consilium raises on purpose.

ConsiliumError
├── Unreadable          a record cannot be read; `reason` is a sentence the person can act on
│   ├── Encrypted       a password is needed
│   ├── TooLarge        a limit of size, memory, time or depth was met
│   └── Malformed       the bytes are not what they claim to be
├── Invalid             what a person entered cannot be accepted; `fields` says where
├── Denied              this person may not do or see this
│   └── NotIndependent  the reviewer belongs to the first doctor's team, practice or institution (R3)
├── WrongState          the case is not at the step this action needs
└── Unknown             no such table, site, code or edition is known here

Messages never hold anything about a patient: a record is named by its id or not at all.
Anything else that is raised is a bug, and is left to raise.
"""

from collections.abc import Mapping


class ConsiliumError(Exception):
    """The root of the tree; `str(error)` may be shown to a person."""


class Unreadable(ConsiliumError):
    """A record cannot be read. The original is kept and the rest goes on."""


class Encrypted(Unreadable):
    """A password is needed before this record can be read."""


class TooLarge(Unreadable):
    """Reading this record met a limit of size, memory, time or depth."""


class Malformed(Unreadable):
    """The bytes are not what they claim to be."""


class Invalid(ConsiliumError):
    """What a person entered cannot be accepted; `fields` maps a field's name to how to mend it."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Denied(ConsiliumError):
    """This person may not do or see this."""


class NotIndependent(Denied):
    """The reviewer belongs to the first doctor's team, practice or institution (R3)."""


class WrongState(ConsiliumError):
    """The case is not at the step this action needs."""


class Unknown(ConsiliumError):
    """No such table, site, code or edition is known here."""
