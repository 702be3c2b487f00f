"""One setting says where rows are kept."""

from pathlib import Path

import pytest

from consilium_web.databases import database

VAR = Path("var")


def test_without_an_address_it_is_a_file_in_the_private_folder() -> None:
    settings = database("", VAR)
    assert settings["NAME"] == VAR / "consilium.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in settings["OPTIONS"]["init_command"]
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]


def test_an_address_of_postgresql_is_taken_apart() -> None:
    settings = database("postgresql://ann:p%40ss@db.example:5433/opinions?sslmode=require", VAR)
    assert settings["ENGINE"].endswith("postgresql")
    assert [settings[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ann",
        "p@ss",
        "db.example",
        "5433",
        "opinions",
    ]
    assert settings["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("address", ["mysql://a@b/c", "consilium.db", "postgres"])
def test_another_kind_is_refused_in_words(address: str) -> None:
    with pytest.raises(ValueError, match="CONSILIUM_DATABASE must begin with"):
        database(address, VAR)
