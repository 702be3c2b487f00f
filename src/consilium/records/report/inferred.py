"""T and N that are not stated but follow from a size, an extent or a count of nodes by the edition's definition."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial

from consilium.facts import Assertion, Status
from consilium.oncology import tnm_definitions
from consilium.oncology.staging.selection import select
from consilium.oncology.staging.tables import schemas
from consilium.oncology.tnm_definitions import Definition, Inference
from consilium.records.report import spread, stage_group, stations
from consilium.records.report.candidates import Best, Candidate
from consilium.records.report.context import assertion
from consilium.records.report.extent import described
from consilium.records.report.text import Text
from consilium.values import Quantity

_OF_SPECIMENS = ("pathology", "")
"""Kinds of record whose sizes and counts were measured on a specimen."""

_FIRST_YEAR = {"6": "2003", "7": "2010", "8": "2018"}
"""The first year for whose diagnoses each AJCC edition was in force."""
_REMOVED = re.compile(
    r"ectom(?:y|ies)\b|resect|excis|whipple|transurethral|\bturb?t?\b|removal|\be[ms][rd]\b|amputat|enucleat|coni[sz]ation"
    r"|exenterat|explant|hemi-?(?:colon|thyroid)|quadrant|segmental"
    r"|localiz|needle loc"
)
"""A part of the tumor tells how far it grows at least; only a report of its removal tells how far."""
_LEAST = re.compile(r"at least|(?:greater|more) than|[>≥]")
_REST = re.compile(r"r(?<!\wr)esidual\b(?! disease)[^\n;:.]{0,50}\Z")
"""What a biopsy left behind is smaller than the tumor was."""
_LUNG = "C34"
_LIE = {"N1": "of the lung and its root only", "N2": "between the lungs"}


def candidates(text: Text, known: Sequence[Candidate]) -> Iterator[Candidate]:
    """What follows from the best of what is known; nothing where T or N is stated or the site is not."""
    best = _best(known)
    site = best.get("diagnosis.site")
    if text.kind not in _OF_SPECIMENS or site is None or not _malignant(best):
        return
    editions, define = _editions(best), _definition(text, best)
    found: list[Candidate] = []
    if not _stated(known, "t") and not ("biops" in text.flat and not _REMOVED.search(text.flat)):
        found += _t(define, best, editions)
    if not _stated(known, "n"):
        found += list(_n(text, best, editions)) or list(_by_station(text, best, editions))
    if not any(one.code in ("stage.path.m", "stage.clin.m") and not one.refused for one in known):
        found += spread.candidates(text, {**{candidate.code: candidate for candidate in found}, **best})
    yield from found
    if "stage.path.group" not in best and not _spread(known):
        best = {**{candidate.code: candidate for candidate in found}, **best}
        if "stage.path.m" not in best and spread.suspected(text):
            return
        yield from stage_group.candidates(best, editions, define)


def _best(known: Sequence[Candidate]) -> Best:
    best: Best = {}
    for candidate in known:
        if candidate.refused or candidate.assertion is not Assertion.PRESENT:
            continue
        kept = best.get(candidate.code)
        if kept is None or candidate.score > kept.score:
            best[candidate.code] = candidate
    return best


def _malignant(best: Best) -> bool:
    histology = best.get("diagnosis.histology")
    return histology is not None and str(histology.value).endswith("/3")


def _stated(known: Sequence[Candidate], kind: str) -> bool:
    """Whether a category is stated, be it with doubt or of earlier: it is then not for this reader to infer another."""
    codes = (f"stage.path.{kind}", f"stage.clin.{kind}")
    here = (Assertion.PRESENT, Assertion.UNCERTAIN, Assertion.HISTORICAL)
    return any(one.code in codes and not one.refused and one.assertion in here for one in known)


def _spread(known: Sequence[Candidate]) -> bool:
    """Whether a stage IV is named anywhere: then M0 cannot be assumed, nor a group that rests on it."""
    groups = (one for one in known if one.code.endswith(".group") and not one.refused)
    return any(str(one.value).startswith("IV") and one.assertion is not Assertion.FAMILY for one in groups)


def _editions(best: Best) -> tuple[str, ...]:
    """The edition that the report names, else the one in force on its day, else all of them."""
    named = best.get("stage.edition")
    if named is not None:
        return (str(max(6, int(str(named.value)))),)
    day = best.get("record.date")
    year = str(day.value)[:4] if day is not None else ""
    in_force = [edition for edition, first in _FIRST_YEAR.items() if first <= year]
    return (in_force[-1],) if in_force else _written(best)


def _written(best: Best) -> tuple[str, ...]:
    """The editions that know the letters written: pT2a of the kidney is not of the 6th."""
    known = set(tnm_definitions.EDITIONS)
    for kind in ("t", "n"):
        stated = best.get(f"stage.path.{kind}")
        if stated is not None and len(str(stated.value)) > len("T1"):
            known &= _knowing(*_codes(best), kind, str(stated.value))
    return tuple(sorted(known)) or tnm_definitions.EDITIONS


@lru_cache(maxsize=4096)
def _knowing(site: str, histology: str, kind: str, category: str) -> frozenset[str]:
    """The editions that have this category for this cancer; all where its table is not known here."""
    schema = select(schemas(), site, histology)
    if schema is None:
        return frozenset(tnm_definitions.EDITIONS)
    return frozenset(number for number, table in schema.editions.items() if category in getattr(table, kind))


def _codes(best: Best) -> tuple[str, str]:
    """Site and kind of the cancer, as ICD-O-3 codes."""
    histology = best.get("diagnosis.histology")
    return str(best["diagnosis.site"].value), str(histology.value) if histology else ""


Defined = Callable[..., Inference | None]
"""T of some editions by its definition, from what was measured and how far the tumor is said to grow."""


def _t(define: Defined, best: Best, editions: tuple[str, ...]) -> Iterator[Candidate]:
    found = define(*editions)
    basis = best.get(
        f"tumor.{found.row.measure}" if found and found.row and found.row.measure else "diagnosis.histology"
    )
    if found and found.row and basis:
        yield _inferred("stage.path.t", found, basis, f"{found.value} by {_says(found.row)}")


def _definition(text: Text, best: Best) -> Defined:
    """What this report measured and says of growth, looked for once, however many editions ask."""
    measures = {
        name: value.value
        for name in ("size", "breslow")
        if (size := best.get(f"tumor.{name}"))
        and isinstance(value := size.value, Quantity)
        and not _LEAST.search(text.flat, max(0, size.start - 14), size.end)
        and not _REST.search(text.flat, max(0, size.start - 70), size.start)
    }
    grows = cache(partial(described, text, text.flat.replace("\n", " ")))

    def define(*editions: str) -> Inference | None:
        return tnm_definitions.infer_t(*_codes(best), editions, measures, grows)

    return define


_SMALL = re.compile(
    r"micro-?metasta\w+|isolated tumor cells?|\bitcs?\b|(?:cyto)?keratin[- ]positive cells?"
    r"|metasta\w+ in the form of (?:microscopic|single|small)"
)
_SMALL_WORDS = ("micromet", "micro-met", "isolated tum", "itc", "keratin pos", "keratin-pos", "in the form of")
_SEEN = re.compile(
    r"[^\n:;]{0,90}?\b(?:is|are|was|were) (?:present|identified|seen|noted|found|detected)"
    r"|[^\n:;]{0,40}?\b(?:present in|in (?:one|two|a|\d)\b|involving|measur)|[^\n:;]{0,15}: ?(?:yes|present|\d)"
)
_TYPE_IS = re.compile(r"type of metasta\w+ ?: ?\Z")
_OF_CLUSTERS = 3
"""Up to so many nodes may hold no more than single cells, which count as none."""


def _small_deposits(text: Text) -> bool:
    """Whether a tiny deposit is said to be in a node: a count of nodes with cancer tells nothing then.

    An addendum may name it where the diagnosis called the node benign, or count it where the definition does not.
    """
    if not any(word in text.flat for word in _SMALL_WORDS):
        return False
    for found in _SMALL.finditer(text.flat):
        start, end = found.span()
        if _TYPE_IS.search(text.flat, max(0, start - 30), start):
            return True
        if _SEEN.match(text.flat, end) and assertion(text.flat, start, end) is Assertion.PRESENT:
            return True
    return False


def _n(text: Text, best: Best, editions: tuple[str, ...]) -> Iterator[Candidate]:
    positive, examined = best.get("nodes.positive"), best.get("nodes.examined")
    if positive is None or not isinstance(positive.value, int) or (examined and examined.value == 0):
        return
    if positive.value <= _OF_CLUSTERS and _small_deposits(text):
        return
    found = tnm_definitions.infer_n(*_codes(best), editions, positive.value)
    if found:
        yield _inferred("stage.path.n", found, positive, f"{found.value}: {positive.value} regional nodes with cancer")


def _by_station(text: Text, best: Best, editions: tuple[str, ...]) -> Iterator[Candidate]:
    """N of lung cancer: not the number of nodes decides but where they lie."""
    positive = best.get("nodes.positive")
    if not _codes(best)[0].startswith(_LUNG) or positive is None or not positive.value:
        return
    side = best.get("diagnosis.laterality")
    place = stations.n(text, str(side.value) if side else "")
    if place:
        rule = f"AJCC edition {', '.join(editions)}: {place.value}: cancer in nodes {_LIE[place.value]}"
        yield Candidate(
            code="stage.path.n",
            value=place.value,
            start=place.start,
            end=place.end,
            score=positive.score,
            status=Status.INFERRED,
            rule=rule,
            why=rule,
        )


def _says(row: Definition) -> str:
    parts = [f"{row.measure} over {row.over:g} up to {row.upto:g} mm"] if row.measure else []
    parts += [f"growth described: {feature.replace('_', ' ')}" for feature in row.present]
    return "; ".join(parts)


def _inferred(code: str, found: Inference, basis: Candidate, says: str) -> Candidate:
    rule = f"AJCC edition {', '.join(found.editions)}: {says}"
    return Candidate(
        code=code,
        value=found.value,
        start=basis.start,
        end=basis.end,
        score=basis.score,
        status=Status.INFERRED,
        rule=rule,
        why=rule,
    )
