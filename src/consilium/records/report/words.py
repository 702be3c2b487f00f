"""All words that matter, found in one pass over the flat text.

One automaton holds headings, sites, kinds of cancer, drugs and the trigger words of every extractor; it is built once,
when the first report is read.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import ahocorasick

from consilium.oncology import drug_names, histology, sites

TRIGGERS: dict[str, tuple[str, ...]] = {
    "node": (
        "node",
        "nodes",
        "lymphonodis",
        "lymphonodo",
        "lymph",
        "lymphonodi",
        "ln",
        "lns",
        "nodal",
        "lymphadenectomy",
    ),
    "margin": (
        "margin",
        "margins",
        "resection line",
        "resection lines",
        "boundary",
        "incision line",
        "incision lines",
        "mergins",
        "margina",
        "marg",
        "inked surface",
        "cut end",
        "cut ends",
        "surgical edge",
        "edges",
        "surgical resection margin",
        "ink",
        "residual tumor",
        "resection edge",
        "excision is complete",
        "completely excised",
        "incompletely excised",
    ),
    "vessel": (
        "lymphovascular",
        "lymph-vascular",
        "lymphatic",
        "angiolymphatic",
        "vascular",
        "venous",
        "lymphvascular",
        "lymphovascular space",
        "lymph vascular",
        "vessel",
        "vessels",
        "vasorum",
        "lvi",
        "lvsi",
        "angioinvasion",
        "lymphatics",
        "blood vessel",
        "intravascular",
        "microvessel",
        "angio-lymphatic",
        "vein",
        "veins",
        "lymphangitic",
        "large vessel",
        "capillary-lymphatic",
        "vascular/lymphatic",
        "venous/lymphatic",
        "vascular space",
        "lymphangioinvasion",
    ),
    "nerve": (
        "perineural",
        "peri-neural",
        "nerve",
        "nerves",
        "perineurial",
        "pni",
        "neural",
        "intraneural",
        "neurotropism",
        "perineurium",
        "nervorum",
    ),
    "grade": (
        "grade",
        "graded",
        "grading",
        "differentiated",
        "differentiation",
        "g1",
        "g2",
        "g3",
        "g4",
        "fuhrman",
        "nottingham",
        "high-grade",
        "low-grade",
        "undifferentiated",
        "gl",
        "isup",
        "edmondson",
        "bloom-richardson",
        "bloom",
        "sbr",
        "anaplastic",
        "poorly",
        "moderately",
        "well-differentiated",
        "grade:",
    ),
    "gleason": ("gleason", "gleason's", "gleason score", "gleasons", "primary pattern", "grade group"),
    "receptor": (
        "er",
        "pr",
        "her2",
        "her-2",
        "her2/neu",
        "her-2/neu",
        "estrogen",
        "progesterone",
        "oestrogen",
        "her 2",
        "c-erbb-2",
        "c-erbb2",
        "erbb2",
        "hercept",
        "hercep",
        "her2neu",
        "er/pr",
        "her-2-neu",
        "herceptest",
        "c-erb-b2",
        "her 2/neu",
        "her 2 neu",
        "cerbb2",
        "cerb-b2",
        "her-2neu",
        "her2-neu",
        "prg",
        "era",
    ),
    "size": (
        "size",
        "greatest dimension",
        "measuring",
        "measures",
        "dimension",
        "dimensions",
        "diameter",
        "cm",
        "mm",
        "greatest",
        "maximum",
    ),
    "breslow": (
        "breslow",
        "breslow's",
        "thickness",
        "clark",
        "clark's",
        "ulceration",
        "mitotic",
        "mitoses",
        "mitotic rate",
        "mitotic count",
    ),
    "focality": (
        "focality",
        "multifocal",
        "unifocal",
        "multicentric",
        "multifocality",
        "multicentricity",
        "solitary",
        "multiple foci",
    ),
    "side": ("left", "right", "bilateral", "laterality"),
    "extranodal": ("extranodal", "extracapsular", "extra-nodal", "extra-capsular", "perinodal", "ece"),
    "marker": (
        "ki-67",
        "ki67",
        "mib-1",
        "mib1",
        "pd-l1",
        "pdl1",
        "tps",
        "cps",
        "mlh1",
        "msh2",
        "msh6",
        "pms2",
        "mmr",
        "mismatch",
        "microsatellite",
        "msi",
        "msi-h",
        "mss",
        "tmb",
        "egfr",
        "alk",
        "ros1",
        "braf",
        "kras",
        "nras",
        "ret",
        "ntrk",
        "brca1",
        "brca2",
        "pik3ca",
        "met",
        "stk11",
        "keap1",
        "tp53",
        "p16",
        "oncotype",
        "recurrence score",
        "idh1",
        "mgmt",
        "kit",
        "pdgfra",
        "hpv",
        "psa",
        "cea",
        "ca 19-9",
        "ca-125",
        "ca125",
        "ki - 67",
        "ki 67",
        "mib 1",
        "esr1",
        "androgen receptor",
        "ntrk1",
        "ntrk2",
        "ntrk3",
        "fgfr2",
        "fgfr3",
    ),
    "edition": ("ajcc", "uicc", "edition", "tnm"),
    "figo": ("figo", "ann arbor", "bclc", "rai", "binet", "masaoka", "iss", "r-iss"),
    "stage": ("stage", "staging", "stages"),
    "performance": ("ecog", "karnofsky", "kps", "performance status"),
    "response": (
        "response",
        "progression",
        "progressed",
        "progressing",
        "stable disease",
        "remission",
        "restaging",
        "progressive disease",
        "no evidence of disease",
        "complete response",
        "partial response",
    ),
    "radiation": (
        "radiation",
        "radiotherapy",
        "xrt",
        "sbrt",
        "imrt",
        "brachytherapy",
        "chemoradiation",
        "gy",
        "cgy",
        "proton therapy",
        "stereotactic",
        "whole brain radiation",
        "chemoradiotherapy",
        "cyberknife",
        "sabr",
    ),
    "trial": ("clinical trial", "clinical trials", "trial", "study protocol", "nct"),
    "watch": ("observation", "active surveillance", "watchful waiting", "watch and wait", "surveillance"),
    "surgery": (
        "lobectomy",
        "resection",
        "mastectomy",
        "lumpectomy",
        "prostatectomy",
        "nephrectomy",
        "colectomy",
        "thyroidectomy",
        "hysterectomy",
        "orchiectomy",
        "cystectomy",
        "gastrectomy",
        "esophagectomy",
        "whipple procedure",
        "pancreaticoduodenectomy",
        "hepatectomy",
        "craniotomy",
        "wide local excision",
        "sentinel lymph node biopsy",
        "axillary dissection",
        "debulking",
        "pneumonectomy",
        "surgery",
        "segmentectomy",
        "wedge resection",
        "neck dissection",
        "laryngectomy",
        "hemicolectomy",
        "lymphadenectomy",
        "metastasectomy",
        "excision",
        "oophorectomy",
        "salpingo-oophorectomy",
        "glossectomy",
        "adrenalectomy",
        "parotidectomy",
        "enucleation",
        "pleurectomy",
        "amputation",
        "colostomy",
        "cystoprostatectomy",
        "low anterior resection",
        "abdominoperineal resection",
        "transplant",
        "quadrantectomy",
        "biopsy",
        "omentectomy",
        "splenectomy",
        "radical prostatectomy",
        "turbt",
        "bronchoscopy",
    ),
    "name": ("patient name", "patient's name", "name of patient", "name", "patient", "re", "hpi"),
    "mrn": (
        "medical record number",
        "medical record no",
        "medical record #",
        "mrn",
        "mr#",
        "mr #",
        "record number",
        "hospital number",
        "hospital no",
        "patient id",
        "patient identification",
        "unit number",
        "unit no",
        "med rec no",
    ),
    "age": ("age", "age/sex", "y.o", "yo", "year old", "year-old", "years old", "years-old", "y/o", "aged"),
    "sex": ("sex", "gender", "female", "male", "woman", "man", "lady", "gentleman"),
    "signed": (
        "electronically signed by",
        "electronically signed out by",
        "signed by",
        "dictated by",
        "authenticated by",
        "reported by",
        "released by",
        "attending pathologist",
        "pathologist",
        "surgeon",
        "verified by",
    ),
    "kin": (
        "mother",
        "father",
        "sister",
        "brother",
        "aunt",
        "uncle",
        "grandmother",
        "grandfather",
        "daughter",
        "son",
        "cousin",
        "maternal",
        "paternal",
        "family history",
        "family",
    ),
    "smoking": ("smoker", "tobacco", "tobacco use", "smoking", "smoking history", "smoking status", "ex-smoker"),
    "place": ("facility", "institution", "hospital", "performing laboratory", "performing lab"),
    "date": ("date", "collected", "received", "dated", "reported", "signed", "date of service", "dos"),
    "recurrence": ("recurrence", "recurrent", "recurred", "relapse", "relapsed"),
    "spread": ("metastatic", "metastasis", "metastases", "metastasized", "metastatic to"),
}


class Hit(NamedTuple):
    """A word found: its span in the flat text and the row of the table it came from."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's kind of section and weight; `colon` where only a colon makes the word a heading."""

    kind: str
    weight: int
    colon: bool


