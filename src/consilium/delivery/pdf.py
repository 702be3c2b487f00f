"""PDF by typst: tagged, offline, its words passed as data.

What enters: the name of a template beside this file, and data that JSON can hold. What leaves: the bytes of a PDF.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import typst

from consilium.delivery.document import Document


@cache
def _fonts() -> Any:
    """Those inside typst first; the machine's own stand in for letters that they lack."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def compile(template: str, data: Any, *, at: datetime | None = None) -> bytes:
    """The PDF of a template such as `document.typ`. `at` is its date of making; without it, none is written.

    The file follows PDF/UA-1, the standard of accessible PDF: headings, lists, tables and language are tagged.
    """
    words = {"data": msgspec.json.encode(data).decode()}
    try:
        return _compile(template, words, ["ua-1"], at)
    except typst.TypstError as refused:
        if "could not be displayed" not in str(refused):
            raise
    # A letter that no font here has must not keep a person from their pages: tagged still, but short of the standard.
    return _compile(template, words, [], at)


def _compile(template: str, words: dict[str, str], standards: list[Any], at: datetime | None) -> bytes:
    source = files("consilium.delivery").joinpath(template).read_bytes()
    compiler = typst.Compiler(source, font_paths=_fonts(), sys_inputs=words)
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=at)
    assert isinstance(made, bytes)
    return made


def of(document: Document, *, at: datetime | None = None) -> bytes:
    """The PDF of a document."""
    return compile("document.typ", document.data(), at=at)
