"""Questions worth asking: of the second doctor (R18), of the first doctor (R19), of the insurer."""

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """Who is asked."""

    SECOND_DOCTOR = "second_doctor"
    FIRST_DOCTOR = "first_doctor"
    INSURER = "insurer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question we offer; `id` names its sentence in `wording/`, `params` fill it."""

    id: str
    asked: Asked
    requirement: str
    params: tuple[tuple[str, str], ...] = ()
