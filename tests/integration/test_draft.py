"""The reviewer's draft: nothing typed is lost, rows move without scripts, what the software wrote stays marked."""

from collections.abc import Callable

import pytest
from django.test import Client
from walking import PASSWORD, READ, Walk, opinion

from consilium import opinions
from consilium.cases import Status
from consilium.opinions import OpinionForm, Part, Reference, plain
from consilium.opinions.signing import reference_problem
from consilium_web.models import BlindedReadRow, DraftRow, ReadDraftRow

HTMX = {"HX-Request": "true"}


def draft(walk: Walk) -> OpinionForm:
    return DraftRow.objects.get().value(walk.row().key, OpinionForm)


def test_a_first_read_is_kept_before_it_is_sealed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    client = sign_in("reviewer")
    half = {"version": "0", "judgement.diagnosis": "Half a thought"}
    assert "Saved at" in client.post(walk.at("first-read/"), half, headers=HTMX).content.decode()
    for page in ("first-read/", "desk/"):
        assert "Half a thought" in sign_in("reviewer").get(walk.at(page)).content.decode()
    assert walk.row().status == Status.BLINDED


def test_a_second_window_overwrites_no_first_read_and_seals_nothing_unseen(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send().ask().post("reviewer", "first-read/", READ)
    client = sign_in("reviewer")
    late = client.post(walk.at("first-read/"), READ | {"version": "0", "reasons": "Older words"}, headers=HTMX)
    assert "Not saved: this was changed in another window." in late.content.decode()
    walk.post("reviewer", "first-read/", READ | {"version": "1", "reasons": "Newer words"})
    page = client.post(walk.at("first-read/seal/"), {"version": "1"})
    assert "Newer words" in page.content.decode()
    assert not BlindedReadRow.objects.exists()
    client.post(walk.at("first-read/seal/"), {"version": "2"})
    client.post(walk.at("first-read/seal/"), {"version": "2"})
    assert BlindedReadRow.objects.count() == 1
    assert not ReadDraftRow.objects.exists(), "the seal keeps it; the draft is gone"


def test_whoever_was_signed_out_is_told_and_finds_the_words_again(walk: Walk) -> None:
    walk.send().ask()
    answer = Client().post(walk.at("first-read/"), READ, headers=HTMX)
    assert answer.status_code == 401


def test_words_without_a_verdict_are_kept_and_not_signed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write(**{"part.stage": "", "part.stage.why": "I wait for the scan."})
    assert "I wait for the scan." in sign_in("reviewer").get(walk.at("opinion/")).content.decode()
    sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert walk.row().status == Status.OPEN


TWO = {
    "options.1.name": "Watch and wait",
    "options.1.chance": "Not known",
    "options.1.side_effects": "None",
    "options.1.quality_of_life": "As now",
    "options.1.trials": "None",
}


def test_rows_are_moved_and_taken_out_without_scripts(walk: Walk) -> None:
    walk.send().ask().seal().write(**TWO)
    walk.post("reviewer", "opinion/", opinion(version="1", do="options.1.up", **TWO))
    assert [one.name for one in draft(walk).options] == ["Watch and wait", "Lumpectomy with letrozole"]
    walk.post("reviewer", "opinion/", opinion(version="2", do="options.0.remove", **TWO))
    assert [one.name for one in draft(walk).options] == ["Watch and wait"]
    walk.post("reviewer", "opinion/", opinion(version="3", do="options.7.up", **TWO))
    assert len(draft(walk).options) == 2, "a row that is not there moves nothing"


def test_a_row_typed_below_empty_ones_is_kept(walk: Walk) -> None:
    walk.send().ask().seal().write(**{"options.5.name": "Far below"})
    assert [one.name for one in draft(walk).options] == ["Lumpectomy with letrozole", "Far below"]


def test_headings_are_offered_where_nothing_is_written_and_not_signed_empty(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send().ask().seal().write(do="part")
    said = {one.part: one.why for one in draft(walk).parts}
    assert "HER2:" in said[Part.TESTING]
    assert said[Part.STAGE] == "No imaging of the armpit is here."
    page = sign_in("reviewer").get(walk.at("opinion/sign/")).content.decode()
    assert "Fill these headings, or take them out" in page
    sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert walk.row().status == Status.OPEN


@pytest.mark.parametrize("cancer", ["Breast cancer", "Rectal cancer", "Lung cancer", "Prostate cancer", "Sarcoma", "?"])
def test_every_part_has_headings_and_they_name_their_sources(cancer: str) -> None:
    offered = opinions.headings(cancer)
    assert all(offered.parts[part] for part in Part)
    assert offered.sources


@pytest.mark.requirement("R6")
def test_a_finding_taken_over_stays_marked_until_the_reviewer_rewrites_it(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send().ask().seal().write()
    client = sign_in("reviewer")
    noticed = client.get(walk.at("desk/?show=noticed")).context["desk"].noticed.findings
    answer = client.post(walk.at("opinion/take/"), {"finding": noticed[0].id})
    assert answer.status_code == 302
    client.post(walk.at("opinion/take/"), {"finding": noticed[0].id})
    written = "".join(one.why for one in draft(walk).parts)
    assert written.count("⟦Noticed by the software, to be checked:") == 1, "twice is once"
    assert noticed[0].text in written
    client.post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert walk.row().status == Status.OPEN
    walk.write(version=str(DraftRow.objects.get().version)).sign()
    assert walk.row().status == Status.SIGNED


def test_a_finding_that_is_not_there_is_not_taken_over(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    assert sign_in("reviewer").post(walk.at("opinion/take/"), {"finding": "no-such"}).status_code == 404


@pytest.mark.parametrize(
    ("work", "wrong"),
    [
        (Reference(title="A", pmid="12345678"), None),
        (Reference(title="A", doi="10.1056/NEJMoa1"), None),
        (Reference(title="A", where="Lancet", year="2019"), None),
        (Reference(title="", pmid="1"), "title"),
        (Reference(title="A", pmid="PMID 12"), "pmid"),
        (Reference(title="A", doi="doi:10.1/x"), "doi"),
        (Reference(title="A", where="Lancet", year="19"), "year"),
        (Reference(title="A"), "where"),
        (Reference(title="A", where="https://example.org", year="2019"), "where"),
    ],
)
def test_a_reference_is_checked_in_its_shape(work: Reference, wrong: str | None) -> None:
    problem = reference_problem(work)
    assert (problem and problem[0]) == wrong


@pytest.mark.requirement("R23")
def test_references_reach_the_report(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    work = {"references.0.title": "Twenty-year follow-up", "references.0.pmid": "12393820"}
    walk.send().ask().seal().write(**work).sign().release()
    shown = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "Twenty-year follow-up. PMID 12393820." in shown


def test_a_hard_summary_is_said_to_be_hard() -> None:
    easy = "Your cancer is small. It can be cut out. You can keep your breast. Most people do well after it."
    hard = (
        "Immunohistochemical characterization demonstrates hormone-receptor positivity necessitating "
        "multidisciplinary evaluation of neoadjuvant endocrine therapy."
    )
    assert (plain.grade(easy) or 0) <= plain.AIM < (plain.grade(hard) or 0)
    assert plain.grade("Too short to tell.") is None
