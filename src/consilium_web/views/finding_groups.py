"""What was noticed, under headings, each with what a person can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from consilium_web.queries.findings import FindingLine


@dataclass(frozen=True, slots=True)
class Group:
    """Findings under one heading. `do`: what the patient's side can do; `page`, `link`: where; "" for nowhere."""

    heading: str
    codes: tuple[str, ...]
    do: str
    page: str = ""
    link: str = ""
    lines: tuple[FindingLine, ...] = ()


GROUPS = (
    Group(
        "Perhaps not your record",
        ("identity.",),
        "Open the record and look at the name and the date of birth. If it is not yours, take it out and tell the "
        "place that gave it to you. If it is yours, leave it: the reviewer sees this note.",
        "records",
        "Go to your records",
    ),
    Group(
        "How long you can wait",
        ("timing.",),
        "Talk to your doctor about the day on which treatment starts.",
    ),
    Group(
        "Where the records do not agree",
        ("contradiction.", "impossible.", "restaging."),
        "Ask your doctor which one is right. If you know it, you can correct it. The reviewer sees both.",
        "facts",
        "See what the records say",
    ),
    Group("Tests", ("testing.",), "Ask your doctor about these tests. The reviewer looks at them too."),
    Group("The plan", ("plan.",), "You need to do nothing. The reviewer looks at this. You can also ask your doctor."),
    Group("The kind of cancer", ("expertise.",), "You need to do nothing. It helps us to find the right reviewer."),
    Group(
        "Records",
        ("completeness.", "record."),
        "Add these records if you have them. If not, we write the letter that asks for them.",
        "records",
        "Add records",
    ),
    Group("Other things", ("",), "The reviewer looks at this."),
)


DOUBTED = Group(
    "From a record that may be another person’s",
    (),
    "Look at that record first. If it is not yours, take it out, and this goes away.",
    "records",
    "Go to your records",
)


def grouped(lines: Iterable[FindingLine]) -> tuple[Group, ...]:
    """The headings under which something stands, each with its findings; a finding stands under the first that fits.

    What rests on a record of perhaps another person stands apart, at the end.
    """
    every, found = list(lines), []
    left = [line for line in every if not line.doubted]
    for group in GROUPS:
        here = tuple(line for line in left if line.code.startswith(group.codes))
        left = [line for line in left if line not in here]
        if here:
            found.append(replace(group, lines=here))
    if doubted := tuple(line for line in every if line.doubted):
        found.append(replace(DOUBTED, lines=doubted))
    return tuple(found)
