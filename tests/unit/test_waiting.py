"""How long a review waited, and the day on which it is due after that."""

from datetime import UTC, date, datetime

import pytest

from consilium.values import PersonId
from consilium.waiting import Ask, AskAnswer, AskKind, due_now

ME, OTHER = PersonId("me"), PersonId("other")
ASKED_ON, DUE = datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 9)


def ask(day: int, until: int | None, *, by: PersonId = ME) -> Ask:
    ended = {"answer": AskAnswer.HERE, "answered_at": datetime(2026, 3, until, 9, tzinfo=UTC)} if until else {}
    asked = datetime(2026, 3, day, 9, tzinfo=UTC)
    return Ask(id=f"{day}", kind=AskKind.RECORDS, what="MRI", why="Size", by=by, at=asked, **ended)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asks", "today", "day"),
    [
        ((), 20, 9),
        ((ask(3, 5),), 20, 11),
        ((ask(3, 5), ask(4, 6)), 20, 12),
        ((ask(3, None),), 3, 10),
        ((ask(3, None),), 8, 15),
        ((ask(3, 5, by=OTHER),), 20, 9),
    ],
)
def test_the_day_of_a_review_moves_by_the_days_in_which_its_reviewer_waited(
    asks: tuple[Ask, ...], today: int, day: int
) -> None:
    assert due_now(DUE, asks, by=ME, since=ASKED_ON, today=date(2026, 3, today)) == date(2026, 3, day)