@cache
def headings() -> tuple[tuple[str, Heading], ...]:
    """Every heading with what stands under it."""
    table = tomllib.loads(files("consilium.records.report").joinpath("headings.toml").read_text("utf-8"))
    return tuple(
        (term, Heading(row["kind"], row["weight"], column == "alone"))
        for row in table["section"]
        for column in ("terms", "alone")
        for term in row[column]
    )


@cache
def kinds() -> tuple[tuple[str, tuple[str, int]], ...]:
    """Every word that tells the kind of a record, with that kind and its weight."""
    table = tomllib.loads(files("consilium.records.report").joinpath("kinds.toml").read_text("utf-8"))
    return tuple(
        (term, (row["kind"], weight)) for row in table["kind"] for column, weight in _WEIGHTS for term in row[column]
    )


_WEIGHTS = (("strong", 3), ("weak", 1))


def find(flat: str) -> dict[str, list[Hit]]:
    """Every known word by kind ("site", "histology", "drug", "heading", or a trigger), in order of place.

    Within a kind the longest word wins over those inside it.
    """
    found: dict[str, list[Hit]] = defaultdict(list)
    size = len(flat)
    spaced = flat.replace("\n", " ")
    for last, (length, payloads) in _automaton().iter(spaced):
        end, start = last + 1, last + 1 - length
        if start and spaced[start - 1].isalnum():
            continue
        if end < size and spaced[end].isalnum() and not _plural(spaced, end, size):
            continue
        for kind, value in payloads:
            hits = found[kind]
            if kind not in _OVERLAPPING:
                while hits and hits[-1].start >= start and hits[-1].end < end:
                    hits.pop()
                if hits and start < hits[-1].end:
                    continue
            hits.append(Hit(start, end, value))
    return found


_OVERLAPPING = frozenset({"histology"})


def _plural(text: str, end: int, size: int) -> bool:
    return text[end] == "s" and (end + 1 == size or not text[end + 1].isalnum())


@cache
def _automaton() -> Any:
    payloads: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for kind, term, value in _entries():
        payloads[term].append((kind, value))
    automaton = ahocorasick.Automaton()
    for term, rows in payloads.items():
        automaton.add_word(term, (len(term), tuple(rows)))
    automaton.make_automaton()
    return automaton


def _entries() -> Iterator[tuple[str, str, Any]]:
    for term, heading in headings():
        yield "heading", term, heading
    for site in sites.terms():
        yield "site", site.term, site
    for kind in histology.kinds():
        for term in kind.terms:
            yield "histology", term, kind
    for term, name in drug_names.terms():
        yield "drug", term, name
    for term, told in kinds():
        yield "kind", term, told
    for trigger, words in TRIGGERS.items():
        for word in words:
            yield trigger, word, None
