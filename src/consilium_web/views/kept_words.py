"""Words that somebody sent after their session had ended: kept, sealed, until they have signed in again.

The form is shown once more with those words in it. Nothing is saved before they look at it and send it again.
"""

import base64
import json

from django.http import HttpRequest, QueryDict

from consilium_web import crypto

PURPOSE = "kept-words"
NAME = "kept_words"
LONGEST = 100_000
"""Characters that are kept; a form of words is far shorter."""


def keep(request: HttpRequest) -> None:
    """Keep what was sent to this page."""
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    words.pop("password", None)
    plain = json.dumps([request.path, words.urlencode()])
    if len(plain) <= LONGEST:
        request.session[NAME] = base64.b64encode(crypto.seal_secret(PURPOSE, plain.encode())).decode()


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once; None where nothing was."""
    sealed = request.session.get(NAME)
    if not sealed:
        return None
    try:
        path, words = json.loads(crypto.open_secret(PURPOSE, base64.b64decode(sealed)))
    except (crypto.Sealed, ValueError):
        del request.session[NAME]
        return None
    if path != request.path:
        return None
    del request.session[NAME]
    return QueryDict(words, mutable=True)
