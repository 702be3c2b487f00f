"""When the same form comes twice, or two people change the same thing at once."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from consilium.cases import Actor
from consilium.errors import ConsiliumError
from consilium_web.models import FormToken


class Repeated(ConsiliumError):
    """This form was already sent; `result` is the id of what it made then."""

    def __init__(self, result: UUID) -> None:
        super().__init__("This was already saved. Nothing was saved twice.")
        self.result = result


class Stale(ConsiliumError):
    """Somebody else, or another window, saved a newer version since this form was opened."""

    def __init__(self, version: int) -> None:
        super().__init__("This was changed in another window since you opened it. Your words are kept below.")
        self.version = version


def once(token: UUID | None, *, by: Actor, at: datetime, result: UUID | None = None) -> UUID:
    """Mark a form as sent; the id for what it makes. Raises Repeated where the same form came before."""
    made = result or uuid4()
    if token is None:
        return made
    try:
        with transaction.atomic():
            FormToken.objects.create(token=token, user_id=UUID(by.id), at=at, result=made)
    except IntegrityError:
        raise Repeated(FormToken.objects.get(token=token, user_id=UUID(by.id)).result) from None
    return made
