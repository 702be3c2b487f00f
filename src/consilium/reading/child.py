"""The child process that parses: tasks in on standard input, answers out on standard output, walls all around.

Started as `python -I -m consilium.reading.child` by `consilium.reading.pool`. It says which walls hold, then answers
each task in turn, one message a task, so that its parent knows which file it died of.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

import msgspec

from consilium.reading import sandbox, wire
from consilium.reading.shapes import Answer, Limits, Task
from consilium.records import Member

Perform = Callable[[Task, Limits], tuple[Answer, tuple[Member, ...]]]


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    # A stray print of some parser must not end up between our messages.
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from consilium.reading import readers

    walls = sandbox.enter(limits.memory)
    wire.send(answers, wire.encode(walls))
    while _serve(tasks, answers, limits, readers.perform):
        pass


def _serve(tasks: BinaryIO, answers: BinaryIO, limits: Limits, perform: Perform) -> bool:
    """Answer one batch; False where this child should end."""
    try:
        batch = [replace(task, data=wire.receive(tasks)) for task in wire.decode_tasks(wire.receive(tasks))]
    except EOFError:
        return False
    for task in batch:
        sandbox.allow_seconds(limits.seconds)
        answer, members = perform(task, limits)
        sandbox.rest()
        wire.send(answers, wire.encode(answer))
        for member in members:
            wire.send(answers, member.data)
        if answer.retire:
            return False
    return True


if __name__ == "__main__":
    main()
