"""Grade: G1-G4, words of differentiation, high and low grade; Gleason, grade group; Nottingham score."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Status
from consilium.records.report import specimens
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_LEVEL = (
    r"(?:(?P<roman>iv|iii|ii|i|1v|lll|ll|l|111|11)(?: ?(?:-|to) ?(?P<more>iv|iii|ii)(?![a-z]))?"
    r"|(?P<digit>[1-4])(?: ?(?:-|to) ?(?P<upper>[2-4])(?= ?(?:/|of|\)|,|\n|;|$| |\.(?!\d)))(?! ?(?:cm|mm)))?)"
)
_LABELLED = re.compile(
    r"(?:histolog(?:ic|ical) grade|histologic differentiation|nuclear grade"
    r"|fuhrman(?:'s)?(?: nuclear)? grade|tumor grade|overall grade|nottingham(?: combined"
    r"| histologic)? grade"
    # Each choice begins with a letter of its own, so that the search skips all others quickly.
    r"|isup(?: nucleolar)? grade|who(?:/(?:who|isup))? grade|isup(?:/(?:who|isup))? grade"
    r"|nhg|elston(?:[ -]+(?:and )?ellis)? grade|modified scarff[ -]bloom[ -]richardson grade|combined histologic grade"
    r"|g(?<![a-z]g)rade(?: of differentiation)?)"
    r"(?: ?\([^)\n]{1,40}\))? ?[:\-=]* ?(?:nuclear |fuhrman |fnclcc |who |isup |tumor "
    r"|histologic )?(?:grade ?)?(?:is ?)?\(?g? ?" + _LEVEL + r"(?:(?<=3)[ab])?(?![a-z0-9%]| ?cm)"
)
_G = re.compile(r"g(?<![a-z0-9]g)[ \-]?(?P<digit>[1-4lixo])(?: ?[-/] ?(?:g ?)?(?P<upper>[1-4]))?(?![a-z0-9])")
_GRADE_NUMBER = re.compile(
    r"(?<![a-z])(?P<scale>fuhrman|nuclear|histologic|nottingham|sbr|furhman)?(?:'s)? ?(?:nuclear )?"
    r"(?:grade[ :]{1,2}|(?<=fuhrman )(?=[1-4i])|(?<=furhman )(?=[1-4i]))"
    + _LEVEL
    + r"(?:(?<=3)[ab])?(?: ?(?:of|/|out of) ?(?P<of>iv|iii|[34]))?(?![a-z0-9]|\.\d| ?- ?\d)"
)
_WORDS = re.compile(
    r"(?<![a-z])(?P<first>moderate(?:ly)?[ \-]well|well|highly|mod(?:erate(?:ly)?|\.)?|poor(?:ly)?|weakly|badly"
    r"|undifferentiated|anaplastic)(?:(?:[ \-]+diff(?:erentiated|\.)?)?"
    r"(?: ?[-/] ?| to | and |-to-)(?P<second>well|moderate(?:ly)?|poor(?:ly)?|undifferentiated))?"
    r"[ -]*(?:\n|,|-)? ?diff(?:erentia(?:t\w+)|\.|(?![a-z]))"
    r"|(?<![a-z])(?P<lone>undifferentiated)(?= (?:carcinoma|adenocarcinoma|\(g4))"
    r"|(?:differentiation|grade(?: of differentiation)?)(?: ?[:(]+ ?|(?<=ation) )(?P<after>well|moderate"
    r"|poor)(?:ly)?(?! ?differentiat| to | ?-)(?![a-z])"
)
_HIGH_LOW = re.compile(
    r"(?<![a-z])(?P<level>high|low|intermediate)[ -]grade(?! (?:dysplasia|pin|prostatic|squamous intra"
    r"|intraepithelial|dcis|pan))|grade ?[:(] ?(?P<after>high|low)(?: grade)?\b"
)
_DEGREES = re.compile("well|moderate|poor")
_LEVELS = re.compile(r"high|low|intermediate")
_UROTHELIAL = frozenset({"812", "813"})
_WHO_2004 = "WHO 2004: urothelial carcinoma of WHO 1973 grade 3 is high grade"
_RANK = {
    "well": "G1",
    "highly": "G1",
    "weakly": "G3",
    "badly": "G3",
    "poor": "G3",
    "poorly": "G3",
    "undifferentiated": "G4",
    "anaplastic": "G4",
}
_ROMAN = {
    "111": "G3",
    "11": "G2",
    "i": "G1",
    "ii": "G2",
    "iii": "G3",
    "iv": "G4",
    "l": "G1",
    "ll": "G2",
    "lll": "G3",
    "1v": "G4",
}
_OTHER = re.compile(
    r"hepatitis|panin|dysplastic|prostatic intra|dcis|in situ|dysplasia|intraepithelial"
    r"|nuclear grade [a-z ]{0,20}dcis|intraductal|steatosis|fibrosis|inflammation|gleason|tertiary"
    r"|rejection|reticulin|\bmf-?[0-3]\b"
)
_OF_BLOOD = re.compile(r"lymphomas?\b|hodgkin|leukemi|myeloma|myelodysplas|\bmds\b|myelofibrosis|plasmacytoma")
_SOLID = re.compile(r"carcinom|sarcoma|cancer|blastoma|[^h]oid tumor|gli?oma\b|melanoma|seminoma|thymoma|endocrine")
"""Cancers of the blood have no grades, but for the follicular lymphoma, whose third has two parts (WHO)."""
_PART_OF_THIRD = re.compile(r"3[ab]\Z")
_OF_TREATMENT = re.compile(r"(?:regression|response|mandard|dworak|becker|ryan)(?: [a-z]+)?[ :(]{0,3}\Z")
"""Before a grade that tells how far treatment has worked."""
_OF_A_NAME = re.compile(r"[ -](?:liposarcoma|(?:neuro)?endocrine tumor|papillary mesothelioma)")
"""Behind a degree that belongs to the name of a kind: `well differentiated liposarcoma`."""
_OF_ENDOCRINE = re.compile(r"[^\n.;]{0,25}\b(?:neuroendocrine|nets?\b|endocrine)")
"""Well differentiated, it is the kind of tumor; its grade follows its mitoses and Ki-67 (WHO, 2019)."""
_HARM = (
    r"(?:diarrh?oea|diarrhea|nausea|vomiting|neuropath\w+|dermatitis|mucositis|stomatitis|rash|fatigue|toxicit\w+|gvhd"
    r"|pneumonitis|colitis|esophagitis|hand[- ]foot(?: syndrome)?|neutropenia|an(?:a)?emia|thrombocytopenia|pruritus"
    r"|xerostomia|alopecia|graft[- ]versus[- ]host(?: disease)?"
    r"|(?:infusion|allergic|injection|skin)[- ](?:related )?reactions?"
    r"|lymphopenia|leukopenia|platelets?|hemoglobin|neutrophils?|bilirubin|creatinine|lipase|myocarditis"
    r"|hypophysitis"
    r"|thyroiditis|myositis|pancreatitis|cardiomyopathy|thrombosis|bleeding|infections?|sepsis|hypotension|headaches?"
    r"|keratopathy|retinopathy|edema|lymph(?:o)?edema|arthralgias?|myalgias?|hepatitis|transaminitis|nephritis|proctitis"
    r"|cystitis|proteinuria|hypertension|constipation|cough|dyspn(?:o)?ea|pain|hot flashes|adverse events?"
    r"|side effects?|\w*listhesis|diastolic|hydronephrosis|reflux|varices|encephalopathy|fever|insomnia|anorexia"
    r"|dysphagia|cytopenias?|hypothyroidism|crs|icans|tox|ototoxicity|incontinence|fibrosis)"
)
_TUMOR = later(
    r"carcinoma|cancer|tumor|adenoca|sarcoma|gli?oma|[a-z]cytoma|lymphoma|melanoma|thelioma|ingioma|\bi[dl]c\b|dcis|ductal"
    r"|lobular|endocrine|\bp?nets?\b|\bgist\b|\bwho\b|fnclcc|histolog|patholog|biops|nottingham|invasive|differentiat"
    r"|endometri|\bscc\b|diagnosis|\ber\b|urothelial|\bp?t[1-4]"
)
_HARM_BEFORE = re.compile(rf"\b{_HARM}(?: (?!\w*(?:oma|cancer|tumor)s?\b)\w+){{0,3}}[ ,:(-]{{0,3}}(?:ctcae )?\Z")
_HARM_BEHIND = re.compile(rf"[ ):,-]{{1,3}}(?!invasive|ductal)(?:\w+ ){{0,2}}?{_HARM}\b")
"""Harms of treatment have grades too, `grade 1 neuropathy` (CTCAE)."""
_WORST = re.compile(
    r"worst(?: histologic)? differentiation ?[: ]{1,3}(?:edmondson(?:[ -]steiner)? )?(?:grade )?"
    + _LEVEL
    + r"(?: ?/ ?(?:iv|4))?(?![a-z0-9])"
)
_CASSETTE = re.compile(
    r" ?(?:[:=]|;(?! ?\d+[.,]\d))| ?- ?g?\d| (?:one|two|three|four|five|six|a|remain|left|right|section|represent)"
)

_PATTERNS = re.compile(
    r"(?<![0-9.])(?P<a>[2-5]) ?(?:\([^)\n]{1,10}\) ?)?\+ ?(?P<b>[2-5])(?: ?\([^)\n]{1,10}\))?(?: ?[=\-:] ?(?P<sum>[4-9]"
    r"|10)(?![0-9]))?"
)
_SCORE = re.compile(
    r"gleason(?:'s)?(?: ?(?:sum|total|combined|histologic))?(?: ?(?:score|grade|sum"
    r"|pattern))*(?: score)?[^\n0-9+]{0,40}?(?P<score>[4-9]|10)(?:/10)?(?![0-9+.%]| ?\+)"
)
_COMBINED = re.compile(
    r"(?:combined|total)(?: gleason)? (?:score|sum)[ :=]{1,3}(?:of )?(?P<score>[6-9]|10)(?:/10)?(?![0-9+%]|\.\d| ?\+)"
)
_PRIMARY_THEN_SECONDARY = re.compile(
    r"primary(?: gleason)?(?: (?:grade|pattern))*[ :\-(=]{1,4}(?P<a>[2-5])\)?[^\d+]{1,40}?"
    r"secondary(?: gleason)?(?: (?:grade|pattern))*[ :\-(=]{1,4}(?P<b>[2-5])(?![\d%+]|\.\d)"
)
_SUM = "Gleason score: the sum of the primary and the secondary pattern"
_PRIMARY = re.compile(r"primary(?: gleason)?(?: (?:grade|pattern))+[ :\-(]{0,4}(?:grade |pattern )?(?P<v>[1-5])\b")
_SECONDARY = re.compile(r"secondary(?: gleason)?(?: (?:grade|pattern))+[ :\-(]{0,4}(?:grade |pattern )?(?P<v>[1-5])\b")
_GROUP = re.compile(r"grade group[ :(]{1,3}(?:is )?(?P<v>[1-5])\b|isup grade[ :(]{1,3}(?P<w>[1-5])\b")


def candidates(text: Text) -> Iterator[Candidate]:
    """Every grade stated."""
    if text.hits("gleason"):
        yield from _gleason(text)
    kinds = {hit.value.code[:3] for hit in text.hits("histology")}
    urothelial = bool(kinds & _UROTHELIAL) or "urothelial" in text.flat
    grades = [one for start, end in text.sentences("grade", after=25) for one in _grades(text, start, end)]
    if len({one.value for one in grades if not one.refused}) > 1:
        small = specimens.lesser(text, specimens.primaries(text))
        grades = [replace(one, score=one.score - specimens.LESSER) if small(one.start) else one for one in grades]
    for candidate in grades:
        if urothelial and candidate.value in ("high", "low"):
            # Urothelial carcinoma is graded high or low since WHO 2004; a number beside it is the older scale.
            candidate = replace(candidate, score=candidate.score + 60)
        yield candidate
        if urothelial and candidate.value in ("G3", "G4") and not candidate.refused:
            yield replace(candidate, value="high", score=candidate.score + 15, status=Status.INFERRED, rule=_WHO_2004)


def _grades(text: Text, start: int, end: int) -> Iterator[Candidate]:
    flat = text.flat
    # A word that a pattern needs is looked for first, here and below: that is far quicker.
    sentence = flat[start:end]
    graded = "grade" in sentence or "nhg" in sentence or "hman" in sentence or "hrman" in sentence
    for found in _LABELLED.finditer(flat, start, end) if graded or "histologic diff" in sentence else ():
        yield _grade(text, _level(found), found.start(), found.end(), 30, "field of the form")
    for found in _WORST.finditer(flat, start, end) if "worst" in sentence else ():
        yield _grade(text, _level(found), found.start(), found.end(), 75, "worst differentiation")
    for found in _GRADE_NUMBER.finditer(flat, start, end) if graded else ():
        yield _grade(text, _level(found), found.start(), found.end(), 22, "grade with a number")
    for found in _G.finditer(flat, start, end):
        digit = {"l": "1", "i": "1"}.get(found["digit"], found["digit"])
        if (
            digit in "1234"
            and text.section(found.start()).kind not in ("gross", "blocks")
            and not _CASSETTE.match(flat, found.end())
        ):
            value = "G" + max(digit, found["upper"] or digit)
            yield _grade(text, value, found.start(), found.end(), 26, "G with a number")
    for found in (
        _WORDS.finditer(flat, start, end) if "diff" in sentence or (graded and _DEGREES.search(sentence)) else ()
    ):
        if _OF_A_NAME.match(flat, found.end()):
            continue
        words = [word for word in (found["first"], found["second"], found["lone"], found["after"]) if word]
        value = max("G2" if word.startswith("mod") else _RANK[word] for word in words)
        if text.kind == "pathology" or not _OF_ENDOCRINE.match(flat, found.end()):
            yield _grade(text, value, found.start(), found.end(), 20, "degree of differentiation")
    for found in _HIGH_LOW.finditer(flat, start, end) if graded and _LEVELS.search(sentence) else ():
        level = found["level"] or found["after"]
        if level == "intermediate":
            yield _grade(text, "G2", found.start(), found.end(), 10, "intermediate grade")
        else:
            yield _grade(text, level, found.start(), found.end(), 18, "high or low grade")


_OF_SPREAD = 12
"""What the grade of a metastasis loses beside that of the primary tumor."""


def _level(found: re.Match[str]) -> str:
    if found["digit"]:
        return "G" + max(found["digit"], found["upper"] or "")
    return max(_ROMAN[found["roman"]], _ROMAN.get(found["more"] or "", ""))


def _grade(text: Text, value: str, start: int, end: int, bonus: float, why: str) -> Candidate:
    section = text.section(start)
    left, right = text.sentence(start, end)
    left, right = max(left, start - 60), min(right, end + 40)
    stop = text.flat.find(";", end, right)
    around = text.flat[max(left, text.flat.rfind(";", left, start) + 1) : stop if stop >= 0 else right]
    other = _OTHER.search(around) or _OF_TREATMENT.search(text.flat, max(left, start - 30), start)
    refused = "speaks of something other than the invasive tumor" if other else ""
    if _OF_BLOOD.search(around) and "follicul" not in around and not _SOLID.search(around):
        refused = refused or "a cancer without grades"
    if _PART_OF_THIRD.search(text.flat, start, end) and "follicul" not in around:
        refused = refused or "a part of a grade that only one lymphoma has"
    # A report of tissue tells harms only in what it was asked.
    told = text.kind != "pathology" or section.kind in ("clinical", "prior")
    if not refused and told and text.flat[start:end].lstrip().startswith("g") and not _of_tumor(text, start, end):
        refused = "the grade of a harm"
    if "metasta" in text.flat[left:start]:
        bonus -= _OF_SPREAD
    return Candidate(
        code="diagnosis.grade",
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus,
        why=f"{why}; {section.kind}",
        refused=refused,
        assertion=assertion(text.flat, start, end, section.kind),
    )


def _of_tumor(text: Text, start: int, end: int) -> bool:
    """Whether a bare number is the tumor's grade: no harm stands beside it; in a note its sentence names a tumor."""
    if _HARM_BEHIND.match(text.flat, end) or _HARM_BEFORE.search(text.flat, max(0, start - 45), start):
        return False
    left, right = text.sentence(start, end)
    return text.kind in ("", "pathology") or bool(
        _TUMOR.search(text.flat, max(left, start - 150), min(right, end + 80))
    )


