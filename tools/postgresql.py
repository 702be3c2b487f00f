"""Run a command with a PostgreSQL of its own: `python tools/postgresql.py pytest tests/integration`.

Makes a cluster in a temporary folder, listening on a socket in that folder only, sets CONSILIUM_DATABASE for the
command, and removes all of it afterwards. PostgreSQL refuses to run as root; there an unprivileged account runs it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ABSENT = "PostgreSQL is not here, so its tests are left out; install it with: sudo apt-get install -y postgresql"
# Nothing here outlives the command, so nothing needs to reach the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def main(command: list[str]) -> int:
    """The exit code of `command`; 0 where PostgreSQL is absent and this is not CI."""
    programs = _programs()
    if programs is None:
        print(ABSENT)
        return 1 if os.environ.get("CI") else 0
    with cluster(programs) as socket:
        url = f"postgresql://consilium@/consilium?host={socket}"
        return subprocess.call(command, env={**os.environ, "CONSILIUM_DATABASE": url})


def _programs() -> Path | None:
    """The folder of the newest `initdb`: on the path, or where Debian or Homebrew put it."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    return max((place for place in places if (place / "initdb").exists()), key=_version, default=None)


def _version(place: Path) -> int:
    digits = "".join(character for character in place.parent.name if character.isdigit())
    return int(digits or 0)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A running PostgreSQL with the role and database `consilium`; gives the folder of its socket."""
    with tempfile.TemporaryDirectory(prefix="consilium-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        data = str(folder / "data")
        _run(programs / "initdb", "--pgdata", data, "--username", "consilium", "--auth", "trust", "--encoding", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} {FAST}"
        _run(
            programs / "pg_ctl", "--pgdata", data, "--wait", "--log", str(folder / "log"), "--options", options, "start"
        )
        try:
            _run(programs / "createdb", "--host", name, "--username", "consilium", "consilium")
            yield name
        finally:
            _run(programs / "pg_ctl", "--pgdata", data, "--mode", "immediate", "stop")


def _run(program: Path, *arguments: str) -> None:
    """Run quietly, as an unprivileged account where we are root; say what it said where it fails."""
    drop = ["runuser", "--user", "nobody", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*drop, program, *arguments], capture_output=True, text=True, cwd="/")
    if done.returncode:
        sys.exit(f"{program.name} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
