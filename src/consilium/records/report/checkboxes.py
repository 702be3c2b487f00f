"""Forms with a box before or behind each answer: of those only the ticked ones are said.

In: the text of the pages; out: the same text, as long, with blanks in place of boxes and of answers whose box is empty.
Signs that are boxes here and list marks there count where a ticked one shows what they are.
"""

import re

from consilium.records.report.patterns import later

_SIGNS_TICKED, _SIGNS_EMPTY = "☒☑⊠\uf052\uf0fd\uf0fe", "☐□▢\uf06f\uf0a3\uf0a8"
_BOX = re.compile(
    rf"(?P<ticked>\[ ?[xX✓✔*] ?\]|\( ?[xX✓✔] ?\)|[✓✔■●{_SIGNS_TICKED}]|_+ ?[xX✓✔] ?_+)"
    rf"|(?P<empty>\[ {{0,3}}\]|\( {{0,3}}\)|[○◯{_SIGNS_EMPTY}]|_{{2,}})"
)
_FIRST = later(rf"[ \t]*(?:\[[ xX✓✔*]{{1,3}}\]|\([ xX✓✔]{{1,3}}\)|[{_SIGNS_TICKED}{_SIGNS_EMPTY}]|_+ ?[xX]? ?_+) *\w")
"""A line that begins with a box."""
_TICKED_FIRST = re.compile(
    rf"^[ \t]*(?:\[ ?[xX✓✔*] ?\]|\( ?[xX✓✔] ?\)|[{_SIGNS_TICKED}]|_+ ?[xX] ?_+) *\w", re.MULTILINE
)
_PLAIN = re.compile(r"[ \t]*(?:\[ {1,3}\]|☐)")
"""An empty box that is nothing else."""
_LABEL = later(r"(?:(?<=[ \t]{2})|(?<=[;,.|]))\s*[^:?;|]{2,40}[:?]\s*\Z|[A-Z][\w/-]*(?: [a-z(][\w/()-]*)*[:?]\s*\Z")
"""The label of the next question behind an answer: `Perineural invasion:`."""
_ANSWER = re.compile(r" ?\w[^:.]{0,40}\Z")
_ANSWERED = re.compile(
    r"\b(?:present|absent|positive|negative|pos|neg|yes|no|involved|uninvolved|free|identified)\W*\Z", re.IGNORECASE
)
_NEXT = re.compile(r"[;|]|\. ")
_FAR = 80
"""Letters of a label and of what stands around it."""
_QUESTION = re.compile(r"[^\n]{2,60}[^\n.;,]\Z")


def said(text: str) -> str:
    """The text with blanks for every answer that was not chosen."""
    if not _BOX.search(text):
        return text
    ticks = bool(_TICKED_FIRST.search(text))
    kept: list[str] = []
    asked = False  # whether answers may follow, each on a line of its own
    for line in text.split("\n"):
        boxes = list(_BOX.finditer(line))
        first = bool(boxes) and bool(_FIRST.match(line)) and (ticks or bool(_PLAIN.match(line)))
        if not first and not _is_choice(line, boxes):
            asked = bool(_QUESTION.search(line, max(0, len(line) - _FAR)))
            kept += ("\n", line)
            continue
        kept += (" " if first and asked else "\n", _chosen(line, boxes))
        asked = first and asked and not any(box["ticked"] for box in boxes)
    return "".join(kept[1:])


def _is_choice(line: str, boxes: list[re.Match[str]]) -> bool:
    """Whether these boxes of one line answer a question: a ticked one among others, or empty ones with answers."""
    ticked = sum(bool(box["ticked"]) for box in boxes)
    if ticked or len(boxes) < 2:
        return 0 < ticked < len(boxes)
    ends = [*(box.start() for box in boxes[1:]), len(line)]
    answers = (line[box.end() : end] for box, end in zip(boxes, ends, strict=True))
    return all(_PLAIN.match(box[0]) for box in boxes) and all(map(_ANSWER.match, answers))


def _chosen(line: str, boxes: list[re.Match[str]]) -> str:
    """The line without its boxes and without the answers of those that are empty."""
    before = line[: boxes[0].start()].rpartition(":")[2].strip()
    behind = line[boxes[-1].end() :].strip(" .;,")
    follows = not before or bool(behind and not _ANSWERED.search(before))  # each answer stands behind its box
    kept = list(line)
    for number, box in enumerate(boxes):
        left, right = box.span()
        last = number + 1 == len(boxes)
        end = len(line) if last else boxes[number + 1].start()
        label = None if last else _LABEL.search(line, max(right, end - _FAR), end)
        if box["empty"] and follows:
            stop = _NEXT.search(line, right, label.start() if label else end)
            right = stop.start() if stop else label.start() if label else end
        elif box["empty"]:
            start = boxes[number - 1].end() if number else 0
            left = max(start, line.rfind(":", start, left) + 1)
        kept[left:right] = " " * (right - left)
        if label and line[label.start() - 1] in " \t":
            kept[label.start() - 1] = "\n"  # the next question is a sentence of its own
    return "".join(kept)
