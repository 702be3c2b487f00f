"""T, N, M with prefix and suffix, and the edition of the rules, as the report states them."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report import editions, stated_groups
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_DIGIT = {"o": "0", "l": "1", "i": "1", "|": "1", "!": "1"}

_AFTER_PREFIX = (
    # What must follow, said before: most others are then left at once.
    r"(?=[ \-]?(?:mt|[tnm])[ \-:=(]{0,3}[xia0-4|!ol])(?:(?<![a-z0-9].)|(?<=[tn][0-4x].)|(?<=[tn][0-4][a-d].)"
    r"|(?<=[tn][0-4x][yra].)|(?<=ajcc.)|(?<=uicc.)|(?<=(?<![a-z0-9])m.)"
    r"|(?<=(?<![a-z0-9])(?P<pre>[yra]).)|(?<=(?<![a-z0-9])(?P<two>[yra]{2}).))"
    r"[ \-]?(?:m(?=t))?(?P<kind>[tnm])[ \-:=(]{0,3}"
    r"(?P<value>is\b|x|a\b(?! [a-z])|[0-4|!](?![0-9])|[oil](?![a-z]{2})|[il](?=n[o0-3lx](?:m[x0o1]|\b)))"
    r"(?P<sub>[ ]?(?:mi\b|[a-d](?![a-z])(?:[12i](?![0-9]))?)"
    r"|[a-d](?=[yra]?p?[nmg][0-4xo]))?"
    r"(?P<extra> ?\((?:i[+-]|sn|m|mol[+-]|\d|i-\)|i\+|is|dcis|mi|s)[^)\n]{0,12}\))?"
)
# Each begins with one letter, which is searched for far faster than one of several; y, r and a stand before it.
_PREFIXED = (("path", re.compile("p" + _AFTER_PREFIX)), ("clin", re.compile("c" + _AFTER_PREFIX)))
# `pT3 N1 MX`: the prefix stands once for all. A zero read as a letter counts only where no word can begin with it.
_FOLLOWING = re.compile(
    r"(?: ?\([^)\n]{1,20}\))?[ ,;:/\-(\n]{0,3}(?:g[1-4x][ ,;/]{0,2})?n(?: ?(?P<n>x|[0-3](?![0-9/]|\.[0-9]))"
    r"|(?P<z>[oil|!])(?=[,;.)\n]| ?\((?:i|sn|\d)|\Z| ?[,;/]? ?p?m ?[x01o]\b))(?P<ns>mi\b|[a-c]?)"
    r"(?:(?![a-z0-9])|(?=p?m[x01o]))(?P<extra> ?\((?:i[+-]|sn|mol)[^)\n]{0,8}\))?"
    r"(?:[ ,;:/\-(\n]{0,3}p?m ?(?P<m>x|[01oil|!])(?P<ms>[a-c]?)(?![a-z0-9]))?"
)
_BEHIND_VEINS = re.compile(r"\b[lv][0-2x][ ,;]{1,2}\Z")
"""`V0 Pn0` speaks of nerves."""
_T_BEFORE = re.compile(r"(?:t ?[0-4xlio][a-d]?\d?[ ,;:/]{0,3}|\bnodes?\b[^\n.;]{0,12}: ?)\Z")
_M_BEHIND = re.compile(r"[ ,;:/]{0,3}p?m ?[x01ol](?![a-z0-9])")
_OF_NERVES = later(r" ?[:(+-]|[^\n.;,]{0,12}\b(?:present|absent|seen|identified|noted|yes|no|not|positive|negative)\b")
_NERVES = re.compile(r"neur|\b[lv] ?[0-2]\b")
_AMOUNT = re.compile(r" ?(?:days?|weeks?|months?|years?|y/?o|hours?|sec|min)\b|[.,]\d| ?%")
_OF_NODES = re.compile(r" ?/ ?\d")
_OWN_LETTER = re.compile(r"[tn] ?[0-4oil|!]\Z")
_NEIGHBOUR = later(
    r"\b[pyc]?p? ?[tnm] ?[0-4xo]|\bp?tnm|stag|ajcc|uicc|tumor \(|\(p?[tnm]\)|node|metasta|categor|classif"
)
_OF_THE_FORM = re.compile(r" ?(?:and|or|vs\.?|versus|,|/) ?p?t[1-4]|[^\n]{0,8}tumors\b")
_TOGETHER = re.compile(
    r"t(?:(?<![a-z0-9]t)|(?<=\bmrt)|(?<=\but))[ ]?(?P<t>is|x|a\b|[0-4oil"
    r"|!])(?P<ts>[a-d]?[12]?)(?P<gap1>(?:\([^)\n]{1,8}\))?[ ,;:\-/\n]{0,3})(?:p|mr|u)?n[ ]?(?P<n>x|[0-3oil|!])"
    r"(?P<ns>mi|[a-c]?)(?: ?\([^)\n]{1,12}\))?(?P<gap2>[ ,;:\-/\n]{0,3}p?m[ ]?(?P<m>x|[01oil"
    r"|!])(?P<ms>[a-c]?))?(?![a-z0-9])"
)
_OF_SEVERAL = re.compile(r"m(?<![a-z0-9]m)t ?(?P<value>is|[0-4])(?P<sub>[a-d]?[12]?)(?![a-z0-9])")
"""`mT1b`: of several tumors the greatest."""
_CLINICAL = re.compile(r"clinical|\b(?:c|mr|u)$")
_STAGED = re.compile(r"\bstaged(?: as| at)? $")
"""In words, and no report of a specimen: what examination and pictures tell."""
_PATHOLOGICAL = re.compile(r"patholog|\by?p ?$")
_OF_TISSUE = later(
    r"histolog|patholog|microscop|macroscop|biops|specimen|resect|excis|margin|ectomy|gross|diagnosis|lvi|pni|invas"
    r"|infiltrat|n[0-3][a-c]? ?mx|\by?p[tn] ?[0-4]"
)
"""Words of a report of tissue, in a record of no known kind."""
_ALONE = r"(?= ?(?:[:;()\n-]|,(?!\d)|$|p?[nm] ?(?:[0-3xo]\b|:)))"
_LABELLED = {
    "t": re.compile(
        r"primary tumor(?: \(p?t\))? ?[:\-]+ ?(?:\(?[po0d]?t\)? ?[:\-]? ?)?(?P<value>is|x|[0-4])(?P<sub>[a-d]?[12]?)"
        + _ALONE
    ),
    "n": re.compile(
        r"regional lymph nodes?(?: \(p?n\))? ?[:\-]+ ?(?:\(?p?n\)? ?[:\-]? ?)?(?P<value>x|[0-3o])(?P<sub>mi|[a-c]?)"
        + _ALONE
    ),
    "m": re.compile(
        r"distant metastas[ie]s(?: \(p?m\))? ?[:\-]+ ?(?:\(?p?m\)? ?[:\-]? ?)?(?P<value>x|[01o])(?P<sub>[a-c]?)"
        + _ALONE
    ),
}
_VALUE = r"(?P<value>x|[0-4])(?P<sub>mi|[a-d]?[12]?)(?=[ \n;:)]|[.,](?!\d)|$)"
_SPELLED = re.compile(rf"pathologic(?:al)? (?P<kind>[tnm])(?: stage| category)?[ :\n]{{1,3}}(?P=kind)? ?{_VALUE}")
_FIELD_OF_ONE = re.compile(
    rf"(?P<kind>[tnm])(?<![a-z0-9-] .)(?<![a-z].) (?:stage|category)[ :\n]{{1,3}}(?P=kind)? ?{_VALUE}"
)
_OF_ONE = ("t stage", "n stage", "m stage", "t category", "n category", "m category")
_DISTANT = re.compile(
    r"distant metasta(?:s[ie]s|tic disease)(?: ?\(p?m\))?(?:"
    r" ?[:?] ?(?:(?P<yes>present|yes|identified|positive)|(?P<no>absent|none|no|not identified|negative))\b"
    r"(?! ?(?:for|known))"
    r"|[^\n]{0,45}?[ (]m(?P<value>[01])(?P<sub>[abc]?)(?![a-z0-9]))"
)
_LONE = re.compile(
    r"(?:stage|staging|tnm|ajcc|category|classification|\(t\)|\(n\)|\(m\)|edition\)?)[^\n]{0,12}?[ :(]"
    r"(?P<kind>[tnm])(?P<value>is|x|[0-4])(?P<sub>mi|[a-d]?[12]?)(?![a-z0-9])"
)
_PREFIX_BETWEEN = re.compile(r"\b[yra]?([cp])t ?[0-4xi]")
_EXTENT = re.compile(
    r"exten(?:sion|t)(?: of (?:tumor|invasion))? ?: ?t(?P<value>is|[0-4])(?P<sub>[a-d]?[12]?)(?![a-z0-9])"
)
_ASKED_AND_DENIED = re.compile(
    r"\) ?(?:[:?=-] ?)?(?:no|not (?:applicable|identified|seen|present|known|invaded|involved)|absent|none|n/?a)"
    r"(?= ?(?:[;,.)\n]|\Z))"
)
"""Behind a category in brackets that a form asks for: `Other organ (pT4): No`."""
_WOULD_BE = re.compile(r"\b(?:would|could|might) (?:then )?be (?:staged|classified|considered)|\bif ")


def candidates(text: Text) -> Iterator[Candidate]:
    """Every T, N, M, edition and stage group stated."""
    yield from _prefixed(text)
    yield from _bare(text, [*_together(text), *_lone(text)])
    yield from _of_several(text)
    yield from _labelled(text)
    yield from editions.candidates(text)
    yield from stated_groups.candidates(text)


def _prefixed(text: Text) -> Iterator[Candidate]:
    for basis, pattern in _PREFIXED:
        for found in pattern.finditer(text.flat):
            if basis == "path" or _clinical(text, found):
                yield from _one_prefixed(text, basis, found)


def _one_prefixed(text: Text, basis: str, found: re.Match[str]) -> Iterator[Candidate]:
    """The category, and each letter before its `p` or `c`."""
    letters = found["pre"] or found["two"] or ""
    start, why = found.start() - len(letters), f"prefix {letters}{basis[0]}"
    value = _value(found["kind"], found["value"], found["sub"] or "", found["extra"] or "")
    of_nerves = text.cased[found.start()] == "P" and _behind_veins(text, found, start)
    if text.flat[start - 1 : start] == "(" and _ASKED_AND_DENIED.match(text.flat, found.end()):
        return
    if text.cased.startswith("PML", found.start()):  # a gene, and a place in the nucleus
        return
    if not value or of_nerves or _OF_THE_FORM.match(text.flat, found.end()) or _of_a_patient(text, found):
        return
    if _of_nerves_in_short(text, found):
        return
    yield _stage(text, basis, found["kind"], value, start, found.end(), 40, why)
    if found["kind"] == "t":
        yield from _following(text, basis, found.end())
    for letter in letters:
        yield Candidate(
            code="stage.prefix", value=letter, start=start, end=found.end(), score=text.section(start).weight, why=why
        )


def _behind_veins(text: Text, found: re.Match[str], start: int) -> bool:
    """Whether `PN0` stands behind L or V, or is the `Pn0` that nerves are written with."""
    if _BEHIND_VEINS.search(text.flat, max(0, start - 6), start):
        return True
    mixed = text.cased.startswith("Pn", found.start()) and "Pt" not in text.cased[max(0, start - 20) : start]
    return mixed and bool(_NERVES.search(text.flat, max(0, start - 40), start))


def _of_nerves_in_short(text: Text, found: re.Match[str]) -> bool:
    """`PNI` is invasion along nerves, and the N1 of a scan only between a T and no answer, or before an M."""
    if text.cased[found.start() : found.end("value")].upper() != "PNI" or text.cased[found.start()] == "p":
        return False
    alone = found.end() == found.end("value")
    t_before = _T_BEFORE.search(text.flat, max(0, found.start() - 24), found.start())
    m_behind = _M_BEHIND.match(text.flat, found.end())
    return alone and not m_behind and not (t_before and not _OF_NERVES.match(text.flat, found.end()))


def _of_a_patient(text: Text, found: re.Match[str]) -> bool:
    """`Pt 3 days after`, `PT 12.1 seconds`, `pt is`, `pN 2/5`: no category, but where a stage is spelled so."""
    flat, start, end = text.flat, found.start(), found.end()
    if found["value"] == "is" and flat[end - 3 : end] == " is":
        return True
    if _AMOUNT.match(flat, end) or (found["kind"] == "n" and found["value"] in "123" and _OF_NODES.match(flat, end)):
        return True
    typed = text.cased[start].islower() and text.cased[found.start("kind")].isupper()
    if typed or (found.start("value") == found.end("kind") and found["value"] != "x"):
        return False
    return not (_NEIGHBOUR.search(flat, max(0, start - 40), start) or _NEIGHBOUR.search(flat, end, end + 20))


def _following(text: Text, basis: str, end: int) -> Iterator[Candidate]:
    """N and M right behind a T with its prefix, which is theirs too."""
    behind = _FOLLOWING.match(text.flat, end)
    if behind is None:
        return
    group = "n" if behind["n"] else "z"
    value = _value("n", behind[group], behind["ns"], behind["extra"] or "")
    yield _stage(text, basis, "n", value, behind.start(group) - 1, behind.end("ns"), 38, "behind T with its prefix")
    if behind["m"]:
        value = _value("m", behind["m"], behind["ms"], "")
        yield _stage(text, basis, "m", value, behind.start("m") - 1, behind.end("ms"), 38, "behind T with its prefix")


def _clinical(text: Text, found: re.Match[str]) -> bool:
    """`cT2` is a stage; `2.5 CM 1` and `ct 3` are not, and the c of `T1c N0` is the T's own."""
    own = _OWN_LETTER.search(text.flat, max(0, found.start() - 3), found.start())
    return text.cased[found.start()] == "c" and text.cased[found.start("kind")].isupper() and not own


