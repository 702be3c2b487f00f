"""The process that has loaded every reader and never meets a file: each child is forked from it, in milliseconds.

Loading the readers takes half a second, far more than reading most files. Started by `consilium.reading.process` as
`python -I -m consilium.reading.nursery`, with a socket as standard input. Each message on it is the limits of a child,
and brings along the open ends of the child's two pipes and of a line of its own: a word on that line, or its end, ends
the child, and the nursery's last word on it is how the child ended.
"""

import contextlib
import gc
import os
import selectors
import signal
import socket

import msgspec

from consilium.reading import child
from consilium.reading.shapes import Limits
from consilium.reading.wire import CODE, READY

LONGEST = 4096
"""Bytes that a request may have."""


class Nursery:
    """The process itself: forks a child for each request, ends those whose line asks for it, says how each ended."""

    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._lines: dict[int, socket.socket] = {}
        self._wake, waker = socket.socketpair()
        self._own = (requests, self._wake, waker)
        for end in (self._wake, waker):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(requests, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until the parent is gone; then end every child."""
        self._requests.send(READY)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._wake:
                    self._wake.recv(LONGEST)
                    self._tell()
                elif key.fileobj is not self._requests:
                    self._end(key.data)
                elif not self._fork():
                    for process in self._lines:
                        os.kill(process, signal.SIGKILL)
                        os.waitpid(process, 0)
                    return

    def _fork(self) -> bool:
        """One child more; False where there is nobody left to ask for one."""
        message, given, _, _ = socket.recv_fds(self._requests, LONGEST, 4)
        if not message:
            return False
        tasks, answers, line, *files = given
        process = os.fork()
        if not process:
            self._let_go(line)
            child.live(msgspec.json.decode(message, type=Limits), tasks, answers, *files)
        for number in (tasks, answers, *files):
            os.close(number)
        self._lines[process] = socket.socket(fileno=line)
        self._selector.register(self._lines[process], selectors.EVENT_READ, process)
        with contextlib.suppress(OSError):
            self._lines[process].send(READY)
        return True

    def _let_go(self, line: int) -> None:
        """In the child: keep nothing that leads to the parent or to another child."""
        self._selector.close()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (*self._own, *self._lines.values()):
            end.close()
        os.close(line)
        os.open(os.devnull, os.O_RDONLY)  # standard input was the requests

    def _end(self, process: int) -> None:
        """Kill a child. Only one that was not waited for, whose number cannot be another's by now."""
        if line := self._lines.get(process):
            self._selector.unregister(line)
            os.kill(process, signal.SIGKILL)

    def _tell(self) -> None:
        """Say of each child that has ended how it did."""
        while self._lines:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            line = self._lines.pop(process)
            with contextlib.suppress(KeyError):
                self._selector.unregister(line)
            with line, contextlib.suppress(OSError):
                line.send(os.waitstatus_to_exitcode(status).to_bytes(CODE, "big", signed=True))


def main() -> None:
    """Serve the socket on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # children share these pages as long as nobody writes into them
    Nursery(socket.socket(fileno=0)).serve()


if __name__ == "__main__":
    main()
