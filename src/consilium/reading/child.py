"""The child process that parses: tasks in through one pipe, answers out through another, walls all around.

Forked by `consilium.reading.nursery`. It says which walls hold, then answers each task in turn, one message a task, so
that its parent knows which file it died of.
"""

import os
from dataclasses import replace
from typing import BinaryIO, NoReturn

from consilium.reading import readers, sandbox, wire
from consilium.reading.shapes import Limits


def live(limits: Limits, tasks: int, answers: int, file: int = -1) -> NoReturn:
    """Serve until the tasks end, then end this process. All are numbers of open files; `file` is for the tasks."""
    try:
        with os.fdopen(tasks, "rb") as incoming, os.fdopen(answers, "wb") as outgoing:
            wire.send(outgoing, wire.encode(sandbox.enter(limits.memory)))
            while _serve(incoming, outgoing, limits, file):
                pass
    finally:
        os._exit(0)


def _serve(tasks: BinaryIO, answers: BinaryIO, limits: Limits, file: int) -> bool:
    """Answer one batch; False where this child should end."""
    try:
        batch = [replace(task, data=wire.receive(tasks), file=file) for task in wire.decode_tasks(wire.receive(tasks))]
    except EOFError:
        return False
    for task in batch:
        sandbox.allow_seconds(limits.seconds)
        answer, members = readers.perform(task, limits)
        sandbox.rest()
        wire.send(answers, wire.encode(answer))
        for member in members:
            wire.send(answers, member.data)
        if answer.retire:
            return False
    return True
