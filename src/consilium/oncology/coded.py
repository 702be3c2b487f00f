"""What codes of SNOMED CT, LOINC, ICD-10-CM, ICD-O-3 and their wording mean in our vocabulary. In: a coding; out: ours.

Shared by the readers of FHIR and C-CDA. Every row of the tables names its source; a code that is in no table is read
from its own wording where the wording is plain, and is left alone otherwise.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from consilium import tables
from consilium.oncology import sites

SYSTEMS = {
    "http://snomed.info/sct": "sct",
    "2.16.840.1.113883.6.96": "sct",
    "http://loinc.org": "loinc",
    "2.16.840.1.113883.6.1": "loinc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "2.16.840.1.113883.6.88": "rxnorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "2.16.840.1.113883.6.90": "icd10",
    "2.16.840.1.113883.6.3": "icd10",
    "http://terminology.hl7.org/CodeSystem/icd-o-3": "icdo3",
    "2.16.840.1.113883.6.43.1": "icdo3",
    "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl": "ncit",
    "2.16.840.1.113883.3.26.1.1": "ncit",
    "http://www.ncbi.nlm.nih.gov/gtr": "gtr",
}

FACT = "urn:consilium:fact"
"""System of the tag by which an entry that we exported names the codes of its facts."""
ASSERTION = "urn:consilium:assertion"
"""URL of the modifier extension by which an exported entry says absent, uncertain, historical, family or planned."""

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_CATEGORY = re.compile(
    r"\b(?:yc|yp|c|p|r|a)?([TNM](?:X|is|[0-4])(?:mi|[a-d]?[1-3]?)(?:\([^)\s]{1,8}\))?)(?=\s|$|[,;)])"
)
_GROUP = re.compile(r"\bstage\s+((?:0|IV|I{1,3})(?:is|[A-E]?[1-3]?))\b", re.IGNORECASE)
_DIGIT_GROUP = re.compile(r"\bstage\s+([1-4])([A-E]?[1-3]?)\b", re.IGNORECASE)
_TAG = re.compile(
    r"\s*\((?:disorder|finding|situation|procedure|morphologic abnormality|body structure|qualifier value"
    r"|observable entity|substance|product|person|record artifact|event|regime/therapy)\)\s*$"
)


def system(name: str) -> str:
    """Our short name of a code system: its URL, or its OID with or without `urn:oid:`; "" for one we do not read."""
    return SYSTEMS.get(name) or SYSTEMS.get(name.removeprefix("urn:oid:"), "")


def plain(display: str) -> str:
    """A SNOMED CT name without its semantic tag: `Left breast structure (body structure)` → `Left breast structure`."""
    return _TAG.sub("", display).strip()


@dataclass(frozen=True, slots=True)
class Question:
    """Which fact an observation gives, and how its answer is read."""

    fact: str
    reads: str


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease as its code or wording tells it. `claim`: cancer, in_situ, secondary, unsure (a neoplasm), other.

    `context`: "" for the present, else history, family, suspected or absent. `site` is ICD-O-3 topography.
    """

    claim: str
    context: str = ""
    site: str = ""
    histology: str = ""
    side: str = ""


@cache
def _table(name: str) -> dict[str, Any]:
    return tables.load(f"oncology/tables/{name}")


