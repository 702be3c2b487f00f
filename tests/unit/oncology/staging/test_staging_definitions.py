"""T from a measure and N from a count, and whether a stated category fits them."""

import pytest

from consilium.oncology.staging import infer_n, infer_t

BREAST, LUNG, COLON, SKIN = ("C50.9", "8500/3"), ("C34.1", "8140/3"), ("C18.7", "8140/3"), ("C44.5", "8720/3")


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("codes", "edition", "size", "first"),
    [
        (BREAST, "7", 5, "T1a"),
        (BREAST, "7", 5.1, "T1b"),
        (BREAST, "8", 20, "T1c"),
        (BREAST, "8", 62, "T3"),
        (LUNG, "6", 31, "T2"),
        (LUNG, "7", 31, "T2a"),
        (LUNG, "8", 41, "T2b"),
        (LUNG, "8", 71, "T4"),
        (("C64.9", "8310/3"), "7", 70, "T1b"),
        (("C25.1", "8240/3"), "8", 20, "T2"),
        (("C25.1", "8240/3"), "8", 19.9, "T1"),
    ],
)
def test_size_gives_t(codes: tuple[str, str], edition: str, size: float, first: str) -> None:
    found = infer_t(*codes, edition, size)
    assert found is not None
    assert found.categories[0] == first


def test_t2_does_not_fit_62_mm_in_the_breast_and_growth_into_the_skin_does() -> None:
    found = infer_t(*BREAST, "8", 62)
    assert found is not None
    assert not found.agrees("T2")
    assert found.agrees("T3")
    assert found.agrees("T4b")


def test_depth_gives_t_of_a_melanoma_and_size_does_not() -> None:
    found = infer_t(*SKIN, "8", size_mm=30, depth_mm=2.5)
    assert found is not None
    assert found.categories[0] == "T3"
    assert infer_t(*SKIN, "8", size_mm=30) is None


def test_t_of_the_colon_does_not_follow_from_size() -> None:
    assert infer_t(*COLON, "8", 40) is None


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("site", "edition", "positive", "first"),
    [
        ("C18.7", "6", 4, "N2"),
        ("C18.7", "7", 1, "N1a"),
        ("C18.7", "8", 7, "N2b"),
        ("C50.9", "7", 3, "N1"),
        ("C50.9", "7", 10, "N3"),
        ("C16.3", "6", 16, "N3"),
        ("C16.3", "7", 16, "N3b"),
        ("C25.0", "7", 5, "N1"),
        ("C25.0", "8", 5, "N2"),
        ("C50.9", "8", 0, "N0"),
    ],
)
def test_the_count_of_nodes_gives_n(site: str, edition: str, positive: int, first: str) -> None:
    found = infer_n(site, edition, positive)
    assert found is not None
    assert found.categories[0] == first


def test_no_positive_node_still_allows_tumor_deposits_in_the_colon() -> None:
    found = infer_n("C18.7", "8", 0)
    assert found is not None
    assert found.agrees("N1c")
    assert not found.agrees("N1a")


def test_n_of_the_lung_does_not_follow_from_a_count() -> None:
    assert infer_n("C34.1", "8", 2) is None
