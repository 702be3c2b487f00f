"""Facts and signed opinions as one FHIR R4 bundle with mCODE profiles, for any other system to read (B10, R38).

What enters: a sheet of facts or an assessment, and signed opinions, each with its comparison. What leaves: a Bundle as
plain dictionaries, or its bytes. Nothing is invented: what is not known stays out, and each entry has a Provenance that
names the source document by its SHA-256 and quotes the words.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from consilium.assessment import Assessment
from consilium.concordance import Concordance
from consilium.delivery.fhir.facts import add_facts
from consilium.delivery.fhir.opinion import add_opinion
from consilium.delivery.fhir.parts import Draft
from consilium.facts import FactSheet
from consilium.opinions import Opinion
from consilium.values import RecordId

Source = Assessment | FactSheet


def bundle(
    source: Source,
    *,
    at: datetime,
    names: Mapping[RecordId, str] | None = None,
    opinions: Iterable[tuple[Opinion, Concordance | None]] = (),
) -> dict[str, Any]:
    """One FHIR R4 Bundle of type collection. `at` is when it was made, with its zone; `names` are the files' names.

    Raises ValueError where `at` has no zone, because FHIR has no instant without one.
    """
    if at.tzinfo is None:
        raise ValueError("the time of an export needs its zone")
    sheet = source.sheet if isinstance(source, Assessment) else source
    draft = Draft(at=at, names=dict(names or {}))
    add_facts(draft, sheet)
    for opinion, concordance in opinions:
        add_opinion(draft, opinion, concordance)
    return draft.bundle()


def encode(exported: Mapping[str, Any]) -> bytes:
    """The bundle as UTF-8 JSON, indented, ready to be written as a file."""
    return msgspec.json.format(msgspec.json.encode(exported), indent=2)
