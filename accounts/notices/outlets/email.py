"""Notices by e-mail: text and HTML, with a link that ends them in one tap (RFC 8058)."""

import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from accounts.notices.outlets import Message, NotSent

_signer = signing.Signer(salt="accounts.notices.off")


def off_path(user: User, kind: str) -> str:
    """The page on which somebody ends e-mails of a kind without signing in. It never expires."""
    return reverse("accounts:notice-off", args=[_signer.sign_object([user.public_id.hex, kind])])


def read_off_token(token: str) -> tuple[str, str] | None:
    """The user's public id and the kind that a link names; None for one that we did not make."""
    try:
        public_id, kind = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return public_id, kind


def send(user: User, message: Message) -> None:
    """Sends a message to a person's e-mail address. Raises NotSent."""
    if not user.email:
        raise NotSent("no_address")
    off = settings.SITE_URL + off_path(user, message.kind)
    context = {"message": message, "off": off, "language": get_language(), "site_url": settings.SITE_URL}
    mail = EmailMultiAlternatives(
        # A line break in a name must not begin a header of its own.
        " ".join((message.lines[0] if len(message.lines) == 1 else message.title).split()),
        render_to_string("accounts/messages/notices.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
        headers={
            # The same message has the same id, so that a mailbox that gets it twice shows it once.
            "Message-ID": f"<{message.tag.hex}.notices@{settings.SITE_HOST}>",
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("accounts/messages/notices.html", context), "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent("refused", again=any(code < 500 for code, _said in error.recipients.values())) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent("unreachable", again=True) from error
