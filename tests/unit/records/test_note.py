"""Text as people and programs save it: any encoding, JSON, web pages, pictures."""

import pytest

from consilium.errors import Malformed, Unreadable
from consilium.records import image, jsonnote, note, webpage
from consilium.values import RecordId

RECORD = RecordId("0" * 64)
WORDS = "Größe 2,1 cm – naïve T cells\r\nER positive"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_as_it_stands_in_every_encoding_that_shows_itself(encoding: str) -> None:
    data = WORDS.encode(encoding)
    assert note.sniff(data, "")
    extract = note.read(data, RECORD)
    assert extract.pages[0].text == WORDS and not extract.notes


def test_an_old_encoding_is_guessed_and_the_guess_is_said() -> None:
    extract = note.read(WORDS.encode("cp1252"), RECORD)
    assert extract.pages[0].text == WORDS and "accents" in extract.notes[0]


def test_a_form_feed_starts_a_page() -> None:
    extract = note.read(b"one\ftwo\f", RECORD)
    assert [(page.number, page.text) for page in extract.pages] == [(1, "one"), (2, "two"), (3, "")]
    assert extract.narrative == (1, 2)


@pytest.mark.parametrize("data", [b"", b"  \n", bytes(range(256)) * 8, b"<?xml version='1.0'?><a/>", b"\x00" * 500])
def test_what_nobody_wrote_is_no_note(data: bytes) -> None:
    assert not note.sniff(data, "a.txt")


def test_a_note_in_json_gives_its_words_its_day_and_its_kind() -> None:
    data = b'{"date": "2020-08-11T10:00:00", "note_type": "Progress Notes", "text": "ER\\npositive"}'
    assert jsonnote.sniff(data, "")
    (page,) = jsonnote.read(data, RECORD).pages
    assert (page.text, page.on, page.label) == ("ER\npositive", "2020-08-11", "Progress Notes")


def test_a_list_of_notes_gives_a_page_each() -> None:
    extract = jsonnote.read(b'[{"text": "one", "date": "?"}, {"note": "two"}]', RECORD)
    assert [page.text for page in extract.pages] == ["one", "two"] and extract.narrative == (1, 2)


def test_json_without_a_note_is_kept_and_said_to_be_unread() -> None:
    extract = jsonnote.read(b'[{"text": "one"}, 5]', RECORD)
    assert extract.kind == "json" and extract.kept and not extract.narrative and "not interpreted" in extract.notes[0]


@pytest.mark.parametrize("data", [b'{"text": "cut', b'{"a": NaN}', b"[1,]", b'{"a": 1} {"b": 2}', b'{"text": "\xff"}'])
def test_broken_json_is_refused(data: bytes) -> None:
    assert jsonnote.sniff(data, "")
    with pytest.raises(Malformed, match="sent again"):
        jsonnote.read(data, RECORD)


def test_text_in_brackets_is_no_json() -> None:
    assert not jsonnote.sniff(b"[Page 1 of 2] Final diagnosis", "a.txt")


def test_a_web_page_gives_what_a_browser_shows() -> None:
    data = (b"<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head><body><h1>Report</h1>"
            b"<p>ER&nbsp;positive<br>HER2 negative</p><table>"
            b"<tr><td>pT</td><td>2</td></tr></table><!-- no --></body>")  # fmt: skip
    assert webpage.sniff(data, "")
    text = webpage.read(data, RECORD).pages[0].text
    assert text == "Report\nER\u00a0positive\nHER2 negative\npT\t2"


@pytest.mark.parametrize("head", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_the_letters_of_a_web_page_are_read_whatever_it_says_of_them(head: str, encoding: str) -> None:
    if head == '<meta charset="utf-8">' and encoding != "utf-8":
        head = ""
    data = f"<html><head>{head}</head><body>Ménière, 5 µm</body></html>".encode(encoding)
    assert webpage.read(data, RECORD).pages[0].text == "Ménière, 5 µm"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\0\0\0\x18ftypheic", b"RIFF\0\0\0\0WEBP"]
)
def test_a_picture_that_ends_after_its_first_bytes_is_refused_in_words(data: bytes) -> None:
    assert image.sniff(data, "scan.pdf")
    with pytest.raises(Unreadable, match="picture"):
        image.read(data, RECORD)
