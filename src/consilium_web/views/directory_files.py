"""A file that fills the directory, as entries. Read in the limited child process, like every file from outside."""

from consilium import experts, reading
from consilium.errors import Invalid
from consilium.experts import Expert
from consilium.oncology import cancers

MOST_AUTHORS = 100
MOST_BYTES = 20_000_000


def directory(name: str, data: bytes) -> tuple[Expert, ...]:
    """The rows of a CSV directory. Raises Invalid with the rows that cannot be used."""
    return experts.from_table("\n".join(page.text for page in _read(name, data).pages))


def literature(name: str, data: bytes, cancer: str, year: int) -> tuple[Expert, ...]:
    """The authors of what was saved from PubMed who did most on this cancer (R31). Raises Invalid."""
    read = _read(name, data)
    if read.kind != "literature":
        raise Invalid("This is no file from PubMed.", {"file": "In PubMed choose Save, then the format PubMed."})
    row = cancers.named(cancer)
    if row is None:
        raise Invalid("This cancer is not known here.", {"cancer": "Choose a cancer of the list."})
    ranked = experts.authors(experts.articles(read.pages), row.key, year=year)[:MOST_AUTHORS]
    if not ranked:
        raise Invalid("No article here is on this cancer.", {"file": "Search PubMed for this cancer, then save that."})
    return tuple(author.as_expert() for author in ranked)


def _read(name: str, data: bytes) -> reading.Reading:
    if len(data) > MOST_BYTES:
        raise Invalid("This file is too large.", {"file": "A file may have 20 MB. Save a narrower search."})
    read = list(reading.read([(name, data)]))
    if len(read) != 1 or read[0].refused:
        raise Invalid("This file cannot be used.", {"file": read[0].refused if read else "It holds nothing."})
    return read[0]