def _together(text: Text) -> Iterator[Candidate]:
    flat = text.flat
    for found in _TOGETHER.finditer(flat):
        head = flat[max(0, found.start() - 24) : found.start()]
        noted = text.kind in stated_groups.NOTES or flat.startswith(" clinically", found.end())
        staged = not text.kind and _STAGED.search(head)
        clinical = staged or (noted and not _PATHOLOGICAL.search(head)) or _CLINICAL.search(head)
        basis = "clin" if clinical else "path"
        for kind in "tnm":
            if found[kind] is None or (kind == "t" and found["t"] == "o" and _a_word(text, found.start())):
                continue
            value = _value(kind, found[kind], found[kind + "s"] or "", "")
            if value:
                start, end = found.start(kind) - 1, found.end(kind + "s")
                yield _stage(text, basis, kind, value, start, end, 35, "T, N stated together")


def _a_word(text: Text, start: int) -> bool:
    """Whether the T0 that a scan wrote as `TO` is the word `to`: `was upstaged to N1`."""
    return text.cased[start].islower() or text.flat[max(0, start - 2) : start - 1].isalpha()


def _bare(text: Text, told: list[Candidate]) -> Iterator[Candidate]:
    """Categories without a prefix: refused in a record of no known kind that speaks of no tissue."""
    unsaid = bool(told) and not text.kind and not _OF_TISSUE.search(text.flat)
    for one in told:
        refused = unsaid and one.code.startswith("stage.path")
        yield replace(one, refused="whether by tissue or by examination is not said") if refused else one


