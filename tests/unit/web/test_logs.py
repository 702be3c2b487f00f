"""A log line says where in the code, and nothing that a person sent."""

import io
import logging
from collections.abc import Iterator

import pytest

from consilium_web.logs import QuietFormatter

CANARY = "Jenny Smith, invasive carcinoma"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the handler of every log writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    loggers = [logging.getLogger(name) for name in ("django.request", "consilium_web.tests")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_the_words_of_an_error_are_left_out(lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", CANARY)
    assert CANARY not in lines.getvalue()
    assert "builtins.ValueError" in lines.getvalue()
    assert "test_logs.py:" in lines.getvalue()


def test_the_cause_of_an_error_is_left_out_too(lines: io.StringIO) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        logging.getLogger("consilium_web.tests").exception("A job failed.")
    assert CANARY not in lines.getvalue()
    assert "A job failed." in lines.getvalue()


def test_our_own_lines_keep_their_values(lines: io.StringIO) -> None:
    logging.getLogger("consilium_web.tests").warning("%d files wait.", 3)
    assert "3 files wait." in lines.getvalue()
