"""Series of pictures, as an actor may see them: one line for each, with the record that shows best what it is of."""

from dataclasses import dataclass
from uuid import UUID

from consilium import imaging
from consilium.imaging import Series, Study
from consilium_web.queries.charts import Chart

FEW = 2
"""From so many files on, a series stands for its files in the list of records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """One series. `middle`: the record whose picture shows it; `open`: whether the actor may see that picture."""

    on: str
    study: str
    name: str
    pictures: int
    middle: UUID
    open: bool
    records: frozenset[UUID]


def of(chart: Chart) -> tuple[SeriesLine, ...]:
    """Every series of several files of a chart, oldest first, as its actor may see it."""
    facts = (fact for reading in chart.readings for fact in chart.sight.visible_facts(reading.facts))
    return tuple(
        _line(chart, study, series)
        for study in imaging.studies(facts)
        for series in study.series
        if len(series.records) >= FEW
    )


def _line(chart: Chart, study: Study, series: Series) -> SeriesLine:
    return SeriesLine(
        on=str(study.on or ""),
        study=study.description,
        name=series.name,
        pictures=series.pictures,
        middle=chart.rows[series.middle],
        open=chart.sight.record_visible(series.middle),
        records=frozenset(chart.rows[record] for record in series.records),
    )