def _of_several(text: Text) -> Iterator[Candidate]:
    """T with the m of several tumors in front and no prefix: the specimen's, but for notes."""
    for found in _OF_SEVERAL.finditer(text.flat):
        if text.cased.startswith("mT", found.start()):
            basis = "clin" if text.kind in stated_groups.NOTES else "path"
            value = _value("t", found["value"], found["sub"], "")
            yield _stage(text, basis, "t", value, found.start() + 1, found.end(), 34, "T of several tumors")


def _labelled(text: Text) -> Iterator[Candidate]:
    for kind, word in (("t", "primary tumo"), ("n", "regional lymph node"), ("m", "distant metast")):
        if word not in text.flat:
            continue
        for found in _LABELLED[kind].finditer(text.flat):
            value = _value(kind, found["value"], found["sub"] or "", "")
            if value:
                yield _stage(text, "path", kind, value, found.start("value"), found.end(), 38, "field of the form")
    yield from _spelled(text)
    for found in _DISTANT.finditer(text.flat) if "distant metasta" in text.flat else ():
        value = _value("m", found["value"] or ("1" if found["yes"] else "0"), found["sub"] or "", "")
        basis = "clin" if text.kind in stated_groups.NOTES else "path"
        yield _stage(text, basis, "m", value, found.start(), found.end(), 25, "distant metastasis told")
    for found in _EXTENT.finditer(text.flat):
        value = _value("t", found["value"], found["sub"], "")
        yield _stage(text, "path", "t", value, found.start("value") - 1, found.end(), 30, "extent of the form")


