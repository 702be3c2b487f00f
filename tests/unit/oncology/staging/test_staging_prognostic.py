"""The clinical prognostic stage of the breast is told beside the anatomic one, where it is known.

Source of the cases: NCI PDQ Breast Cancer Treatment, Table 9.
"""

import pytest

from consilium.oncology.staging import StagingCase, stage


@pytest.mark.parametrize(
    ("t", "n", "markers", "anatomic", "prognostic"),
    [
        ("T1c", "N0", "G1 negative negative negative", "IA", "IB"),
        ("T1c", "N0", "G3 negative positive positive", "IA", "IA"),
        ("T2", "N0", "G2 negative negative negative", "IIA", "IIB"),
        ("T2", "N1", "G3 positive positive positive", "IIB", "IB"),
        ("T3", "N0", "G3 negative negative positive", "IIB", "IIIA"),
        ("T1b", "N2a", "G2 negative positive positive", "IIIA", "IIA"),
    ],
)
def test_it_is_the_one_in_the_table(t: str, n: str, markers: str, anatomic: str, prognostic: str) -> None:
    grade, her2, er, pr = markers.split()
    case = StagingCase(
        site="C50.9", histology="8500/3", edition="8", basis="clinical",
        t=t, n=n, m="M0", grade=grade, her2=her2, er=er, pr=pr,
    )  # fmt: skip
    result = stage(case)
    assert result.group == anatomic
    assert f"clinical prognostic stage {prognostic}" in result.why
    assert "anatomic stage" in result.why


@pytest.mark.parametrize("basis", ["pathological", "", "yp"])
def test_elsewhere_it_is_said_not_to_be_known(basis: str) -> None:
    case = StagingCase(
        site="C50.9", histology="8500/3", edition="8", basis=basis,
        t="T2", n="N0", m="M0", grade="G2", her2="negative", er="positive", pr="positive",
    )  # fmt: skip
    assert "the prognostic stage is not known here" in stage(case).why
