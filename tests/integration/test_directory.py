"""Finding somebody to ask: the centre's directory, the search for one case, and the person's own list."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from walking import Walk

from consilium_web.models import AuditEvent, CandidateRow, ExpertRow

DIRECTORY = (
    "person,institution,city,region,latitude,longitude,cancers,languages,tumor_board,remote,centre,rating,ratings\n"
    "Ada Community,Lakeside Clinic,Fargo,ND,46.88,-96.79,breast cancer,English;Spanish,,,community,,\n"
    "Max Famous,Great Center,Houston,TX,29.71,-95.40,kidney cancer,English,yes,yes,comprehensive,4.9,800\n"
)
ARTICLES = "PMID- 1\nTI  - Breast cancer today\nDP  - 2026\nFAU - Doe, Ann\nAU  - Doe A\nAD  - Some University\n"
Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _case(walk: Walk) -> None:
    walk.tell()


def fill(sign_in: Browser, text: str, **more: str) -> str:
    file = SimpleUploadedFile("file.csv", text.encode())
    return sign_in("coordinator").post("/directory/", {"file": file, **more}, follow=True).content.decode()


def look(walk: Walk, sign_in: Browser, **wish: str) -> str:
    return sign_in("patient").post(walk.at("who-to-ask/"), {"look": "1", **wish}).content.decode()


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R31")
def test_the_centre_fills_its_directory_from_lists_and_from_the_literature(walk: Walk, sign_in: Browser) -> None:
    assert "2 new entries" in fill(sign_in, DIRECTORY)
    assert "0 new entries" in fill(sign_in, DIRECTORY), "the same list twice changes nothing"
    assert "1 new entries" in fill(sign_in, ARTICLES, cancer="breast cancer")
    page = sign_in("coordinator").get("/directory/").content.decode()
    assert "From articles on this cancer" in page and "From a directory" in page
    assert AuditEvent.objects.filter(action="directory.filled").count() == 3


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("nonsense", {}, "The first line must name the columns"),
        (DIRECTORY, {"cancer": "breast cancer"}, "the format PubMed"),
        (ARTICLES, {"cancer": "kidney cancer"}, "Search PubMed for this cancer"),
        ("person,remote\nA,perhaps\n", {}, "remote is yes, no or empty"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    walk: Walk, sign_in: Browser, text: str, more: dict[str, str], said: str
) -> None:
    assert said in fill(sign_in, text, **more)
    assert not ExpertRow.objects.exists()


@pytest.mark.requirement("R30")
@pytest.mark.requirement("R32")
def test_the_patient_searches_and_the_right_interest_comes_first(walk: Walk, sign_in: Browser) -> None:
    fill(sign_in, DIRECTORY)
    found = look(walk, sign_in, cancer="breast cancer").partition('id="found"')[2]
    assert found.index("Ada Community") < found.index("Max Famous")
    narrowed = look(walk, sign_in, cancer="breast cancer", language="Spanish").partition('id="found"')[2]
    assert "Max Famous" not in narrowed.partition("If you live far")[0]


@pytest.mark.requirement("R33")
def test_patients_ratings_are_called_what_they_are(walk: Walk, sign_in: Browser) -> None:
    fill(sign_in, DIRECTORY)
    assert "4.9 of 5, by 800 people. These are patients&#x27; opinions" in look(walk, sign_in)


@pytest.mark.requirement("R34")
def test_somebody_far_away_is_shown_larger_places_and_reviewers_from_afar(walk: Walk, sign_in: Browser) -> None:
    fill(sign_in, DIRECTORY)
    far = look(walk, sign_in, home="Fargo, ND").partition("If you live far from a large hospital")[2]
    assert "Max Famous" in far and "km away" in far and "Can look at your records from far away" in far
    assert "We do not know where that is" in look(walk, sign_in, home="Nowhere")


@pytest.mark.requirement("R29")
def test_the_list_of_a_person_keeps_where_they_heard_of_somebody(walk: Walk, sign_in: Browser) -> None:
    fill(sign_in, DIRECTORY)
    patient = sign_in("patient")
    entry = ExpertRow.objects.get(label="Ada Community")
    for _ in range(2):
        patient.post(walk.at("who-to-ask/"), {"add": str(entry.pk)})
    page = patient.post(
        walk.at("who-to-ask/"), {"own": "1", "name": "Dr. Friend", "source": "family"}, follow=True
    ).content.decode()
    assert "Named by family or friends" in page and page.count("Take off the list") == 2
    assert b"Dr. Friend" not in b"".join(bytes(one.sealed) for one in CandidateRow.objects.all())
    walk.post("patient", "send/", {})
    assert "Dr. Friend" in sign_in("coordinator").get(walk.at("who-to-ask/")).content.decode()
    row = CandidateRow.objects.order_by("at").first()
    assert row is not None
    patient.post(walk.at("who-to-ask/"), {"drop": str(row.pk)})
    assert "Take off the list" in (left := patient.get(walk.at("who-to-ask/")).content.decode())
    assert left.count("Take off the list") == 1


def test_somebody_without_a_name_is_not_taken(walk: Walk, sign_in: Browser) -> None:
    page = sign_in("patient").post(walk.at("who-to-ask/"), {"own": "1", "source": "family"}).content.decode()
    assert "Write the name of the doctor" in page and not CandidateRow.objects.exists()


@pytest.mark.requirement("R36")
def test_before_booking_the_patient_is_sent_to_what_to_ask_the_insurer(walk: Walk, sign_in: Browser) -> None:
    patient = sign_in("patient")
    patient.post(walk.at("who-to-ask/"), {"own": "1", "name": "Dr. Friend", "source": "own_doctor"})
    assert walk.at("findings/") in patient.get(walk.at("who-to-ask/")).content.decode()
    assert "You could ask your insurance" in patient.get(walk.at("findings/")).content.decode()


def test_an_entry_is_taken_out_of_the_directory(walk: Walk, sign_in: Browser) -> None:
    fill(sign_in, DIRECTORY)
    entry = ExpertRow.objects.get(label="Max Famous")
    sign_in("coordinator").post("/directory/", {"end": str(entry.pk)})
    assert "Max Famous" not in look(walk, sign_in)