_BESIDE = later(r"(?:tnm|edition|\bed)\)?(?: ?\([^)\n]{1,15}\))? ?[:=-]? ?\Z")


def _lone(text: Text) -> Iterator[Candidate]:
    """A category behind the word stage, or right behind the name of the rules."""
    staged = set(text.sentences("stage"))
    for start, end in sorted({*staged, *text.sentences("edition")}):
        for found in _LONE.finditer(text.flat, start, end):
            at = found.start("kind")
            if (start, end) not in staged and not _BESIDE.search(text.flat, max(start, at - 30), at):
                continue
            value = _value(found["kind"], found["value"], found["sub"] or "", "")
            if value:
                where = found.start("kind"), found.end()
                basis, why = _basis(text, found), "after the word stage"
                yield _stage(text, basis, found["kind"], value, *where, 20, why)


def _basis(text: Text, found: re.Match[str]) -> str:
    """Of a category behind the word stage: that of a prefix between them, of a word before, or of the record's kind."""
    start = found.start("kind")
    if between := _PREFIX_BETWEEN.search(text.flat, found.start(), start):
        return "clin" if between[1] == "c" else "path"
    head = text.flat[max(0, start - 24) : start]
    clinical = "clinical" in head or (text.kind in stated_groups.NOTES and "patholog" not in head)
    return "clin" if clinical else "path"


