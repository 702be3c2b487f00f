"""What enters staging and what leaves it: a case as text columns, a result with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingCase:
    """One tumor as registries and reports write it; every field is text, and "" means unknown.

    `site` and `histology` are ICD-O-3 (`C34.1`, `8140/3`); `edition` is `6`, `7`, `8` or ""; `basis` is `clinical`,
    `pathological` or `after treatment` (also `c`, `p`, `yc`, `yp`). `age` is in years, `psa` in ng/mL, `mitoses` per
    5 mm². Markers take `positive` and `negative`, ulceration `present` and `absent`, `s` the serum category S0 to S3.
    """

    site: str = ""
    histology: str = ""
    edition: str = ""
    basis: str = ""
    t: str = ""
    n: str = ""
    m: str = ""
    grade: str = ""
    age: str = ""
    sex: str = ""
    psa: str = ""
    gleason: str = ""
    gleason_primary: str = ""
    gleason_secondary: str = ""
    grade_group: str = ""
    s: str = ""
    er: str = ""
    pr: str = ""
    her2: str = ""
    oncotype: str = ""
    ulceration: str = ""
    p16: str = ""
    location: str = ""
    mitoses: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True)
class StageResult:
    """`group` is "" where no group follows; `edition` is the one used; `why` says what was assumed or is missing."""

    group: str
    edition: str
    why: str
