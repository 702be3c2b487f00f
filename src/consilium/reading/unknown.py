"""What a person can do about a file of a kind that no reader knows. In: bytes; out: a sentence."""

OTHERWISE = "This kind of file is not known here. It is kept as it is. Ask for the record as a PDF."
EMPTY = "This file is empty. Ask for it to be sent again."
STARTS = (
    (b"Rar!\x1a\x07", "This is a RAR archive. Unpack it, then add the files inside."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old office document. Save it as a PDF and add that."),
    (b"SQLite format 3\x00", "This is a database, not a record. Ask for the record as a PDF."),
    (b"MZ", "This is a program, not a record. It was not opened."),
    (b"\x7fELF", "This is a program, not a record. It was not opened."),
    (b"<?xml", "This is XML of a kind not known here. It is kept as it is. Ask for the record as a PDF."),
)


def advice(data: bytes) -> str:
    """One sentence."""
    if not data.strip(b"\x00 \t\r\n"):
        return EMPTY
    return next((sentence for start, sentence in STARTS if data.startswith(start)), OTHERWISE)