def _spelled(text: Text) -> Iterator[Candidate]:
    """`Pathologic T: 2`, `T category: 2`."""
    of_one = any(word in text.flat for word in _OF_ONE)
    for pattern, here in ((_SPELLED, "pathologic" in text.flat), (_FIELD_OF_ONE, of_one)):
        for found in pattern.finditer(text.flat) if here else ():
            value = _value(found["kind"], found["value"], found["sub"] or "", "")
            yield _stage(text, "path", found["kind"], value, found.start("value"), found.end(), 30, "pathological T")


def _value(kind: str, value: str, sub: str, extra: str) -> str:
    value, sub = _DIGIT.get(value, value), sub.strip().replace("i", "1") if sub.strip() != "mi" else "mi"
    if (kind == "n" and value == "4") or (kind == "m" and value in "234"):
        return ""
    if kind != "t" and value in ("is", "a"):
        return ""
    if value == "x":
        return kind.upper() + "X"
    if kind == "n" and value == "1" and not sub and "(mi" in extra:
        sub = "mi"
    suffix = ""
    if kind == "n" and ("i-" in extra or "i+" in extra):
        suffix = "(i+)" if "i+" in extra else "(i-)"
    return kind.upper() + value + sub + suffix


_OF_A_STUDY = frozenset({"imaging", "pathology"})


def _stage(text: Text, basis: str, kind: str, value: str, start: int, end: int, bonus: float, why: str) -> Candidate:
    section = text.section(start)
    said = assertion(text.flat, start, end, section.kind)
    if _WOULD_BE.search(text.flat, max(0, start - 40), start):
        said = Assertion.UNCERTAIN
    if said is Assertion.ABSENT:
        # "nodes are negative for carcinoma (pN0)" denies the carcinoma, not the stage.
        said = Assertion.PRESENT
    if basis == "path" and said is Assertion.PRESENT and text.kind in _OF_A_STUDY and section.kind == "clinical":
        # Told in the question of a study: of an earlier specimen, and not found by this study.
        said = Assertion.HISTORICAL
    unknown = -60 if value.endswith("X") else 0
    bonus += editions.behind(text.flat, start)
    return Candidate(
        code=f"stage.{basis}.{kind}",
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus + unknown,
        why=f"{why}; {section.kind}",
        assertion=said,
    )
