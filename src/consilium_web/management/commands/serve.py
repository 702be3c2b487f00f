"""Run the whole site on this machine: set it up, then the pages and the jobs side by side, until one of them ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"
GRACE = 10  # seconds that a process has to finish what it is doing
Process = subprocess.Popen[bytes]


class Command(BaseCommand):
    """`manage.py serve`: the site on one's own computer, or behind a proxy that speaks TLS."""

    help = "Run the pages and the jobs together. Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=HOST, help="address to listen on (default: this computer only)")
        parser.add_argument("--port", type=int, default=8000, help="the next free one is taken where it is in use")
        parser.add_argument("--workers", type=int, default=1, help="processes that draw pages")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _stop)
        call_command("setup", stdout=self.stdout)
        if settings.DEMO and "demo" in get_commands():
            call_command("demo", stdout=self.stdout)
        free = free_port(host, port)
        if free != port:
            self.stdout.write(f"Port {port} is in use, so the site takes {free}.")
        processes = [_start("db_worker", "--no-startup-delay", "--verbosity", "0"), _start_server(host, free, workers)]
        self.stdout.write(f"\n{settings.SITE_NAME} is at http://{host}:{free}/  (Ctrl-C stops it)\n")
        if not settings.EMAIL_HOST:
            self.stdout.write(f"No mail server is set: letters go to {settings.EMAIL_FILE_PATH}.")
        self.stdout.flush()
        _wait(processes)


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the first port after it that nobody listens on."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {wanted} on is free.")


def _start(*command: str) -> Process:
    return _launch([sys.executable, "-m", "django", *command])


def _start_server(host: str, port: int, workers: int) -> Process:
    flags = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    flags += [
        "--blocking-threads",
        "4",
        "--no-ws",
        "--no-access-log",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
    ]
    return _launch([sys.executable, "-m", "granian", *flags, "consilium_web.wsgi:application"])


def _launch(command: list[str]) -> Process:
    """In a group of its own, so that what it starts in turn can be ended with it, and Ctrl-C reaches only us."""
    return subprocess.Popen(command, env={**os.environ}, process_group=0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait(processes: list[Process]) -> None:
    """Until Ctrl-C, which is a good end, or until one of the processes ends by itself, which is not."""
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        failed = True
    except KeyboardInterrupt:
        failed = False
    _end(processes)
    if failed:
        raise CommandError("One part of the site stopped, so the other was stopped too. Its last lines are above.")


def _end(processes: list[Process]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # whoever of its group is still there
        process.wait()