@cache
def _values(table: str, block: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for row in _table(table)[block]:
        merged.update(row["values"])
    return merged


@cache
def _questions() -> dict[str, Question]:
    rows = _table("coded_observations.toml")["question"]
    asked = {code: Question(row["fact"], row["reads"]) for row in rows for code in row["codes"]}
    measured = _values("coded_observations.toml", "measurements")
    return asked | {f"loinc|{code}": Question(fact, "quantity") for code, fact in measured.items()}


def question(system_name: str, code: str) -> Question | None:
    """The question that an observation's code asks, or None."""
    return _questions().get(f"{system(system_name)}|{code}")


@cache
def _asked_by_fact() -> dict[str, str]:
    rows = _table("coded_observations.toml")["question"]
    return {row["fact"]: row["codes"][0] for row in reversed(rows)}


def code_of(fact: str) -> str:
    """`system|code` of the observation that asks for this fact, or ""; the first of its row."""
    measured = _values("coded_observations.toml", "measurements")
    return _asked_by_fact().get(fact) or next((f"loinc|{code}" for code, name in measured.items() if name == fact), "")


def answer(code: str) -> str:
    """What a coded answer means (`positive`, `G2`, `improved` …), or ""."""
    found: str = _values("coded_observations.toml", "answers").get(code, "")
    return found


def category(code: str, display: str) -> str:
    """A T, N or M category without its basis (`T3`, `N1mi`), from its code or else its wording; "" if neither tells."""
    coded: str = _values("coded_stages.toml", "categories").get(code, "")
    if coded:
        return coded.lstrip("cp")
    found = _CATEGORY.search(display)
    return found.group(1) if found else ""


def category_code(category_with_basis: str) -> str:
    """SNOMED CT id of `cT3`, `pN1mi` …, or ""."""
    pairs = _values("coded_stages.toml", "categories").items()
    return next((code for code, value in pairs if value == category_with_basis), "")


def group(code: str, display: str) -> str:
    """A stage group (`IIB`), from its code or else its wording; "" if neither tells."""
    coded: str = _values("coded_stages.toml", "groups").get(code, "")
    if coded:
        return coded
    if found := _GROUP.search(display):
        stage = found.group(1)
        return stage.upper().replace("IS", "is") if stage.lower().endswith("is") else stage.upper()
    if found := _DIGIT_GROUP.search(display):
        return ROMAN[found.group(1)] + found.group(2).upper()
    return ""


def group_code(stage: str) -> str:
    """SNOMED CT id of a stage group, or ""."""
    pairs = _values("coded_stages.toml", "groups").items()
    return next((code for code, value in pairs if value == stage), "")


def edition(code: str) -> str:
    """Edition of the staging rules that a staging method names: `8`, or ""."""
    found: str = _values("coded_stages.toml", "editions").get(code, "")
    return found


def morphology(system_name: str, code: str) -> str:
    """ICD-O-3 morphology `8500/3` of a coded morphology, or "". Six-digit codes carry a grade, which is cut."""
    if system(system_name) == "icdo3":
        found = re.fullmatch(r"(\d{4})\d?/(\d)\d?", code)
        return f"{found.group(1)}/{found.group(2)}" if found else ""
    coded: str = _values("coded_diseases.toml", "morphology").get(code, "")
    return coded


def side(code: str, display: str) -> str:
    """left, right, bilateral, or "" from a laterality code or plain wording."""
    coded: str = _values("coded_diseases.toml", "side").get(code, "")
    if coded:
        return "" if coded == "unilateral" else coded
    words = set(re.findall(r"[a-z]+", display.lower()))
    if {"left", "right"} <= words:
        return ""
    return next((word for word in ("left", "right", "bilateral") if word in words), "")


@lru_cache(maxsize=4096)
def body_site(system_name: str, code: str, display: str) -> tuple[str, str]:
    """ICD-O-3 topography and side of a body structure; either may be ""."""
    if system(system_name) == "icdo3" and re.fullmatch(r"C\d\d\.\d", code):
        return code, side("", display)
    row = _values("coded_diseases.toml", "body").get(code)
    if row:
        return row["site"], row.get("side", "")
    return site_in(plain(display)), side("", display)


@lru_cache(maxsize=8192)
def disease(system_name: str, code: str, display: str) -> Disease:
    """What a coded disease claims, and where and what it is."""
    name = plain(display)
    if system(system_name) == "icd10" and (found := _icd10(code.upper(), name)):
        return found
    claim, context = _claim(f"{name.lower()} ")
    row = _values("coded_diseases.toml", "disease").get(code, {}) if system(system_name) == "sct" else {}
    if row and claim == "other":
        claim = "cancer"
    if claim == "other":
        return Disease("other", context)
    if claim == "secondary":
        return Disease(claim, context, came_from(name), side=side("", name))
    site = row.get("site") or site_in(name)
    return Disease(claim, context, site, row.get("histology", ""), row.get("side") or side("", name))


def _claim(name: str) -> tuple[str, str]:
    words = _table("coded_diseases.toml")["wording"]

    def says(kind: str) -> bool:
        return any(word in name for word in words[kind])

    context = next((kind for kind in ("absent", "family", "history", "suspected") if says(kind)), "")
    if says("no_cancer"):
        return "other", context
    neoplastic = says("cancer") or "metasta" in name
    if says("secondary") and neoplastic:
        return "secondary", context
    if neoplastic:
        return ("in_situ" if says("in_situ") else "cancer"), context
    return ("unsure" if "neoplasm" in name else "other"), context


_ICD10_SIDED = {
    "C34": 4, "C40": 4, "C50": 5, "C56": 3, "C57": 4, "C62": 4, "C64": 3, "C65": 3, "C66": 3, "C69": 4, "C74": 4,
    "C76": 4, "D05": 4,
}  # fmt: skip
_ICD10_BLOOD = re.compile(r"C(8[1-9]|9[0-6])")


def _icd10(code: str, name: str) -> Disease | None:
    """ICD-10-CM chapter II. Source: ICD-10-CM FY2026 tabular list; ICD-O-3 topography keeps its C00–C80 sites."""
    dense = code.replace(".", "")
    if re.match(r"C7[789]|C7B", dense):
        return Disease("secondary", "", "", "", side("", name))
    if _ICD10_BLOOD.match(dense):
        return Disease("cancer", "", site_in(name))
    if dense.startswith("Z85"):
        return Disease("cancer", "history", site_in(name))
    if dense.startswith("Z80"):
        return Disease("cancer", "family", site_in(name))
    if not re.match(r"C\d\d|D0\d", dense):
        return None
    where = _ICD10_SIDED.get(dense[:3], 0)
    digit = dense[where] if where and len(dense) > where else ""
    hand = {"1": "right", "2": "left"}.get(digit, "") or side("", name)
    if dense.startswith("D0"):
        return Disease("in_situ", "", site_in(name), "", hand)
    return Disease("cancer", "", _topography(dense), "", hand)


def _topography(dense: str) -> str:
    moved = {"C43": "C44", "C45": "", "C46": "", "C7A": "", "C4A": "C44", "C80": "C80"}
    head = moved.get(dense[:3], dense[:3])
    if not head:
        return ""
    whole = {
        "C01",
        "C07",
        "C12",
        "C19",
        "C20",
        "C23",
        "C33",
        "C37",
        "C52",
        "C55",
        "C56",
        "C58",
        "C61",
        "C64",
        "C65",
        "C66",
    }
    part = "9" if head in whole or len(dense) < 4 or not dense[3].isdigit() else dense[3]
    return f"{head}.{part}"


@cache
def _site_names() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {one.term: one.code for one in sites.terms() if one.strength == 3}
    by_length = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, by_length))})\b", re.IGNORECASE), names


