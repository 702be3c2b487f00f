"""One statement of a number of nodes: what it counts, and whether it speaks of all of them."""

import re

import msgspec

from consilium.records.report.text import Text

_OWN_LINE = 3
_IN_ALL = re.compile(r"total|in combination|combined|altogether|overall")
_WITH_OTHERS = re.compile(r"in combination with|combined with|together with|all specimens|grand total")
_WITH_PARTS = re.compile(r"[^\n]{0,60}?\binclud(?:es|ing) (?:[a-z]+ ){0,3}(?:parts?|specimens?)\b")
FORM = re.compile(
    r"(?:- ?)?(?:\d{1,2}[.)]? )?(?:regional )?(?:lymph )?node(?:s|\(s\)|(?=s? (?:status|metasta|involve)))"
    r"(?: status| metastas[ei]s| involvement)?(?: ?\([^)\n]{1,30}\))? ?:"
)


class Count(msgspec.Struct, frozen=True):
    """One statement: so many of so many nodes; `positive` is None where only the examined were counted.

    `part` holds the words that tell which nodes: left, level 2, obturator. `total` where the words call it one, `asked`
    where its line begins as a form's does (`Lymph nodes: 1/15`), `added` where `examined` is a sum of two numbers
    of one sentence.
    """

    start: int
    end: int
    positive: int | None
    examined: int | None
    total: bool
    section: str
    part: frozenset[str] = frozenset()
    sentinel: bool = False
    added: bool = False
    asked: bool = False


def count_of(
    text: Text, start: int, end: int, positive: int | None, examined: int | None, *, total: bool = False
) -> Count:
    """A statement with the kind of its section; a line may say of itself that it counts all nodes."""
    kind = text.section(start).kind
    begin = text.flat.rfind("\n", 0, start) + 1
    if start - begin < _OWN_LINE and begin:
        begin = text.flat.rfind("\n", 0, begin - 1) + 1
    lettered = begin > _OWN_LINE and text.flat[begin - 3] == "\n" and text.flat[begin - 2].isalpha()
    asked = not lettered and bool(FORM.match(text.flat, begin))
    total = total or _of_all(text.flat, start) or bool(_WITH_PARTS.match(text.flat, end))
    return Count(start, end, positive, examined, total, kind, asked=asked)


def _of_all(flat: str, at: int) -> bool:
    """Whether the line says of itself that it counts all nodes."""
    line = flat[flat.rfind("\n", 0, at) + 1 : at]
    return bool(_IN_ALL.search(line[:14]) or _WITH_OTHERS.search(flat, max(0, at - 90), at))
