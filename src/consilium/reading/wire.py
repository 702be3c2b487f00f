"""Messages over pipes: each is eight bytes of length, then MessagePack. Neither side trusts the other's length."""

from typing import BinaryIO

import msgspec

from consilium.reading.shapes import Answer, Task

LONGEST = 512 * 1024 * 1024

READY, END, CODE = b"+", b"-", 4
"""On the lines of the nursery: it is there, the child shall end, and the bytes of the number that says how it did."""

encode = msgspec.msgpack.Encoder().encode
decode_tasks = msgspec.msgpack.Decoder(tuple[Task, ...]).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


def send(pipe: BinaryIO, message: bytes) -> None:
    """Write one message."""
    pipe.write(len(message).to_bytes(8, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """Read one message. Raises EOFError where the other side is gone or claims an absurd length."""
    length = int.from_bytes(_exactly(pipe, 8), "big")
    if length > LONGEST:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    data = pipe.read(length)
    if len(data) != length:
        raise EOFError
    return data
