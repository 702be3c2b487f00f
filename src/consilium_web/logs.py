"""Log lines without people in them: where in the code, and the kind of error; never its words or its values."""

import logging
import re
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Time, level, logger, the message's fixed text; an exception as its type and the lines it passed through.

    The message's arguments are left out for loggers that are not ours: Django and others fill them with paths and
    values that a visitor sent.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] == "consilium_web":
            return super().format(record)
        words = re.sub(r"%(\(\w+\))?[-0-9.]*[a-z]", "…", str(record.msg))
        status = getattr(record, "status_code", "")
        bare = logging.makeLogRecord({**record.__dict__, "args": None, "msg": f"{words} {status}".strip()})
        return super().format(bare)

    def formatException(self, ei: ExcInfo) -> str:
        kind, _, trace = ei
        name = f"{kind.__module__}.{kind.__qualname__}" if kind else "unknown error"
        lines = (f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace))
        return "\n".join((name, *lines))
