"""The `consilium` command: words of a command line in, an exit code out. The only place of the library with a clock."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime

from consilium.cli import experts, facts, knowledge, read, stage
from consilium.errors import ConsiliumError, Denied, Encrypted, Invalid, Malformed, TooLarge, Unreadable

EXIT_CODES = """\
exit codes:
  0  everything was read
  1  nothing could be read, or a fault in this program
  2  the command line, or a table named on it, cannot be used
  3  some files were read and some could not be (each is named with its reason)
  130  stopped by Ctrl-C
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ConsiliumError as error:
        print(f"consilium: {error}", file=sys.stderr)
        return exit_code(error)
    except OSError as error:
        return _outside(error)
    except KeyboardInterrupt:
        return 130
    return code


def exit_code(error: ConsiliumError) -> int:
    """What the shell learns of an error."""
    match error:
        case Invalid() | Denied():
            return 2
        case Encrypted() | TooLarge() | Malformed() | Unreadable():
            return 1
        case _:
            return 1


def _outside(error: OSError) -> int:
    """A file that is not there, a full disk, or a reader of our output that went away."""
    if isinstance(error, BrokenPipeError):
        # Python flushes standard output once more when it ends; there is nobody left to read it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    print(f"consilium: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """Every command and option; docs/cli.md shows the same."""
    command = argparse.ArgumentParser(
        prog="consilium",
        description="A second opinion in cancer care, from a person's own records. Nothing leaves this computer.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = command.add_subparsers(dest="command", required=True, metavar="COMMAND")
    read.add(commands, today=today())
    facts.add(commands)
    stage.add(commands)
    experts.add(commands, today=today())
    knowledge.add(commands)
    for sub in commands.choices.values():
        sub.epilog, sub.formatter_class = EXIT_CODES, argparse.RawDescriptionHelpFormatter
    return command


def today() -> date:
    """The day on this computer's calendar."""
    return datetime.now(UTC).astimezone().date()