@lru_cache(maxsize=4096)
def site_in(text: str) -> str:
    """ICD-O-3 topography of the one organ that the words name; "" where they name none or several."""
    pattern, names = _site_names()
    found = {names[name.lower()] for name in pattern.findall(text)}
    heads = {code[:3] for code in found}
    if len(heads) != 1:
        return ""
    return min(found, key=lambda code: code.endswith(".9"))


def spread_to(display: str, code: str = "") -> str:
    """The organ a cancer has spread to, lower case: of a code of ICD-10-CM, or of wording; "" where none is named.

    `Metastasis from malignant tumor of prostate` names where it came from, not where it went.
    """
    dense = code.replace(".", "").upper()
    known = _values("coded_diseases.toml", "spread")
    if by_code := next((organ for head, organ in known.items() if dense.startswith(head)), ""):
        return str(by_code)
    name = plain(display).lower()
    if " from " in name:
        return ""
    found = re.search(
        r"(?:neoplasm|cancer|carcinoma|tumor|metastasis|metastases|metastatic)\s+(?:of|to|in)\s+(.+)", name
    )
    found = found or re.match(r"(.+?)\s+metastas[ei]s$", name)
    organ = found.group(1) if found else ""
    return re.sub(r"^(?:the|unspecified|other|secondary)\s+", "", organ).removesuffix(" structure").strip()


def came_from(display: str) -> str:
    """ICD-O-3 topography of the organ named after `metastasis from`; "" where none is named."""
    found = re.search(r"\bmetastas[ei]s from (.+)", plain(display), re.IGNORECASE)
    return site_in(found.group(1)) if found else ""


@cache
def _labels() -> dict[str, str]:
    return {row["code"]: row["label"] for row in _table("codes.toml")["code"]}


def label(fact: str) -> str:
    """How a person reads the code of a fact; a marker or measurement by its own name."""
    known = _labels()
    if fact in known:
        return known[fact]
    head, _, tail = fact.rpartition(".")
    return f"{known[f'{head}.*']} {tail}" if f"{head}.*" in known else fact
