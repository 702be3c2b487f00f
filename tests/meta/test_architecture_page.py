"""The page that leads a newcomer through the code names files that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = [ROOT / "src", ROOT / "src/consilium", ROOT / "src/consilium_web", *(ROOT / "src").glob("*/*/")]


def named() -> list[str]:
    """Every file or folder that the path of one PDF names."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    path = page[page.index("## Follow one PDF") : page.index("## The site")]
    return re.findall(r"`([\w/]+(?:\.py|/))`", path)


def test_every_file_on_the_path_of_one_pdf_is_there() -> None:
    names = named()
    assert len(names) > 25
    missing = [name for name in names if not any((place / name).exists() for place in PLACES)]
    assert not missing
