"""`consilium stage`: a table of cases in, `id,edition,group,why` out; or one case of a system beside T, N and M."""

import argparse
import sys
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from consilium.errors import Invalid
from consilium.oncology.staging import figo, notation, seer, systems
from consilium.oncology.staging.table import stage_table
from consilium.values import Answer

HELP = "work out the stage group of each case in a table, or one stage of another system"


def _figo(*, site: str, year: int, t: str, n: str, m: str = "") -> str:
    return figo.figo(site, year, t, n, m).group


SYSTEMS: Mapping[str, Callable[..., str]] = {
    "ann_arbor": systems.ann_arbor,
    "bclc": systems.bclc,
    "binet": systems.binet,
    "figo": _figo,
    "grade_group": systems.grade_group,
    "iss": systems.iss,
    "r_iss": systems.r_iss,
    "rai": systems.rai,
}
_READ: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    int | None: int,
    float | None: float,
    Answer: Answer,
    bool: lambda text: {"yes": True, "no": False}[text],
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    command = commands.add_parser("stage", help=HELP, description=f"{HELP.capitalize()}.")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--table", type=Path, metavar="FILE.csv", help="a CSV table, one case a row")
    what.add_argument("--system", choices=[*sorted(SYSTEMS), "masaoka"], help="one case of this system, from VALUES")
    command.add_argument(
        "values", nargs="*", metavar="NAME=VALUE", help="what is known, as hemoglobin=10.9 or nodes=yes"
    )
    command.add_argument(
        "--seer", type=Path, metavar="FOLDER", help="use the SEER staging tables of this folder instead"
    )
    command.add_argument(
        "--spelling",
        choices=("roman", "registry"),
        default="roman",
        help="write groups as IIB (roman) or 2B (registry)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line per case, or the stage and its source."""
    if options.values and not options.system:
        raise Invalid("NAME=VALUE goes with --system.")
    if options.system:
        return _system(options.system, options.values)
    with options.table.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        spelling = notation.registry if options.spelling == "registry" else str
        stage_table(table, sys.stdout, schemas=seer.load(options.seer) if options.seer else None, spelling=spelling)
    return 0


def _system(name: str, values: list[str]) -> int:
    table = systems.table()[name]
    rows = table if isinstance(table, list) else [table]
    sources = [row["source"] for row in rows if f"year={row.get('year')}" in values or "year" not in row]
    if name == "masaoka":
        print("\n".join(f"{stage:4}{meaning}" for stage, meaning in systems.masaoka()))
    else:
        print(_worked_out(name, values) or "not decided by what is given")
    print("Source: " + "; ".join(sources))
    return 0


def _worked_out(name: str, values: list[str]) -> str:
    """The stage by what is given; what is not given is unknown. Raises Invalid, and says what can be given."""
    known = signature(SYSTEMS[name]).parameters
    given = dict(value.partition("=")[::2] for value in values)
    try:
        read = {key: _READ[known[key].annotation](value) for key, value in given.items()}
        missing = {
            key: _unknown(one) for key, one in known.items() if key not in read and one.default is Parameter.empty
        }
        return SYSTEMS[name](**read, **missing)
    except (KeyError, ValueError):
        names = ", ".join(known)
        raise Invalid(f"{name} takes NAME=VALUE of these names: {names}; yes, no or unknown, or a number.") from None


def _unknown(parameter: Parameter) -> Any:
    """What stands for a value that is not given; a number or a word that is needed cannot be left out."""
    if parameter.annotation is Answer:
        return Answer.UNKNOWN
    if parameter.annotation in (int | None, float | None):
        return None
    raise KeyError(parameter.name)
