"""Messages that wait for the next page, such as "report.pdf was added", sealed while they wait in the session's row."""

import base64
from collections.abc import Sequence
from typing import Any

from django.contrib.messages.storage.session import SessionStorage

from consilium_web import crypto

PURPOSE = "messages"


class SealedMessages(SessionStorage):
    """Django's storage in the session, its content sealed: a file's name can tell what somebody has."""

    def serialize_messages(self, messages: Sequence[Any]) -> str:
        plain = str(super().serialize_messages(messages))
        return base64.b64encode(crypto.seal_secret(PURPOSE, plain.encode())).decode()

    def deserialize_messages(self, data: Any) -> Any:
        if not isinstance(data, str) or not data:
            return []
        try:
            plain = crypto.open_secret(PURPOSE, base64.b64decode(data)).decode()
        except (crypto.Sealed, ValueError):
            return []
        return super().deserialize_messages(plain)
