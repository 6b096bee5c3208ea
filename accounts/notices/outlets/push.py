"""Web Push: a message, encrypted for one browser (RFC 8291), handed to the push service that the browser named."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from django.conf import settings

from accounts.models import Browser
from accounts.notices.outlets import Message, NotSent, named_by_operator
from accounts.notices.outlets.http import TIMEOUT_SECONDS

# The libraries for keys and messages take long to load; only who makes one of either pays for that.
if TYPE_CHECKING:
    from py_vapid import Vapid02
    from pywebpush import WebPushException

# The push services of the browsers that there are. What a page gives as its subscription is an address that we would
# post to, so it must be one of these, or one that the operator names (NOTICE_ORIGINS).
HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
SUFFIXES = (".push.apple.com", ".notify.windows.com", ".push.services.mozilla.com")
# A push service takes 4,096 bytes, padding and head included.
_TEXT_BYTES = 2400


def is_push_service(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").lower()
    known = parts.scheme == "https" and (host in HOSTS or host.endswith(SUFFIXES)) and parts.port in (None, 443)
    return (known and not parts.username) or named_by_operator(endpoint)


@cache
def key() -> Vapid02:
    """The key by which push services know this installation."""
    from py_vapid import Vapid02

    return Vapid02.from_string(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What a browser binds its subscription to: the public key, base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from py_vapid import b64urlencode

    point = key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64urlencode(point)


def payload(message: Message) -> str:
    """What the service worker gets: title, text, the page to open, and the tag."""
    text = message.text.encode()[:_TEXT_BYTES].decode(errors="ignore")
    shown = {"title": message.title, "body": text, "path": message.path, "tag": message.tag.hex}
    return json.dumps(shown, ensure_ascii=False)


def send(browser: Browser, message: Message, *, urgent: bool = False) -> None:
    """Sends a message to a browser. Raises NotSent, with `gone` where the browser is no longer there."""
    from pywebpush import WebPushException, webpush

    if not is_push_service(browser.endpoint):
        raise NotSent("refused", gone=True)
    contact = settings.OPERATOR_CONTACT
    with requests.Session() as session:
        # A push service that sends us elsewhere is refused.
        session.max_redirects = 0
        try:
            webpush(
                {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
                payload(message),
                vapid_private_key=key(),
                vapid_claims={"sub": f"mailto:{contact}" if "@" in contact else settings.SITE_URL},
                ttl=max(60, message.seconds_left),
                timeout=TIMEOUT_SECONDS,
                headers={"Urgency": "high" if urgent else "normal", "Topic": message.tag.hex},
                requests_session=session,
            )
        except WebPushException as error:
            raise _meaning(error) from error
        except requests.RequestException as error:
            raise NotSent("unreachable", again=True) from error


def _meaning(error: WebPushException) -> NotSent:
    if error.response is None:
        # Keys that nothing can be encrypted for.
        return NotSent("refused", gone=True)
    status = error.response.status_code
    if status in (404, 410):
        return NotSent("gone", gone=True)
    if status == 429:
        return NotSent("too_fast", again=True)
    return NotSent("unreachable", again=True) if status >= 500 else NotSent("refused")
