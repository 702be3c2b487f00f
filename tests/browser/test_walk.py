"""The whole way in a real browser: a patient's own records to an independent doctor, and the opinion back to both."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from walking import PASSWORD, SIZES, people

from consilium_web import jobs
from consilium_web.models import RecordRow, User

__all__ = ["people"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]

BUNDLE = "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json"
REPORTS = "data/pathology/tcga_reports_labelled.csv"
REPORT = "TCGA-BH-A0C7.880F3DC6-4342-4232-A04E-A128F1A8201D"  # a left breast, as in the bundle
PLAN = "Docetaxel with carboplatin, then ablation of the ovaries."
LETTER = f"Clinic letter\n\nDate: 2018-05-02\n\nPLAN\n{PLAN}\n\nElectronically signed by: R. Adams, MD\n"
PLAN_WORDS = re.compile("docetaxel|carboplatin|ablation|ovaries", re.IGNORECASE)
QUESTION = "Can I keep working?"


def judge_at_both_widths(page: Page, axe: Axe) -> None:
    """The page as it is, then at the other width, and back."""
    before = page.viewport_size
    axe(page)
    for width in SIZES.values():
        if width != before:
            page.set_viewport_size(width)  # type: ignore[arg-type]
            axe(page)
    page.set_viewport_size(before)  # type: ignore[arg-type]


@dataclass
class Journey:
    """One case on its way through the pages, each page judged as it is passed.

    Without a `size` the patient has a phone and everybody else a desk, and each page is judged at both widths.
    """

    visit: Visit
    axe: Axe
    people: dict[str, User]
    size: str
    scripts: bool
    address: str = ""
    open: dict[str, Page] = field(default_factory=dict)

    def look(self, page: Page, heading: str) -> None:
        """The page with this heading is here, and axe finds nothing on it."""
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        if not self.size:
            judge_at_both_widths(page, self.axe)
        elif self.scripts:  # axe is a script itself; without scripts the pages are the same
            self.axe(page)

    def go(self, page: Page, path: str, heading: str) -> None:
        page.goto(self.address + path)
        self.look(page, heading)

    def staff(self, who: str) -> Page:
        """The page that this person has open."""
        if who not in self.open:
            size = self.size or ("phone" if who == "patient" else "desktop")
            self.open[who] = self.visit(size, as_=self.people[who])
        return self.open[who]


@pytest.fixture
def files(shared: Path, tmp_path: Path) -> list[Path]:
    """A real bundle, a real report on tissue, and a letter that states the first doctor's plan."""
    with (shared / REPORTS).open(newline="", encoding="utf-8") as table:
        report = next(row["text"] for row in csv.DictReader(table) if row["report_id"] == REPORT)
    made = {"jenny-m.json": (shared / BUNDLE).read_text("utf-8"), "report.txt": report, "letter.txt": LETTER}
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in made]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Jobs wait until the test does them, as they wait for a busy worker."""
    queued: list[str] = []
    monkeypatch.setattr(jobs, "queue", lambda record: queued.append(str(record)))
    yield queued


@pytest.mark.shared
@pytest.mark.requirement("R1", "R2", "R3", "R5", "R6", "R7", "R9", "R17", "R18", "R20", "R21", "R22", "R24")
@pytest.mark.requirement("R37", "R39", "R41", "B1", "B5", "B9")
@pytest.mark.parametrize(
    ("size", "scripts"),
    [("", True), ("phone", False)],
    ids=["phone and desk", "phones, the patient's without scripts"],
)
def test_a_case_walks_from_the_sign_up_to_the_opinion_in_both_hands(
    live_site: str,
    visit: Visit,
    axe: Axe,
    people: dict[str, Any],
    files: list[Path],
    later: list[str],
    size: str,
    scripts: bool,
) -> None:
    way = Journey(visit, axe, people, size, scripts)
    patient = visit(size or "phone", scripts=scripts)
    _sign_up(way, patient)
    _tell(way, patient)
    _bring_records(way, patient, files, later)
    _correct_a_fact(way, patient)
    _look_through_and_send(way, patient)
    _assign(way)
    _read_blinded_and_seal(way)
    _write_and_sign(way)
    _release(way)
    _read(way, patient)
    _share_with_the_first_doctor(way, patient)
    _see_who_looked(way, patient)


def _sign_up(way: Journey, page: Page) -> None:
    page.goto("/account/signup/")
    way.look(page, "Make an account")
    page.get_by_label("Your full name").fill("Jenny M")
    page.get_by_label("I have cancer, or may have it").check()
    page.get_by_label("Email").fill("jenny.m@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    way.look(page, "Type in the code")
    code = re.search(r"^[A-Z0-9]{2,}-?[A-Z0-9]{2,}$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _tell(way: Journey, page: Page) -> None:
    page.goto("/")
    way.look(page, "Your cases")
    page.get_by_role("link", name="Ask for a second opinion").click()
    way.look(page, "Ask for a second opinion")
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Start").click()
    way.look(page, "What your doctor found and plans")
    way.address = page.url.removesuffix("first-opinion/")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Write what the first doctor found")
    way.look(page, "What your doctor found and plans")
    page.get_by_label("What did your doctor find?").fill("Breast cancer, stage IA")
    page.get_by_label("What does your doctor want to do?").fill(PLAN)
    page.get_by_label("Your doctor’s name").fill("Dr. Adams")
    page.get_by_label("Your doctor’s field").fill("Medical oncology")
    page.get_by_label("Hospital or clinic").fill("Lakeside Clinic")
    page.get_by_label("When did your doctor tell you?").fill("2018-05-02")
    page.get_by_role("button", name="Save and go on").click()
    way.look(page, "What you want to know")
    page.get_by_label("Which cancer is it?").fill("Breast cancer")
    for choice in ("What to do about it", "I plan to go on with my doctor", "Treatment has not started"):
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Save and go on").click()
    way.look(page, "What matters to you")
    page.get_by_label("What matters most to you?").fill("Live long\nKeep working")
    page.get_by_label("Your own questions").fill(QUESTION)
    page.get_by_role("button", name="Save and go on").click()
    way.look(page, "What you agree to")
    page.get_by_label("The reviewer may read my records.").check()
    page.get_by_label("My doctor may see my records here").check()
    page.get_by_role("button", name="Save and go on").click()
    way.look(page, "Records")


def _bring_records(way: Journey, page: Page, files: list[Path], later: list[str]) -> None:
    page.get_by_label("Add records").set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Waiting to be read")).to_have_count(len(files))
    expect(page.get_by_text(f"0 of {len(files)} read.")).to_be_visible()
    way.look(page, "Records")
    assert len(later) == RecordRow.objects.count() == len(files)
    for record in later:
        jobs.read_record.call(record)
    expect(page.get_by_text("Waiting to be read")).to_have_count(0)  # the page itself asks again
    expect(page.locator("strong", has_text=re.compile("^Read$"))).to_have_count(len(files))


def _correct_a_fact(way: Journey, page: Page) -> None:
    page.get_by_role("link", name="Go on: what your records say").click()
    way.look(page, "What the records say")
    row = page.get_by_role("row").filter(has_text=re.compile("Lymph nodes examined.*18.*report.txt", re.DOTALL)).first
    row.get_by_role("link", name="report.txt, page 1").first.click()
    marked = page.locator("mark")
    expect(marked).to_be_in_viewport()
    assert "18" in marked.inner_text()
    way.look(page, "report.txt")
    way.go(page, "facts/", "What the records say")
    row.get_by_role("link", name="Correct").click()
    way.look(page, "Correct: Lymph nodes examined")
    page.get_by_label("What is right?").fill("19")
    page.get_by_role("button", name="Save").click()
    way.look(page, "What the records say")
    expect(row).to_contain_text("18")
    expect(row).to_contain_text("Corrected 19 (said by Jenny M)")


def _look_through_and_send(way: Journey, page: Page) -> None:
    page.get_by_role("link", name="Go on: what we noticed").click()
    way.look(page, "What we noticed")
    expect(page.get_by_text("Records that a reviewer needs")).to_be_visible()
    expect(page.get_by_text("Is a second opinion a good idea?")).to_be_visible()
    page.get_by_role("link", name="about your situation").click()
    way.look(page, "Your situation")
    page.get_by_role("group", name="Do you have doubts about your doctor or the plan?").get_by_label("Yes").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("You have doubts. A second opinion can settle them.")).to_be_visible()
    page.get_by_role("link", name="Go on: check and send").click()
    way.look(page, "Check and send")
    page.get_by_role("link", name="See which words are withheld").click()
    way.look(page, "Which parts state the first opinion")
    passage = page.get_by_role("group").filter(has_text=PLAN_WORDS).first
    passage.get_by_label("Yes, withhold it").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(passage.get_by_label("Yes, withhold it")).to_be_checked()
    way.go(page, "send/", "Check and send")
    page.get_by_role("button", name="Send my case").click()
    way.look(page, "Tell your doctor")
    way.go(page, "", "Breast cancer")
    expect(page.get_by_text("Sent, waiting for a reviewer")).to_be_visible()


def _assign(way: Journey) -> None:
    desk = way.staff("coordinator")
    desk.goto("/queue/")
    way.look(desk, "Queue")
    desk.get_by_role("link", name="Ask a reviewer").click()
    way.look(desk, "Ask a reviewer")
    desk.get_by_role("link", name="One specialist", exact=True).click()
    desk.get_by_label("Dr. Novak").check()
    desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("This reviewer belongs to the first doctor's institution.")
    way.look(desk, "Ask a reviewer")
    desk.get_by_label("Dr. Okafor").check()
    desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.get_by_text("The reviewer was asked.")).to_be_visible()


def _read_blinded_and_seal(way: Journey) -> None:
    page = way.staff("reviewer")
    page.goto("/")
    page.get_by_role("link", name="Read the case and write your first read").click()
    way.look(page, "Breast cancer")
    expect(page.get_by_role("heading", name="Your first read", include_hidden=True)).to_be_attached()
    seen = [page.content()]
    for path, heading in (("", "Breast cancer"), ("records/", "Records"), ("facts/", "What the records say")):
        way.go(page, path, heading)
        expect(page.get_by_text("withheld from you until you seal your first read").first).to_be_visible()
        seen.append(page.content())
    way.go(page, "findings/", "What we noticed")
    seen.append(page.content())
    for record in RecordRow.objects.all():
        page.goto(f"{way.address}records/{record.pk}/pages/1/")
        seen.append(page.content())
    assert [text[:80] for text in seen if PLAN_WORDS.search(text)] == []
    assert page.goto(f"{way.address}opinion/").status == 409  # type: ignore[union-attr]
    way.go(page, "first-read/", "Your first read")
    _judge(page)
    page.get_by_label("Your reasons").fill("A small share of one node holds cancer, and the receptors are positive.")
    page.get_by_role("button", name="Save and go on to seal").click()
    way.look(page, "Seal your first read?")
    expect(page.get_by_text("is not changed any more, by anybody")).to_be_visible()
    page.get_by_role("button", name="Seal my first read").click()
    way.look(page, "Breast cancer")
    expect(page.get_by_role("heading", name="Your opinion")).to_be_visible()
    expect(page.get_by_text(PLAN).first).to_be_visible()


def _judge(page: Page) -> None:
    page.get_by_label("Diagnosis in words").fill("Invasive ductal carcinoma of the left breast")
    page.get_by_label("Stage group").fill("IIIA")
    page.get_by_label("Treatment you would choose").fill("lumpectomy\nletrozole")


def _write_and_sign(way: Journey) -> None:
    page = way.staff("reviewer")
    way.go(page, "opinion/sign/", "Sign your opinion")
    expect(page.get_by_text("Before you can sign:")).to_be_visible()
    way.go(page, "opinion/", "Your opinion")
    _judge(page)
    for part in ("pathology", "testing", "condition"):
        page.locator(f'[name="part.{part}"][value="confirmed"]').check()
    for part, why in (("stage", "Nodes and size give another stage."), ("plan", "Hormones help more here.")):
        page.locator(f'[name="part.{part}"][value="differs"]').check()
        page.locator(f'[name="part.{part}.what"]').fill("Another one")
        page.locator(f'[name="part.{part}.why"]').fill(why)
    written = {
        "options.0.name": "Lumpectomy with letrozole",
        "options.0.chance": "About 90 of 100 people live five years.",
        "options.0.side_effects": "Hot flushes.",
        "options.0.quality_of_life": "Most people keep working.",
        "options.0.trials": "None that fits.",
        "recommendations.0": "Lumpectomy, then letrozole",
        "recommendations.0.why": "It works as well and asks less of you.",
        "recommendations.0.goals": "You can keep working.",
        "answers.own-1": "Yes, most people do.",
        "missing_information": "The scans themselves",
        "evidence_date": "2026-11-01",
        "summary": "Your cancer can be treated with less than was planned.",
    }
    for name, text in written.items():
        page.locator(f'[name="{name}"]').fill(text)
    page.get_by_role("button", name="Save and go on to sign").click()
    way.look(page, "Sign your opinion")
    expect(page.get_by_text("You sign as Dr. Okafor, MD")).to_be_visible()
    page.get_by_label("Your password, to sign").fill("not the password")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This is not your password.")
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Your opinion is signed.")).to_be_visible()


def _release(way: Journey) -> None:
    desk = way.staff("coordinator")
    way.go(desk, "release/", "Give the opinion to the patient")
    desk.get_by_label("Your password, to release").fill(PASSWORD)
    desk.get_by_role("button", name="Release").click()
    expect(desk.get_by_text("The patient can read the opinion now.")).to_be_visible()


def _read(way: Journey, page: Page) -> None:
    way.go(page, "", "Breast cancer")
    page.get_by_role("link", name="Read your second opinion").click()
    way.look(page, "Your second opinion")
    for words in ("Dr. Okafor", "less than was planned", "Yes, most people do.", "You can keep working."):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.get_by_text("The two opinions differ in something important.").first).to_be_visible()
    expect(page.get_by_role("row", name="Stage").first).to_contain_text("Big difference")
    expect(page.get_by_text("What the second doctor did not have: The scans themselves.").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def _share_with_the_first_doctor(way: Journey, page: Page) -> None:
    way.go(page, "invite/", "Invite somebody")
    page.get_by_label("My doctor").check()
    page.get_by_label("Their name").fill("Dr. Adams")
    page.get_by_role("button", name="Make a link and a code").click()
    way.look(page, "Invite somebody")
    link, code = page.locator("code").first.inner_text(), page.locator("[data-code]").inner_text()
    doctor = way.staff("first_doctor")
    doctor.goto(link)
    way.look(doctor, "You are invited")
    doctor.get_by_label("Your code").fill(code)
    doctor.get_by_role("button", name="Take part").click()
    doctor.get_by_role("link", name="Read the second opinion").first.click()
    way.look(doctor, "The second opinion")
    expect(doctor.locator("main")).to_contain_text("Hormones help more here.")


def _see_who_looked(way: Journey, page: Page) -> None:
    way.go(page, "audit/", "Who looked at this case")
    lines: list[str] = page.get_by_role("row").all_inner_texts()
    while page.get_by_role("link", name="Next page").count():
        with page.expect_navigation():  # a page is read when all of it is there
            page.get_by_role("link", name="Next page").click()
        lines += page.get_by_role("row").all_inner_texts()
    for who, did in (
        ("Jenny M", "started the case"),
        ("Jenny M", "gave consent"),
        ("Jenny M", "added a record"),
        ("The software", "read a record for facts"),
        ("Jenny M", "corrected a fact"),
        ("Jenny M", "answered questions"),
        ("Jenny M", "decided what is withheld"),
        ("Jenny M", "sent the case"),
        ("Carla J", "asked a reviewer"),
        ("Dr. Okafor", "looked at a page of a record"),
        ("Dr. Okafor", "sealed the first read"),
        ("Dr. Okafor", "signed the opinion"),
        ("Carla J", "gave the opinion to the patient"),
        ("Jenny M", "read the second opinion"),
        ("Jenny M", "downloaded the second opinion"),
        ("Dr. Adams", "joined the case"),
        ("Dr. Adams", "read the second opinion"),
    ):
        found = [line for line in lines if who in line and did in line]
        assert found, (who, did)
        assert all(re.search(r"\d{1,2} \w+ \d{4}, \d\d:\d\d", line) for line in found)
