from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import Identifier, read_identifier, read_phone
from accounts.messages import channel_of
from accounts.senders import code_sender


class IdentifierField(forms.CharField):
    """One box for a phone number or an e-mail address; its value is an Identifier."""

    default_error_messages = {
        "required": _("Enter your phone number or e-mail address."),
        "unreadable": _("Enter a mainland phone number (11 digits) or an e-mail address."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone number or e-mail"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault(
            "widget",
            # `username` lets password managers fill it; the keyboard for e-mail has the digits on top as well.
            forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "inputmode": "email",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Identifier | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_identifier(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error


class ReachableIdentifierField(IdentifierField):
    """An identifier to which this site can send a code."""

    def clean(self, value: Any) -> Identifier | None:
        identifier = super().clean(value)
        if identifier and not code_sender().reaches(channel_of(identifier)):
            raise ValidationError(
                _("This site can't send text messages yet. Use an e-mail address."), code="unreachable"
            )
        return identifier


class PhoneField(forms.CharField):
    """A mainland mobile number in any usual spelling; its value is E.164."""

    default_error_messages = {
        "required": _("Enter your phone number."),
        "unreadable": _("Enter a mainland mobile number: 11 digits, beginning with 1."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone number"))
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return read_phone(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error


class CodeField(forms.CharField):
    """The six digits of a message; phones offer them above the keyboard."""

    default_error_messages = {"required": _("Enter the six digits of the message.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        )
        super().__init__(**kwargs)


class PasswordField(forms.CharField):
    """A password, never shown again in a page."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("max_length", 128)
        super().__init__(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **kwargs)


class SecondStepField(CodeField):
    """Six digits of an authenticator app, or a recovery code."""

    default_error_messages = {"required": _("Enter the code that your app shows, or a recovery code.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code of the app, or a recovery code"))
        super().__init__(**kwargs)


class PasskeyNameField(forms.CharField):
    """What the owner of a passkey calls it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Name"))
        kwargs.setdefault("max_length", 50)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
