"""How sign-in codes leave the building: one protocol, a setting that names who does it, and `code_sender`."""

import uuid
from dataclasses import dataclass
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.ids import uuid7

Channel = Literal["email", "sms"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person, ready to send.

    `purpose` is sign_in, reset_password, confirm_email, confirm_phone, no_account, alarm or invitation;
    `recipient` an e-mail address or an E.164 number; `code` six digits, or empty where the message carries
    none; `text` the whole sentence in `language`; `valid_seconds` how long the code works.
    """

    id: uuid.UUID
    channel: Channel
    purpose: str
    recipient: str
    code: str
    subject: str
    text: str
    language: str
    valid_seconds: int


class CodeSender(Protocol):
    """What the class named by CHANGJI_CODE_SENDER does; it is made without arguments, once a message."""

    def reaches(self, channel: Channel) -> bool:
        """Whether messages of this channel can be sent at all on this site."""

    def send(self, message: Message) -> None:
        """Hands the message over; raises accounts.errors.CodeNotSent when nobody took it."""


def code_sender() -> CodeSender:
    """The sender that the settings name."""
    return import_string(settings.CHANGJI_CODE_SENDER)()


def new_message_id() -> uuid.UUID:
    return uuid7()
