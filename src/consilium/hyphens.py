"""A hyphen at a line's end: one that belongs to the word (`node-/positive`), or one that cuts it (`carci-/noma`)."""

import re

_BEFORE = re.compile(
    r"(?:^|\W)(?:non|well|poorly|ill|low|high|self|follow|half|one|two|three|four|five)\Z", re.IGNORECASE
)
_AFTER = re.compile(
    r"(?:positive|negative|free|cell|grade|type|stage|dose|line|risk|up|node|like|shaped|sided|based|guided|rich|poor"
    r"|related|associated|dependent|specific|differentiated|defined|circumscribed|bearing|amplified|mutated|mutant"
    r"|situ|transit|vitro|vivo|house|white|gray|grey|yellow|tan|brown|red|pink|blue|green|black)(?![a-z])",
    re.IGNORECASE,
)


def stays(before: str, after: str) -> bool:
    """Whether the hyphen between these words, of two lines, is part of the word."""
    return bool(_BEFORE.search(before) or _AFTER.match(after))
