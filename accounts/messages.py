"""The wording of what is sent to people when they sign in."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.errors import CodeNotSent
from accounts.identifiers import Identifier
from accounts.senders import Channel, Message, code_sender, new_message_id


def channel_of(identifier: Identifier) -> Channel:
    return "email" if identifier.kind == "email" else "sms"


def send_code(identifier: Identifier, *, code: str, purpose: str) -> None:
    """Sends a code in the active language. Raises CodeNotSent.

    `purpose` is sign_in, reset_password, confirm_email or confirm_phone.
    """
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    values = {"code": code, "minutes": minutes}
    if purpose == "reset_password":
        subject = _("%(code)s sets a new Changji password") % values
        text = _(
            "[Changji] %(code)s lets you set a new password. It works for %(minutes)d minutes. "
            "Did you not ask for it? Then ignore this, and give it to nobody."
        )
    elif purpose in {"confirm_email", "confirm_phone"}:
        subject = _("%(code)s confirms your Changji account") % values
        text = _(
            "[Changji] %(code)s confirms that this is yours. It works for %(minutes)d minutes. "
            "Did you not ask for it? Then ignore this, and give it to nobody."
        )
    else:
        subject = _("%(code)s is your Changji sign-in code") % values
        text = _(
            "[Changji] %(code)s is your sign-in code. It works for %(minutes)d minutes. "
            "Did you not ask for it? Then ignore this, and give it to nobody."
        )
    send(identifier, purpose=purpose, code=code, subject=subject, text=text % values, minutes=minutes)


def send_no_account(identifier: Identifier) -> None:
    """Tells whoever owns an address or number that no account uses it, so that the page needs not say so."""
    send(
        identifier,
        purpose="no_account",
        code="",
        subject=_("No Changji account yet"),
        text=_(
            "[Changji] Someone asked for a new password, but no account uses this address or number. "
            "If it was you, sign up with it, or try another one."
        ),
        minutes=0,
    )


def send_alarm(identifier: Identifier, text: str) -> None:
    """Tells somebody what happened to their account, in words that stand for themselves. Raises CodeNotSent."""
    send(
        identifier,
        purpose="alarm",
        code="",
        subject=_("Your Changji account"),
        text=_("[Changji] %(text)s Was it not you? Open Changji: Me, Sign-in and security.") % {"text": text},
        minutes=0,
    )


def send_invitation(identifier: Identifier, *, who: str, book: str, link: str) -> None:
    """Sends the link of an invitation into a book, in the active language. Raises CodeNotSent."""
    # Names are people's own, and go into the subject: one line.
    values = {"who": " ".join(who.split()), "book": " ".join(book.split()), "link": link}
    send(
        identifier,
        purpose="invitation",
        code="",
        subject=_("%(who)s invites you to keep “%(book)s” together") % values,
        text=_(
            "[Changji] %(who)s invites you to keep the book “%(book)s” together. Open this link to see what it is: "
            "%(link)s Do you not know who this is? Then ignore it."
        )
        % values,
        minutes=0,
    )


def send(identifier: Identifier, *, purpose: str, code: str, subject: str, text: str, minutes: int) -> None:
    sender = code_sender()
    channel = channel_of(identifier)
    if not sender.reaches(channel):
        raise CodeNotSent
    sender.send(
        Message(
            id=new_message_id(),
            channel=channel,
            purpose=purpose,
            recipient=identifier.value,
            code=code,
            subject=subject,
            text=text,
            language=get_language() or settings.LANGUAGE_CODE,
            valid_seconds=minutes * 60,
        )
    )
