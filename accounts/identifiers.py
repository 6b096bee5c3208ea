"""What people type to sign in: an e-mail address or a mainland phone number, read into one form."""

from dataclasses import dataclass
from typing import Literal

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Kind = Literal["email", "phone"]
LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Identifier:
    """An e-mail address in lower case, or a phone number as E.164 (+8613800138000)."""

    kind: Kind
    value: str


def read_identifier(text: str) -> Identifier:
    """The identifier in what a person typed: whatever has an @ is an e-mail address, all else a phone number.

    Raises ValueError when it is neither.
    """
    text = text.strip()
    if "@" in text or "＠" in text:
        return Identifier("email", read_email(text))
    return Identifier("phone", read_phone(text))


def read_email(text: str) -> str:
    """The address in lower case; raises ValueError when it can't be one."""
    address = text.strip().replace("＠", "@").lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError(text) from error
    if len(address) > LONGEST_EMAIL:
        raise ValueError(text)
    return address


def read_phone(text: str) -> str:
    """A mainland mobile number as E.164, from any usual spelling (138 0013 8000, +86 138…, 0086138…).

    Raises ValueError for anything else, such as a landline, where no text message arrives.
    """
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != 86 or not mobile:
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(phone: str) -> str:
    """+8613800138000 as people here write it: 138 0013 8000."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if len(digits) == 11 else phone


def masked(identifier: str) -> str:
    """Enough to recognise, too little to call or write: 138****8000, li***@example.com."""
    if "@" in identifier:
        name, _, host = identifier.partition("@")
        return f"{name[:2]}***@{host}"
    digits = identifier.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}"
