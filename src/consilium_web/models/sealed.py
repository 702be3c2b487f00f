"""A row whose clinical content is sealed under its case's key."""

import uuid
from typing import Any, ClassVar, TypeVar

import msgspec
from django.conf import settings
from django.db import models

from consilium_web.crypto import CaseKey

T = TypeVar("T")


class SealedRow(models.Model):
    """Holds one frozen value, as JSON, sealed. `kind` binds the blob to its table, `pk` to its row."""

    kind: ClassVar[str]
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def put(self, key: CaseKey, value: Any) -> None:
        """Seal a value into this row; it is not saved yet."""
        self.sealed = seal(key, value, kind=self.kind, row=str(self.pk))

    def value(self, key: CaseKey, kind: type[T]) -> T:
        """The value that this row holds."""
        return unseal(key, bytes(self.sealed), kind, place=self.kind, row=str(self.pk))


class SaidRow(SealedRow):
    """Something that one person said in one case at one time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("consilium_web.CaseRow", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


def seal(key: CaseKey, value: Any, *, kind: str, row: str) -> bytes:
    """A value as sealed JSON."""
    return key.seal(msgspec.json.encode(value), kind=kind, row=row)


def unseal(key: CaseKey, blob: bytes, kind: type[T], *, place: str, row: str) -> T:
    """The value in a sealed blob."""
    return msgspec.json.decode(key.open(blob, kind=place, row=row), type=kind)
