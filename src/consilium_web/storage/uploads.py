"""Uploads, sealed while they arrive: what Django calls an upload handler.

An upload that the browser breaks off, or that is too large, leaves nothing behind and does not harm the others.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile

from consilium_web.storage.files import Arriving

UPLOAD_PAGES = frozenset({"records"})
"""Names of the pages that take files. A file sent to any other page is dropped as it comes."""
PUBLIC_PAGES = frozenset({"directory"})
"""Pages that take lists anybody may see."""
PUBLIC_LIMIT = 20_000_000


class SealedUpload(UploadedFile[bytes]):
    """One file of a form. `arriving` is None where it was not taken: too large, or `no_room` on the disk."""

    def __init__(self, name: str, size: int, arriving: Arriving | None, *, no_room: bool = False) -> None:
        super().__init__(file=None, name=name, size=size)
        self.arriving = arriving
        self.no_room = no_room

    def close(self) -> None:
        """Called at the end of every request: what no action has kept goes away."""
        if self.arriving is not None:
            self.arriving.discard()


class PublicUploadHandler(MemoryFileUploadHandler):
    """Takes the files of the directory, which tell of nobody's illness, into memory and nowhere else."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:
        self.activated = content_length <= PUBLIC_LIMIT and _page(self) in PUBLIC_PAGES


def _page(handler: FileUploadHandler) -> str | None:
    """The name of the page that a file was sent to by somebody who is signed in."""
    request = handler.request
    if request is None or request.resolver_match is None or not request.user.is_authenticated:
        return None
    return request.resolver_match.url_name


class SealingUploadHandler(FileUploadHandler):
    """Seals each file as it arrives and counts its bytes, so that a false Content-Length changes nothing."""

    arriving: Arriving | None = None
    taken: int = 0
    no_room: bool = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if _page(self) not in UPLOAD_PAGES:
            raise SkipFile
        self.arriving, self.taken, self.no_room = None, 0, False
        try:
            self.arriving = Arriving()
        except OSError:
            self.no_room = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.arriving is not None and self.taken > settings.CONSILIUM_UPLOAD_LIMIT:
            self.arriving.discard()
            self.arriving = None
        if self.arriving is not None:
            self._put(lambda arriving: arriving.write(raw_data))

    def _put(self, what: Callable[[Arriving], None]) -> None:
        """Write to the disk; where it is full or away, forget this file and go on with the others."""
        assert self.arriving is not None
        try:
            what(self.arriving)
        except OSError:
            self.arriving.discard()
            self.arriving, self.no_room = None, True

    def file_complete(self, file_size: int) -> SealedUpload:
        if self.arriving is not None:
            self._put(Arriving.finish)
        arriving, self.arriving = self.arriving, None
        return SealedUpload(self.file_name or "file", self.taken, arriving, no_room=self.no_room)

    def upload_interrupted(self) -> None:
        if self.arriving is not None:
            self.arriving.discard()
