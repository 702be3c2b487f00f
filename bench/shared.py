"""Where the real data are that the measurements read: the folder `shared` beside this checkout.

Run by itself it says whether they are there.
"""

import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"


def place(name: str, given: str = "") -> Path:
    """`given`, or this file or folder of the shared ones; where it is absent, say so and end the script in peace."""
    path = Path(given) if given else SHARED / name
    if not path.exists():
        print(f"skipped: {name} is not beside this checkout")
        sys.exit(0)
    return path


if __name__ == "__main__":
    print(f"the shared data are here: {place('data').is_dir()}")
