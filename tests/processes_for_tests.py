"""What runs below a process, for tests that end it."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that this one started, oldest first. Linux only; elsewhere none can be told."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []
