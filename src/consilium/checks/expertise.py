"""Whether this cancer calls for people who see many of its kind. In: a sheet and its disease; out: findings."""

from collections.abc import Iterator

from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease
from consilium.facts import Assertion, FactSheet
from consilium.oncology import cancers

_UNCLEAR = frozenset({"8000", "8001", "8010", "8020", "8021", "8800"})
_SEVERAL = 3
_ADULT = 18
_COUNTED = ("breast", "colon", "rectum", "lung", "prostate", "melanoma")


def findings(sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    """Rare cancers and families, children, unusual presentations, unclear pathology, several illnesses at once."""
    yield from _rare(disease)
    yield from _child(disease)
    yield from _uncommon(disease)
    yield from _complex(sheet, disease)
    if disease.key == "unknown_primary":
        yield _finding("unknown_primary", disease, source=cancers.rarity_source())
    if disease.histology[:4] in _UNCLEAR:
        yield _finding("difficult_pathology", disease)
    yield from _no_definite_diagnosis(sheet)


def _finding(code: str, disease: Disease, source: str = "", **more: str) -> Finding:
    return Finding(
        code=f"expertise.{code}",
        severity=Severity.NOTE,
        because=disease.because,
        params=(("cancer", disease.name), *more.items()),
        source=source,
    )


def _no_definite_diagnosis(sheet: FactSheet) -> Iterator[Finding]:
    """A diagnosis that is put with doubt, in a case where no record names a kind of cancer without doubt."""
    named = [fact for fact in sheet.current("diagnosis.histology") if fact.text[:4] not in _UNCLEAR]
    doubted = ["diagnosis.histology"] + ([] if sheet.current("diagnosis.statement") else ["diagnosis.statement"])
    unsure = [fact for code in doubted for fact in sheet.all(code) if fact.assertion is Assertion.UNCERTAIN]
    if unsure and not named:
        yield Finding(code="expertise.no_definite_diagnosis", severity=Severity.NOTE, because=tuple(unsure[:1]))


def _rare(disease: Disease) -> Iterator[Finding]:
    kind = cancers.rare_kind(disease.site, disease.histology)
    if kind or (disease.cancer and disease.cancer.rare):
        yield _finding("rare", disease, cancers.rarity_source(), kind=kind or disease.name)
    if not disease.cancer:
        return
    if disease.cancer.family == cancers.SARCOMA:
        yield _finding("sarcoma", disease, "NCCN Guidelines, Soft Tissue Sarcoma, 2025")
    if disease.cancer.family == cancers.NEUROENDOCRINE:
        yield _finding("neuroendocrine", disease, "NCCN Guidelines, Neuroendocrine and Adrenal Tumors, 2025")


def _child(disease: Disease) -> Iterator[Finding]:
    if disease.cancer and (
        disease.cancer.family == cancers.CHILD or (disease.age is not None and disease.age < _ADULT)
    ):
        yield _finding("child", disease, "American Academy of Pediatrics, Standards for pediatric cancer centers, 2014")


def _uncommon(disease: Disease) -> Iterator[Finding]:
    """A man with breast cancer, or a person far younger than most with this cancer."""
    if disease.key == "breast" and disease.sex == "male":
        yield _finding("uncommon", disease, "NCCN Guidelines, Breast Cancer, 2025", why="male_breast")
    for row in cancers.seldom_below():
        if disease.key in row.cancers and disease.age is not None and disease.age < row.age:
            yield _finding("uncommon", disease, row.source, why="young", age=str(disease.age))


def _complex(sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    """Three or more other illnesses, poor daily function (ECOG 2 or more), or more than one cancer."""
    ill = [fact for fact in sheet.all("comorbidity") if fact.assertion is Assertion.PRESENT]
    weak = [fact for fact in sheet.current("performance.ecog") if fact.text[:1] in ("2", "3", "4")]
    others = {
        found.key
        for fact in sheet.current("diagnosis.site")
        if (found := cancers.classify(fact.text, "")) and found.key != disease.key and found.key in _COUNTED
    }
    illnesses = {fact.text.casefold() for fact in ill}
    if len(illnesses) >= _SEVERAL or weak or others:
        because = (*ill[:_SEVERAL], *weak[:1])
        params = (("illnesses", str(len(illnesses))), ("cancer", disease.name))
        yield Finding(code="expertise.complex", severity=Severity.NOTE, because=because, params=params)
