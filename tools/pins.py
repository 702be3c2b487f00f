"""Pin every package that is installed, with its hash: requirements*.txt, package-lock.json."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = (
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make pins"),
)
RUN = ("pyproject.toml", "--extra", "site", "--extra", "postgres", "--extra", "build")
DEV = (*RUN, "--extra", "dev", "--constraint", "requirements.txt")
UV = ("-", "--constraint", "requirements-dev.txt")


def main() -> None:
    subprocess.check_call([*COMPILE, *RUN, "--output-file", "requirements.txt"], cwd=ROOT)
    subprocess.check_call([*COMPILE, *DEV, "--output-file", "requirements-dev.txt"], cwd=ROOT)
    subprocess.run([*COMPILE, *UV, "--output-file", "requirements-uv.txt"], cwd=ROOT, input=b"uv", check=True)
    subprocess.check_call([sys.executable, "tools/npm.py", "install", "--package-lock-only"], cwd=ROOT)


if __name__ == "__main__":
    main()
