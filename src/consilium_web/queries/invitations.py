"""Invitations that are still open."""

import hashlib
from datetime import datetime

from consilium.cases import Role
from consilium.errors import Denied
from consilium_web.models import Invitation


def pending(secret: str, at: datetime) -> Invitation:
    """The invitation that this secret opens; Denied where it is unknown, used or over."""
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    found = Invitation.objects.filter(secret_hash=hashed, used_at=None, ends_at__gt=at).first()
    if found is None:
        raise Denied("This invitation is not valid any more.")
    return found


def role(secret: str, at: datetime) -> Role:
    """As what the invited person would take part."""
    return Role(pending(secret, at).role)
