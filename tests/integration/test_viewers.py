"""Viewers: values as the scanner wrote them, tiles as the slide holds them, marks where words stand, no door open."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openslide
import pydicom
import pytest
import typst
from django.test import Client
from openslide.deepzoom import DeepZoomGenerator
from PIL import Image
from pydicom.data import get_testdata_file
from walking import REPORT, Walk, upload

from consilium.reading import Limits
from consilium.records import slide
from consilium_web.models import AuditEvent, RecordRow

SignIn = Callable[[str], Client]
PLAN = REPORT.replace("Lumpectomy, then", "Wombatectomy, then the Kiwi-regimen,")


def pdf(words: str) -> bytes:
    source = b"#set page(width: 400pt, height: 600pt, margin: 40pt)\n#sys.inputs.words"
    return bytes(typst.compile(source, sys_inputs={"words": words}))


def dicom(name: str) -> bytes:
    return Path(str(get_testdata_file(name))).read_bytes()


def only_record() -> str:
    return str(RecordRow.objects.get().pk)


def added(walk: Walk, name: str, data: bytes) -> str:
    """The address of the viewer of a record that was just added."""
    walk.tell().add(upload(name, data))
    return walk.at(f"records/{only_record()}/view/")


def frame(client: Client, view: str, number: int = 1) -> tuple[dict[str, Any], bytes]:
    answer = client.get(f"{view}frames/{number}/")
    assert answer.status_code == 200, answer.content
    return json.loads(answer["Consilium-Frame"]), answer.content


@pytest.mark.requirement("B1")
def test_the_place_of_each_fact_of_a_pdf_is_told_and_lies_on_its_page(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "report.pdf", pdf(REPORT))
    client = sign_in("patient")
    page = client.get(view).content.decode()
    named = set(re.findall(r'data-fact="(\w{24})"', page))
    places = client.get(f"{view}places.json").json()
    assert named and named == set(places)
    for boxes in places.values():
        assert boxes and all(left >= 0 and left + width <= 1.001 and 0 <= top <= 1 for left, top, width, _ in boxes)


def test_a_fact_opens_the_page_on_which_it_stands(walk: Walk, sign_in: SignIn) -> None:
    source = f"{REPORT}\n" + "Nothing to see here. " * 400 + "\nGleason score 4+3=7."
    view = added(walk, "report.pdf", pdf(source))
    client = sign_in("patient")
    page = client.get(view).content.decode()
    *_, last = re.findall(r'<li data-page="(\d+)"><a href="\?fact=(\w+)"', page)
    assert int(last[0]) > 1
    assert f'data-page="{last[0]}" data-fact="{last[1]}"' in client.get(f"{view}?fact={last[1]}").content.decode()


def test_a_viewer_may_be_framed_by_our_pages_and_no_other_page_may(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "report.pdf", pdf(REPORT))
    client = sign_in("patient")
    shown, other = client.get(f"{view}?pane=1"), client.get(walk.at("records/"))
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"] and shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"] and other["X-Frame-Options"] == "DENY"
    assert "unsafe" not in shown["Content-Security-Policy"] and "worker-src 'self'" in shown["Content-Security-Policy"]
    assert b"c-header" not in shown.content and b"c-header" in client.get(view).content


@pytest.mark.requirement("B10")
@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm", "rtdose_rle.dcm"])
def test_a_frame_holds_the_values_of_the_file(walk: Walk, sign_in: SignIn, name: str) -> None:
    view = added(walk, name, dicom(name))
    about, values = frame(sign_in("patient"), view)
    file = pydicom.dcmread(io.BytesIO(dicom(name)))
    truth = file.pixel_array[0] if int(file.get("NumberOfFrames", 1)) > 1 else file.pixel_array
    given = np.frombuffer(values, np.dtype(about["form"]).newbyteorder("<")).reshape(about["rows"], about["columns"])
    if truth.dtype.itemsize == 4:  # more than sixteen bits are given in 65,536 steps
        assert np.abs(given * about["slope"] + about["intercept"] - truth).max() <= about["slope"] / 2 + 1e-6
    else:
        assert (given == truth).all()
    if "RescaleSlope" in file:
        assert (about["slope"], about["intercept"]) == (float(file.RescaleSlope), float(file.RescaleIntercept))
    if "PixelSpacing" in file:
        assert about["spacing"] == [float(one) for one in file.PixelSpacing] and about["spacing_at"] == "body"


def test_a_picture_in_colour_is_given_as_red_green_and_blue(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "colour.dcm", dicom("SC_rgb_jpeg_dcmtk.dcm"))
    about, values = frame(sign_in("patient"), view)
    truth = pydicom.dcmread(io.BytesIO(dicom("SC_rgb_jpeg_dcmtk.dcm"))).pixel_array
    assert about["form"] == "rgb" and values == truth.tobytes()
    assert about["names"] is True, "a name may be written into a picture of this kind"


def test_each_frame_of_a_file_is_its_own_and_there_is_none_beyond_the_last(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "many.dcm", dicom("rtdose_rle.dcm"))
    client = sign_in("patient")
    assert frame(client, view, 1)[1] != frame(client, view, 10)[1]
    beyond = client.get(f"{view}frames/16/")
    assert beyond.status_code == 404 and "no such picture" in beyond.json()["refused"]


def test_colours_that_cannot_be_shown_rightly_are_refused_in_a_sentence(walk: Walk, sign_in: SignIn) -> None:
    file = pydicom.dcmread(io.BytesIO(dicom("CT_small.dcm")))
    file.PhotometricInterpretation = "CMYK"
    out = io.BytesIO()
    file.save_as(out)
    view = added(walk, "odd.dcm", out.getvalue())
    answer = sign_in("patient").get(f"{view}frames/1/")
    assert answer.status_code == 404 and "CMYK" in answer.json()["refused"]


def test_a_broken_picture_says_why_where_the_picture_would_stand(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "cut.dcm", dicom("CT_small.dcm")[:-9_000])
    client = sign_in("patient")
    assert client.get(f"{view}frames/1/").json()["refused"]
    drawn = client.get(view.replace("view/", "pages/1.png"))
    assert drawn.status_code == 404 and drawn["Content-Type"] == "image/svg+xml" and b"broken" in drawn.content


def test_pictures_are_piled_by_their_place_in_the_body(walk: Walk, sign_in: SignIn) -> None:
    file = pydicom.dcmread(io.BytesIO(dicom("CT_small.dcm")))
    files = []
    for number, height in ((1, -30.0), (2, -20.0), (3, -10.0)):
        file.SOPInstanceUID, file.InstanceNumber = f"1.2.{number}", number
        file.ImagePositionPatient = [0, 0, height]
        out = io.BytesIO()
        file.save_as(out)
        files.append(upload(f"IM{number}", out.getvalue()))
    walk.tell().add(*reversed(files))
    names = {str(row.pk): row.name for row in RecordRow.objects.all()}
    page = sign_in("patient").get(walk.at(f"records/{next(iter(names))}/view/"))
    assert [names[record] for record, _ in json.loads(page.context["pictures"])] == ["IM1", "IM2", "IM3"]


@pytest.fixture
def svs(shared: Path) -> bytes:
    return (shared / "data/images/CMU-1-Small-Region.svs").read_bytes()


@pytest.mark.requirement("B10")
def test_a_tile_is_the_part_of_the_slide_that_it_names(walk: Walk, sign_in: SignIn, svs: bytes, shared: Path) -> None:
    view = added(walk, "slide.svs", svs)
    client = sign_in("patient")
    about = client.get(f"{view}slide.json").json()
    assert (about["width"], about["height"], about["microns"]) == (2220, 2967, [0.499, 0.499])
    with openslide.OpenSlide(shared / "data/images/CMU-1-Small-Region.svs") as opened:
        zoom = DeepZoomGenerator(opened, tile_size=about["tile"], overlap=about["overlap"])
        for level, column, row in ((12, 3, 4), (12, 8, 11), (9, 0, 0)):
            given = Image.open(io.BytesIO(client.get(f"{view}tiles/{level}/{column}/{row}.jpg").content))
            truth = zoom.get_tile(level, (column, row)).convert("RGB")
            assert given.size == truth.size
            apart = np.abs(np.asarray(given, float) - np.asarray(truth, float)).mean()
            assert apart < 6, "more than what saving as JPEG loses"
    assert client.get(f"{view}tiles/12/99/0.jpg").status_code == 404
    assert client.get(f"{view}tiles/99/0/0.jpg").status_code == 404


def test_the_label_of_a_slide_is_never_drawn(walk: Walk, sign_in: SignIn, svs: bytes) -> None:
    view = added(walk, "slide.svs", svs)
    client = sign_in("patient")
    assert client.get(f"{view}overview.png").content.startswith(b"\x89PNG")
    for number in range(1, 5):  # where a plain reader of TIFF would find the label and the overview that shows it
        assert client.get(view.replace("view/", f"pages/{number}.png")).status_code == 404
    assert "name" in client.get(view).content.decode()


def test_what_is_too_large_to_be_shown_is_said_and_can_be_downloaded(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consilium_web.jobs.reading.Limits", lambda: Limits(size=10))
    walk.send().ask()
    shown = {who: walk.sign_in(who).get(walk.at("records/")).content.decode() for who in ("patient", "reviewer")}
    assert all("too large to be read or shown here" in page for page in shown.values())
    assert ["/original/" in page for page in shown.values()] == [True, False]  # nobody knows what is in it
    assert "/view/" not in shown["patient"]


def test_a_slide_counts_as_slides_on_the_checklist(walk: Walk, svs: bytes) -> None:
    walk.tell().add(upload("slide.svs", svs))
    row = RecordRow.objects.get()
    assert row.state == "read"
    assert slide.sniff(svs, "") and not slide.sniff(svs[:4_000], "") and not slide.sniff(b"II*\x00", "")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.98])
def test_a_slide_that_was_cut_off_is_refused_and_the_site_goes_on(
    walk: Walk, sign_in: SignIn, svs: bytes, cut: float
) -> None:
    damaged = bytearray(svs)
    start = int(len(svs) * cut)
    damaged[start : start + 20_000] = b"\xff" * 20_000
    view = added(walk, "slide.svs", bytes(damaged))
    client = sign_in("patient")
    answers = [client.get(f"{view}{part}") for part in ("", "slide.json", "overview.png", "tiles/12/4/6.jpg")]
    assert {answer.status_code for answer in answers} <= {200, 404}
    assert answers[0].status_code == 200


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("scope", ["treatment", "diagnosis"])
def test_a_blinded_reviewer_sees_no_pdf_that_tells_the_first_opinion(walk: Walk, sign_in: SignIn, scope: str) -> None:
    walk.tell(scope=scope).add(upload("Wombatectomy.pdf", pdf(PLAN)))
    walk.post("patient", "send/", {})
    walk.ask()
    view = walk.at(f"records/{only_record()}/view/")
    reviewer = sign_in("reviewer")
    page = reviewer.get(view)
    assert page.status_code == 200 and b"withheld" in page.content
    assert b"Wombatectomy" not in page.content and b"Kiwi" not in page.content
    for part in ("places.json", "frames/1/", "tiles/0/0/0.jpg", "overview.png"):
        assert reviewer.get(f"{view}{part}").status_code == 404
    walk.seal()
    assert reviewer.get(f"{view}places.json").status_code == 200


def test_a_blinded_reviewer_looks_at_pictures_and_a_stranger_at_none(walk: Walk, sign_in: SignIn) -> None:
    walk.tell().add(upload("IM1", dicom("CT_small.dcm")))
    walk.post("patient", "send/", {})
    walk.ask()
    view = walk.at(f"records/{only_record()}/view/")
    assert frame(sign_in("reviewer"), view)[1]
    for stranger in ("other_patient", "other_reviewer", "administrator"):
        for part in ("", "frames/1/", "slide.json", "tiles/0/0/0.jpg", "places.json"):
            assert sign_in(stranger).get(f"{view}{part}").status_code == 404


def test_looking_is_noted_once_and_not_for_every_frame(walk: Walk, sign_in: SignIn) -> None:
    view = added(walk, "IM1", dicom("CT_small.dcm"))
    client = sign_in("patient")
    before = AuditEvent.objects.count()
    client.get(view)
    assert AuditEvent.objects.count() == before + 1
    frame(client, view)
    assert AuditEvent.objects.count() == before + 1
