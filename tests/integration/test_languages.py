"""What the patient reads is in the patient's language; what they want is asked in a few questions."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from walking import ABOUT, WISHES, Walk

Browser = Callable[[str], Client]


def told(walk: Walk, **about: str) -> Walk:
    walk.tell(**about).add().post("patient", "send/", {})
    return walk


def test_the_report_is_in_the_language_that_the_patient_chose(walk: Walk, sign_in: Browser) -> None:
    told(walk, language="es").ask().seal().write().sign().release()
    page = sign_in("patient").get(walk.at("report/")).content.decode()
    assert '<div lang="es">' in page
    assert "Cómo se comparan las dos opiniones" in page
    assert "Lumpectomy, then letrozole" in page  # what the reviewer wrote stays as it was written
    assert "en su propio idioma" in page
    assert "How the two opinions compare" in page  # the clinical text behind it


def test_another_language_is_one_link_away(walk: Walk, sign_in: Browser) -> None:
    told(walk).ask().seal().write().sign().release()
    english = sign_in("patient").get(walk.at("report/")).content.decode()
    assert '<div lang="en">' in english and 'href="?language=es"' in english
    spanish = sign_in("patient").get(walk.at("report/?language=es")).content.decode()
    assert '<div lang="es">' in spanish and "report/1.pdf?language=es" in spanish
    assert '<div lang="en">' in sign_in("patient").get(walk.at("report/?language=xx")).content.decode()


def test_the_pdf_is_in_that_language_too(walk: Walk, sign_in: Browser) -> None:
    import pypdfium2

    told(walk, language="es").ask().seal().write().sign().release()
    data = sign_in("patient").get(walk.at("report/1.pdf")).content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "Su segunda opinión" in text
    assert "Lo mismo en palabras de su médico" in text


@pytest.mark.requirement("R47")
def test_the_patient_learns_about_their_own_cancer_and_the_myths(walk: Walk, sign_in: Browser) -> None:
    told(walk)
    page = sign_in("patient").get(walk.at("learn/")).content.decode()
    assert "milk ducts" in page and "National Cancer Institute" in page
    assert "It is your right" in page and "Is it rude?" in page and "Will I lose time?" in page
    spanish = sign_in("patient").get(walk.at("learn/?language=es")).content.decode()
    assert "conductos de la leche" in spanish and "Es su derecho" in spanish and "Cáncer de seno" in spanish
    assert walk.at("learn/") in sign_in("patient").get(walk.at("")).content.decode()


@pytest.mark.django_db
@pytest.mark.requirement("R47")
def test_whoever_has_no_case_reads_of_second_opinions_in_both_languages(client: Client) -> None:
    assert "It is your right" in client.get("/about-second-opinions/").content.decode()
    assert "Es su derecho" in client.get("/about-second-opinions/?language=es").content.decode()


@pytest.mark.requirement("R20")
def test_goals_are_asked_in_a_few_questions_and_reach_the_reviewer(walk: Walk, sign_in: Browser) -> None:
    walk.tell()
    form = WISHES | {"preferences": "No blood.", "goal_length_or_quality": "better", "goal_travel": "near"}
    walk.post("patient", "wishes/", form)
    said = ("No blood.", "I want to feel well, even if my life may be shorter.", "I need care close to home.")
    assert walk.row().case.preferences == said
    page = sign_in("patient").get(walk.at("wishes/")).content.decode()
    chosen = re.findall(r'<input[^>]*name="(goal_\w+)"[^>]*value="(\w+)"[^>]*checked', page)
    assert dict(chosen) == {"goal_length_or_quality": "better", "goal_travel": "near"}
    assert re.search(r"<textarea[^>]*name=\"preferences\"[^>]*>\s*No blood\.\s*</textarea>", page)
    walk.post("patient", "wishes/", form)
    assert walk.row().case.preferences == said
    walk.add().post("patient", "send/", {})
    walk.ask()
    assert "I need care close to home." in sign_in("reviewer").get(walk.at("")).content.decode()


def test_a_language_that_we_do_not_speak_is_refused(walk: Walk, sign_in: Browser) -> None:
    walk.tell()
    answer = sign_in("patient").post(walk.at("about/"), ABOUT | {"language": "xx"})
    assert answer.status_code == 200
    assert "language" in answer.context["form"].errors
