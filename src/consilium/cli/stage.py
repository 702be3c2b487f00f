"""`consilium stage`: a table of cases in, `id,edition,group,why` out."""

import argparse
import sys
from pathlib import Path

from consilium.oncology.staging import seer
from consilium.oncology.staging.table import stage_table

HELP = "work out the stage group of each case in a table"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    command = commands.add_parser("stage", help=HELP, description=f"{HELP.capitalize()}.")
    command.add_argument("--table", type=Path, required=True, metavar="FILE.csv", help="a CSV table, one case a row")
    command.add_argument(
        "--seer", type=Path, metavar="FOLDER", help="use the SEER staging tables of this folder instead"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line per case."""
    with options.table.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        stage_table(table, sys.stdout, schemas=seer.load(options.seer) if options.seer else None)
    return 0
