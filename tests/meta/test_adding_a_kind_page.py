"""The page that shows how to add a kind shows the code that is there."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_on_the_page_is_the_reader_itself() -> None:
    page = (ROOT / "docs/adding-a-kind.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    assert example == (ROOT / "src/consilium/records/rtf.py").read_text(encoding="utf-8")
