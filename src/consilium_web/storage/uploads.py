"""Uploads, sealed while they arrive: what Django calls an upload handler.

An upload that the browser breaks off, or that is too large, leaves nothing behind and does not harm the others.
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from consilium_web.storage.files import Arriving

UPLOAD_PAGES = frozenset({"records"})
"""Names of the pages that take files. A file sent to any other page is dropped as it comes."""


class SealedUpload(UploadedFile[bytes]):
    """One file of a form. `arriving` is None where it was too large to be taken."""

    def __init__(self, name: str, size: int, arriving: Arriving | None) -> None:
        super().__init__(file=None, name=name, size=size)
        self.arriving = arriving

    def close(self) -> None:
        """Called at the end of every request: what no action has kept goes away."""
        if self.arriving is not None:
            self.arriving.discard()


class SealingUploadHandler(FileUploadHandler):
    """Seals each file as it arrives and counts its bytes, so that a false Content-Length changes nothing."""

    arriving: Arriving | None = None
    taken: int = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self._is_expected():
            raise SkipFile
        self.arriving, self.taken = Arriving(), 0

    def _is_expected(self) -> bool:
        if self.request is None or self.request.resolver_match is None:
            return False
        return self.request.resolver_match.url_name in UPLOAD_PAGES and self.request.user.is_authenticated

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.arriving is not None and self.taken > settings.CONSILIUM_UPLOAD_LIMIT:
            self.arriving.discard()
            self.arriving = None
        if self.arriving is not None:
            self.arriving.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        arriving, self.arriving = self.arriving, None
        if arriving is not None:
            arriving.finish()
        return SealedUpload(self.file_name or "file", self.taken, arriving)

    def upload_interrupted(self) -> None:
        if self.arriving is not None:
            self.arriving.discard()
