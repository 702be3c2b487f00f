"""T, N, M and groups in the spellings of reports and registries."""

import pytest

from consilium.oncology.staging import notation


@pytest.mark.parametrize(
    ("text", "letter", "value", "prefix"),
    [
        ("pT2 NOS", "T", "T2", "p"),
        ("T2NOS", "T", "T2", ""),
        ("ypT1c", "T", "T1c", "yp"),
        ("tis", "T", "Tis", ""),
        ("pTis (DCIS)", "T", "Tis", "p"),
        ("T1mic", "T", "T1mi", ""),
        ("pN1 (mi)", "N", "N1mi", "p"),
        ("N0(i+)", "N", "N0", ""),
        ("pN1a(sn)", "N", "N1a", "p"),
        ("nx", "N", "NX", ""),
        ("M1a(1)", "M", "M1a", ""),
        ("2b", "T", "T2b", ""),
        ("T1A1", "T", "T1a1", ""),
        ("mT2(m)", "T", "", ""),
        ("T12", "T", "", ""),
        ("N1", "T", "", ""),
        ("", "M", "", ""),
    ],
)
def test_a_category_is_read_in_any_spelling(text: str, letter: str, value: str, prefix: str) -> None:
    found = notation.category(text, letter)
    assert (found.value, found.prefix) == (value, prefix) if found else value == ""


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("stage iib", "IIB"),
        ("Stage IIA", "IIA"),
        ("2B", "IIB"),
        ("3c1", "IIIC1"),
        ("IIIC1", "IIIC1"),
        ("IA2", "IA2"),
        ("iv", "IV"),
        ("IVA", "IVA"),
        ("0a", "0a"),
        ("Stage 0is", "0is"),
        ("IS", "IS"),
        ("I NOS", "I"),
        ("early", ""),
        ("", ""),
        ("V", ""),
    ],
)
def test_a_group_is_read_in_any_spelling(text: str, group: str) -> None:
    assert notation.group(text) == group


@pytest.mark.parametrize(
    ("group", "written"),
    [("IIB", "2B"), ("IIIC1", "3C1"), ("IV", "4"), ("IS", "1S"), ("0a", "0A"), ("0is", "0IS"), ("0", "0"), ("", "")],
)
def test_a_group_is_written_as_registries_do_and_read_again(group: str, written: str) -> None:
    assert notation.registry(group) == written
    assert notation.group(written) == group


@pytest.mark.parametrize(
    ("groups", "shared"),
    [
        ({"IIA", "IIB"}, "II"),
        ({"IB", "IIA"}, ""),
        ({"IA1", "IA2"}, "IA"),
        ({"III", "IIIC"}, "III"),
        ({"0a", "0is"}, "0"),
    ],
)
def test_what_several_groups_share(groups: set[str], shared: str) -> None:
    assert notation.common(groups) == shared
