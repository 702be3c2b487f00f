"""Staging systems beside T, N and M; sources in `tables/staging_systems.toml`."""

import pytest

from consilium.oncology.staging import systems
from consilium.oncology.staging.figo import figo, read
from consilium.values import Answer

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("regions", "both", "outside", "symptoms", "contiguous", "stage"),
    [
        (1, NO, NO, NO, False, "IA"),
        (2, NO, NO, YES, False, "IIB"),
        (2, YES, NO, UNKNOWN, False, "III"),
        (1, NO, YES, NO, True, "IEA"),
        (1, NO, YES, YES, False, "IVB"),
        (0, NO, YES, NO, False, ""),
        (1, UNKNOWN, NO, NO, False, ""),
        (2, NO, UNKNOWN, NO, False, ""),
    ],
)
def test_ann_arbor(regions: int, both: Answer, outside: Answer, symptoms: Answer, contiguous: bool, stage: str) -> None:
    found = systems.ann_arbor(
        regions=regions, both_sides=both, extralymphatic=outside, b_symptoms=symptoms, contiguous=contiguous
    )
    assert found == stage


@pytest.mark.parametrize(
    ("nodes", "spleen", "hemoglobin", "platelets", "stage"),
    [
        (NO, NO, 13, 200, "0"),
        (YES, NO, 13, 200, "I"),
        (YES, YES, 13, 200, "II"),
        (NO, NO, 10.9, 200, "III"),
        (NO, NO, 10.9, 99, "IV"),
        (YES, NO, 13, None, ""),
        (UNKNOWN, YES, 13, 200, "II"),
        (UNKNOWN, NO, 13, 200, ""),
    ],
)
def test_rai(nodes: Answer, spleen: Answer, hemoglobin: float, platelets: float | None, stage: str) -> None:
    assert systems.rai(nodes=nodes, spleen_or_liver=spleen, hemoglobin=hemoglobin, platelets=platelets) == stage


@pytest.mark.parametrize(
    ("areas", "hemoglobin", "platelets", "stage"),
    [
        (2, 12, 150, "A"),
        (3, 12, 150, "B"),
        (0, 9.9, None, "C"),
        (0, 12, 99, "C"),
        (None, 12, 150, ""),
        (3, 12, None, ""),
    ],
)
def test_binet(areas: int | None, hemoglobin: float, platelets: float | None, stage: str) -> None:
    assert systems.binet(areas=areas, hemoglobin=hemoglobin, platelets=platelets) == stage


@pytest.mark.parametrize(
    ("microglobulin", "albumin", "stage"),
    [
        (3.4, 3.5, "I"),
        (3.4, 3.4, "II"),
        (3.5, 4, "II"),
        (5.5, 4, "III"),
        (3.4, None, ""),
        (None, 4, ""),
        (6, None, "III"),
    ],
)
def test_iss(microglobulin: float | None, albumin: float | None, stage: str) -> None:
    assert systems.iss(microglobulin=microglobulin, albumin=albumin) == stage


@pytest.mark.parametrize(
    ("iss", "risk", "ldh", "stage"),
    [
        ("I", NO, NO, "I"),
        ("I", YES, NO, "II"),
        ("II", UNKNOWN, UNKNOWN, "II"),
        ("III", NO, YES, "III"),
        ("III", NO, NO, "II"),
        ("III", UNKNOWN, NO, ""),
        ("", NO, NO, ""),
    ],
)
def test_r_iss(iss: str, risk: Answer, ldh: Answer, stage: str) -> None:
    assert systems.r_iss(iss, high_risk=risk, ldh_high=ldh) == stage


@pytest.mark.parametrize(
    ("nodules", "largest", "ecog", "liver", "invaded", "stage"),
    [
        (1, 20, 0, YES, NO, "0"),
        (1, 60, 0, YES, NO, "A"),
        (3, 30, 0, YES, NO, "A"),
        (3, 31, 0, YES, NO, "B"),
        (4, 10, 0, YES, NO, "B"),
        (1, 20, 1, YES, NO, "C"),
        (1, 20, 0, YES, YES, "C"),
        (1, 20, 3, NO, NO, "D"),
        (1, 20, 0, NO, NO, ""),
        (None, 20, 0, YES, NO, ""),
    ],
)
def test_bclc(nodules: int | None, largest: float, ecog: int, liver: Answer, invaded: Answer, stage: str) -> None:
    found = systems.bclc(
        nodules=nodules, largest_mm=largest, ecog=ecog, preserved_liver=liver, invaded_or_spread=invaded
    )
    assert found == stage


@pytest.mark.parametrize(
    ("score", "group"), [("3+3=6", "1"), ("3+4=7", "2"), ("4+3", "3"), ("8", "4"), ("9", "5"), ("7", ""), ("", "")]
)
def test_prostate_grade_group(score: str, group: str) -> None:
    assert systems.grade_group(score) == group


def test_masaoka_has_its_six_stages() -> None:
    assert [stage for stage, _ in systems.masaoka()] == ["I", "IIA", "IIB", "III", "IVA", "IVB"]


@pytest.mark.parametrize(
    ("site", "year", "t", "n", "m", "stage"),
    [
        ("C53.9", 2018, "T1b3", "N0", "M0", "IB3"),
        ("C53.9", 2018, "T1b1", "N1", "M0", "IIIC1"),
        ("C53.9", 2018, "T2b", "N2a", "M0", "IIIC2"),
        ("C53.9", 2018, "T4", "N1", "", "IVA"),
        ("C54.1", 2009, "T1b", "N0", "M0", "IB"),
        ("C56.9", 2014, "T3c", "N1", "M0", "IIIC"),
        ("C56.9", 2014, "T1c2", "N0", "M0", "IC2"),
        ("C51.9", 2009, "T2", "N2b", "M0", "IIIB"),
        ("C53.9", 1999, "T1a1", "N0", "M0", ""),
    ],
)
def test_figo(site: str, year: int, t: str, n: str, m: str, stage: str) -> None:
    result = figo(site, year, t, n, m)
    assert (result.group, result.edition) == (stage, str(year))
    assert str(year) in result.why


@pytest.mark.parametrize(("text", "stage"), [("FIGO stage IIIC1", "IIIC1"), ("figo 3c(ii)", "IIIC2"), ("IB2", "IB2")])
def test_a_figo_stage_is_read_in_any_spelling(text: str, stage: str) -> None:
    assert read(text) == stage


def test_every_system_names_its_source() -> None:
    systems_of = [value for name, value in systems.table().items() if name != "edition"]
    rows = [row for value in systems_of for row in (value if isinstance(value, list) else [value])]
    assert all(row["source"] for row in rows)