def _gleason(text: Text) -> Iterator[Candidate]:
    # Of several cores with a score each, the highest tells the cancer (CAP, prostate needle biopsy, 2023).
    by_core = 10 if ("needle" in text.flat or "core" in text.flat) and "prostatectomy" not in text.flat else 0
    for start, end in text.sentences("gleason", after=80):
        flat = text.flat
        for found in _PATTERNS.finditer(flat, start, end):
            first, second = int(found["a"]), int(found["b"])
            if found["sum"] and int(found["sum"]) != first + second:
                continue
            worth = 30 + by_core * (first + second + first / 10)
            yield _of(text, "gleason.primary", first, found.start("a"), found.end("a"), worth)
            yield _of(text, "gleason.secondary", second, found.start("b"), found.end("b"), worth)
            yield _of(text, "gleason.score", first + second, found.start(), found.end(), worth)
        for found in _SCORE.finditer(flat, start, end):
            # A single pattern ("Gleason pattern 4") is no sum; a sum below 6 is not given on a specimen of cancer.
            if int(found["score"]) >= 6 or ("score" in found[0] and "pattern" not in found[0]):
                worth = 25 + by_core * int(found["score"])
                yield _of(text, "gleason.score", int(found["score"]), found.start(), found.end(), worth)
        for found in _COMBINED.finditer(flat, start, end):
            yield _of(text, "gleason.score", int(found["score"]), found.start(), found.end(), 25)
        for found in _PRIMARY_THEN_SECONDARY.finditer(flat, start, end):
            first, second = int(found["a"]), int(found["b"])
            yield _of(text, "gleason.primary", first, found.start("a"), found.end("a"), 20)
            yield _of(text, "gleason.secondary", second, found.start("b"), found.end("b"), 20)
            summed = _of(text, "gleason.score", first + second, found.start(), found.end(), 15)
            yield replace(summed, status=Status.INFERRED, rule=_SUM)
        for code, pattern in (("gleason.primary", _PRIMARY), ("gleason.secondary", _SECONDARY)):
            for found in pattern.finditer(flat, start, end):
                yield _of(text, code, int(found["v"]), found.start(), found.end(), 20)
        for found in _GROUP.finditer(flat, start, end):
            group = int(found["v"] or found["w"])
            yield _of(text, "gleason.grade_group", group, found.start(), found.end(), 20 + by_core * group)


def _of(text: Text, code: str, value: int, start: int, end: int, bonus: float) -> Candidate:
    section = text.section(start)
    return Candidate(
        code=code,
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus,
        why=f"Gleason; {section.kind}",
        assertion=assertion(text.flat, start, end, section.kind),
    )
