"""The one shape of everything that is printed: a title, sections, and blocks of a few kinds.

The page, the PDF and the letter are drawn from it, so that they always say the same. Text is data here: it is escaped
for HTML, and handed to typst as JSON, never as markup.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more; `detail` is its clinical counterpart or its source, shown smaller."""

    text: str
    detail: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be missed, in a frame."""

    text: str
    kind: str = "notice"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry is a text and its detail."""

    entries: tuple[tuple[str, str], ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; the first cell of a row is its name. `widths` are shares of the page."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values beside each other, such as the qualities of one choice. An empty name leaves the value alone."""

    heading: str
    entries: tuple[tuple[str, str], ...]
    kind: str = "pairs"


Block = Paragraph | Notice | Bullets | Table | Pairs


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed. `lead` stands under the title; `footer` at the foot of each page of the PDF."""

    title: str
    sections: tuple[Section, ...]
    lead: tuple[str, ...] = ()
    notice: str = ""
    footer: str = ""
    language: str = "en"
    sender: str = ""
    """The name of the organisation that the PDF bears at its head."""

    def data(self) -> Any:
        """As JSON can hold it."""
        return msgspec.to_builtins(self)


def section(heading: str, blocks: Iterable[Block]) -> tuple[Section, ...]:
    """One section, or none where nothing would stand in it."""
    filled = tuple(blocks)
    return (Section(heading, filled),) if filled else ()


def page(document: Document) -> str:
    """A whole page that needs nothing else: its style is inside, it has no script, and it prints well."""
    template = Template(files("consilium.delivery").joinpath("page.html").read_text("utf-8"))
    return template.substitute(
        language=escape(document.language),
        title=escape(document.title),
        body=fragment(document),
        footer=escape(document.footer),
    )


def fragment(document: Document, level: int = 1, *, titled: bool = True) -> str:
    """The document as HTML to put into a page; its title is a heading of this level. Everything is escaped.

    `titled` false: the page has the title itself, and the headings below it stay one level lower.
    """
    lines = [f"<h{level}>{escape(document.title)}</h{level}>"] if titled else []
    if document.notice:
        lines.append(f'<p class="notice"><strong>{escape(document.notice)}</strong></p>')
    lines += [f'<p class="lead">{escape(line)}</p>' for line in document.lead]
    for part in document.sections:
        lines.append("<section>")
        if part.heading:
            lines.append(f"<h{level + 1}>{escape(part.heading)}</h{level + 1}>")
        lines += [_block(block, level + 2) for block in part.blocks]
        lines.append("</section>")
    return "\n".join(lines)


def _block(block: Block, level: int) -> str:
    match block:
        case Paragraph():
            return f"<p>{_lines(block.text)}{_detail(block.detail)}</p>"
        case Notice():
            return f'<p class="notice">{_lines(block.text)}</p>'
        case Bullets():
            items = "".join(f"<li>{_lines(text)}{_detail(detail)}</li>" for text, detail in block.entries)
            return f"<ul>{items}</ul>"
        case Pairs():
            return _pairs(block, level)
        case Table():
            return _table(block)


def _pairs(pairs: Pairs, level: int) -> str:
    heading = f"<h{level}>{escape(pairs.heading)}</h{level}>" if pairs.heading else ""
    if not all(name for name, _ in pairs.entries):
        return heading + "".join(f"<p>{_lines(text)}</p>" for _, text in pairs.entries)
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{_lines(text)}</dd>" for name, text in pairs.entries)
    return f"{heading}<dl>{rows}</dl>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join(_row(row, table.columns) for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>"
    drawn = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    # A wide table scrolls inside its frame, which the keyboard can reach.
    return f'<div class="scroll" role="region" aria-label="{escape(table.caption)}" tabindex="0">{drawn}</div>'


def _row(row: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """A row; each cell carries the name of its column, for screens too narrow for a table."""
    first, *rest = row
    named = zip(columns[1:], rest, strict=True)
    cells = "".join(f'<td data-name="{escape(name)}">{_lines(cell)}</td>' for name, cell in named)
    return f'<tr><th scope="row">{_lines(first)}</th>{cells}</tr>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _detail(detail: str) -> str:
    return f' <small class="detail">{_lines(detail)}</small>' if detail else ""


def text(document: Document, width: int = 78) -> str:
    """The document as plain text, for mail programs and those who read aloud."""
    lines = [document.title, "=" * len(document.title), ""]
    lines += [f"{_wrapped(line, width)}\n" for line in (document.notice, *document.lead) if line]
    for part in document.sections:
        lines += [part.heading, "-" * len(part.heading), ""] if part.heading else []
        for block in part.blocks:
            lines += [*(_wrapped(line, width, "- " if bullet else "") for line, bullet in _plain(block)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(line: str, width: int, indent: str = "") -> str:
    later = " " * len(indent)
    parts = [textwrap.fill(part, width - len(indent)) for part in line.split("\n")]
    return textwrap.indent("\n".join(parts), later).replace(later, indent, 1)


def _plain(block: Block) -> list[tuple[str, bool]]:
    """Its lines, each with whether it is an entry of a list."""
    match block:
        case Paragraph():
            return [(f"{block.text}\n{block.detail}".strip(), False)]
        case Notice():
            return [(block.text, False)]
        case Bullets():
            return [(f"{text} ({detail})" if detail else text, True) for text, detail in block.entries]
        case Pairs():
            heading = [(block.heading, False)] if block.heading else []
            return [*heading, *((f"{name}: {value}" if name else value, bool(name)) for name, value in block.entries)]
        case Table():
            return [(_told(block.columns, row), True) for row in block.rows]


def _told(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    """A row without its table: the name, then each cell with its column."""
    cells = (f"{column}: {cell}" for column, cell in zip(columns[1:], row[1:], strict=True))
    return f"{row[0]}. " + "; ".join(" ".join(cell.split()) for cell in cells)
