"""Scans and photographs, read from end to end behind the walls: words, facts, confidence, and nothing sent anywhere."""

from io import BytesIO

import pypdfium2
import pytest
import typst
from PIL import Image

from consilium import reading
from consilium.reading import Limits, Reading
from consilium.reading.pool import Pool
from consilium.reading.shapes import Task

REPORT = (
    "FINAL DIAGNOSIS. Left breast, lumpectomy: Invasive ductal carcinoma, Nottingham grade 2. "
    "Tumor size: 24 mm. Margins negative. Pathologic stage: pT2 pN0."
)


def a_photograph(**how: object) -> bytes:
    source = b"#set page(width: 15cm, height: 9cm)\n#set text(size: 11pt)\n#sys.inputs.words"
    pdf = pypdfium2.PdfDocument(typst.compile(source, sys_inputs={"words": REPORT}))
    picture: Image.Image = pdf[0].render(scale=2).to_pil().convert("RGB")
    out = BytesIO()
    picture.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def one(data: bytes, name: str, limits: Limits = Limits()) -> Reading:  # noqa: B008
    (read,) = reading.read([(name, data)], limits=limits)
    return read


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "PDF"])
@pytest.mark.requirement("B1")
def test_a_picture_of_a_report_gives_facts_with_their_words_and_how_sure_they_are(kind: str) -> None:
    read = one(a_photograph(format=kind), "report")
    facts = {fact.code: fact for fact in read.facts}
    assert facts["stage.path.t"].value == "T2"
    assert facts["diagnosis.histology"].value == "8500/3"
    assert read.unread == () and "check them against the picture" in read.notes[-1]
    for fact in read.facts:
        at = fact.source
        assert at.page and read.pages[at.page - 1].text[at.start : at.end] == at.quote
        assert 0.5 < fact.confidence < 1


def test_pages_beyond_the_limit_are_named() -> None:
    read = one(a_photograph(format="TIFF"), "report", Limits(scans=0))
    assert read.unread == (1,)
    assert "more such pages" in read.notes[-1]


def test_a_picture_without_words_says_so() -> None:
    out = BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    read = one(out.getvalue(), "x-ray.png")
    assert not read.facts and "no words could be recognised" in read.notes[-1]


def test_a_picture_with_too_many_dots_is_refused_in_words() -> None:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    read = one(out.getvalue(), "bomb.png")
    assert read.refusal == "too_large" and "more dots" in read.refused


@pytest.mark.requirement("B8")
def test_recognition_runs_where_every_network_call_is_refused() -> None:
    """The child that recognises stands behind the same walls, so that its runtime could send nothing if it tried."""
    with Pool(Limits(seconds=60, memory=1_536 * 1024 * 1024)) as pool:
        task = Task(what="recognise", record=reading.record_id(b""), name="x", data=a_photograph(format="PNG"), page=1)
        (done,) = pool.run([task])
        assert done.answer.reading and "Invasive ductal carcinoma" in done.answer.reading.pages[0].text
        assert {"audit", "calls"} <= set(pool._children[0].walls)
