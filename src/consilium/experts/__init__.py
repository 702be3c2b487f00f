"""Who could be asked: candidates from many sources, each kept (R29), searched (R30), authors ranked (R31, R32).

What enters: a directory as a table, articles as `records.pubmed` lays them out, what a person looks for. What leaves:
matches in order, each with its reasons as codes. Fame is no reason: neither the size of a house nor the number of all
articles counts, only what somebody does for this cancer. Patients' ratings stand apart and move nothing (R33).
"""

from consilium.experts.directory import COLUMNS, from_table
from consilium.experts.literature import Author, articles, authors
from consilium.experts.search import Match, Reason, Wish, larger_places, search, where
from consilium.experts.shapes import Centre, Expert, Place, Rating, Source, Work

__all__ = [
    "COLUMNS",
    "Author",
    "Centre",
    "Expert",
    "Match",
    "Place",
    "Rating",
    "Reason",
    "Source",
    "Wish",
    "Work",
    "articles",
    "authors",
    "from_table",
    "larger_places",
    "search",
    "where",
]
