"""Urgent notices by text message, to people who gave a number and no e-mail address."""

from accounts.errors import CodeNotSent
from accounts.identifiers import Identifier
from accounts.messages import send_alarm
from accounts.models import User
from accounts.notices.outlets import Message, NotSent


def send(user: User, message: Message) -> None:
    """Sends a message to a person's confirmed number. Raises NotSent."""
    if not user.phone or not user.phone_verified:
        raise NotSent("no_address")
    try:
        send_alarm(Identifier("phone", user.phone), " ".join(message.lines))
    except CodeNotSent as error:
        raise NotSent("unreachable", again=True) from error
