"""The tables that come with the package: TOML files beside the code that reads them."""

from importlib.resources import files
from typing import Any

import tomli


def load(path: str) -> dict[str, Any]:
    """The table at this path inside the package, as `oncology/tables/plan.toml`. Raises FileNotFoundError."""
    return tomli.loads(files("consilium").joinpath(path).read_text("utf-8"))


def exists(path: str) -> bool:
    """Whether there is a table at this path inside the package."""
    return files("consilium").joinpath(path).is_file()
