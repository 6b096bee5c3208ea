"""For production: e-mail through Django's mail settings, text messages through a webhook of the site's choice."""

import hashlib
import hmac
import json
import logging
import smtplib
import time
import urllib.error
import urllib.request
from http.client import HTTPException

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.errors import CodeNotSent
from accounts.senders import Channel, Message

logger = logging.getLogger(__name__)


class DeliverySender:
    """E-mail always; text messages once SMS_WEBHOOK_URL is set."""

    def reaches(self, channel: Channel) -> bool:
        return channel == "email" or bool(settings.SMS_WEBHOOK_URL)

    def send(self, message: Message) -> None:
        if message.channel == "email":
            send_email(message)
        else:
            send_sms(message)


def send_email(message: Message) -> None:
    """Hands the message to the mail server; raises CodeNotSent."""
    mail = EmailMessage(message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.recipient])
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        logger.error("The mail server did not take message %s: %s", message.id, error)
        raise CodeNotSent from error


def webhook_signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256, in hexadecimal, of the timestamp, a full stop and the body (docs/accounts.md)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class RefuseRedirects(urllib.request.HTTPRedirectHandler):
    """A provider that moves must be given its new address, or codes would follow whoever redirects them."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None


def send_sms(message: Message) -> None:
    """Posts the message, signed, to SMS_WEBHOOK_URL; raises CodeNotSent unless the answer is 2xx in 8 s."""
    if not settings.SMS_WEBHOOK_URL:
        raise CodeNotSent
    body = json.dumps(
        {
            "id": str(message.id),
            "purpose": message.purpose,
            "to": message.recipient,
            "code": message.code,
            "text": message.text,
            "language": message.language,
            "valid_seconds": message.valid_seconds,
        },
        ensure_ascii=False,
    ).encode()
    timestamp = str(int(time.time()))
    request = urllib.request.Request(
        settings.SMS_WEBHOOK_URL,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(message.id),
            "X-Changji-Timestamp": timestamp,
            "X-Changji-Signature": f"v1={webhook_signature(settings.SMS_WEBHOOK_SECRET, timestamp, body)}",
        },
    )
    try:
        with urllib.request.build_opener(RefuseRedirects).open(request, timeout=8) as response:
            response.read(1024)
    except (urllib.error.URLError, HTTPException, OSError) as error:
        logger.error("The text message provider did not take message %s: %s", message.id, error)
        raise CodeNotSent from error
