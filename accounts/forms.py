"""Our own faces of allauth's forms: one box for phone or e-mail, and nothing asked twice."""

import datetime as dt
import re
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.utils import set_form_field_order
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.codes import EntranceProcess, ResetProcess
from accounts.fields import (
    CodeField,
    IdentifierField,
    PasskeyNameField,
    PasswordField,
    PhoneField,
    SecondStepField,
)
from accounts.identifiers import Identifier
from accounts.messages import channel_of
from accounts.models import User
from accounts.privacy import Fate
from accounts.senders import code_sender

REASON = re.compile(r"[a-z_]{1,40}(:[a-z0-9_]{1,15})?\Z")


class ReachableIdentifierField(IdentifierField):
    """An identifier to which this site can send a code."""

    def clean(self, value: Any) -> Identifier | None:
        identifier = super().clean(value)
        if identifier and not code_sender().reaches(channel_of(identifier)):
            raise ValidationError(
                _("This site can't send text messages yet. Use an e-mail address."), code="unreachable"
            )
        return identifier


class AgreementForm(forms.Form):
    """The box under the terms and the privacy policy, which nobody ticks but the person."""

    agreed = forms.BooleanField(
        label=_("I have read and agree to both"),
        error_messages={"required": _("Tick the box first: without your consent we may not keep anything of yours.")},
    )


class EntranceForm(AgreementForm):
    """Sends a code to a phone number or an e-mail address, whether it has an account or not.

    Whoever has none gets one with the code, so both kinds tick the box.
    """

    identifier = ReachableIdentifierField()
    field_order = ("identifier",)

    def clean_identifier(self) -> Identifier:
        identifier = self.cleaned_data["identifier"]
        if not ratelimit.consume(context.request, action="request_login_code", key=identifier.value):
            raise get_adapter().validation_error("too_many_login_attempts")
        return identifier


class SignUpForm(EntranceForm):
    """Sign-up: phone number or e-mail, and a password for those who want one."""

    by_passkey = False
    password1 = PasswordField(
        label=_("Password (optional)"),
        autocomplete="new-password",
        required=False,
        help_text=_("At least 8 characters, not digits alone. Without one you sign in by code."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth's view fills `email` when a link brought it along.
        self.initial.setdefault("identifier", self.initial.get("email", ""))

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        identifier = self.cleaned_data.get("identifier")
        if password:
            named = {identifier.kind: identifier.value} if identifier else {}
            get_adapter().clean_password(password, user=User(**named))
        return password

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Sends the code; the account opens when it comes back (accounts.codes)."""
        EntranceProcess.initiate(
            request=request,
            identifier=self.cleaned_data["identifier"],
            password=self.cleaned_data["password1"],
        )
        return None, redirect(onward(request, "account_confirm_login_code"))


class RequestCodeForm(EntranceForm):
    """Sign-in by code."""


class SignInForm(allauth_forms.LoginForm):
    """Sign-in by password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = IdentifierField()
        self.fields["password"] = PasswordField(
            autocomplete="current-password", error_messages={"required": _("Enter your password.")}
        )
        set_form_field_order(self, ["login", "password"])

    def clean_login(self) -> str:
        return self.cleaned_data["login"].value


class ResetPasswordForm(forms.Form):
    """Sends a code for a new password; allauth's view counts attempts by `email`, whichever kind it is."""

    email = ReachableIdentifierField()

    def clean_email(self) -> str:
        self.identifier: Identifier = self.cleaned_data["email"]
        return self.identifier.value

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        ResetProcess.initiate(request=request, identifier=self.identifier)
        return self.cleaned_data["email"]


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, after the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once(self.fields)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password, for people who have signed in by code so far."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once(self.fields)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once(self.fields)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].widget.attrs.pop("placeholder", None)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    password = PasswordField(autocomplete="current-password")


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    code = CodeField()


class ConfirmPasswordResetCodeForm(allauth_forms.ConfirmPasswordResetCodeForm):
    code = CodeField()


class ConfirmEmailCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    code = CodeField()


class VerifyPhoneForm(allauth_forms.VerifyPhoneForm):
    code = CodeField()


class SecondStepForm(mfa_forms.AuthenticateForm):
    """The second step of signing in: the code that the app shows now, or one of the recovery codes."""

    code = SecondStepField()


class ReauthenticateBySecondStepForm(mfa_forms.ReauthenticateForm):
    code = SecondStepField()


class ActivateAppForm(ActivateTOTPForm):
    """Turns two-step sign-in on, with the code that shows that the app took in the secret."""

    code = CodeField(
        label=_("Code of the app"), error_messages={"required": _("Enter the six digits that the app shows.")}
    )


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey; each one can sign in by itself, so the browser asks for a finger, a face or a PIN."""

    name = PasskeyNameField(required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    name = PasskeyNameField(error_messages={"required": _("Give it a name, so that you know it again.")})


class ChangePhoneForm(allauth_forms.ChangePhoneForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = PhoneField(label=_("New phone number"))

    def clean_phone(self) -> str:
        if not code_sender().reaches("sms"):
            raise ValidationError(_("This site can't send text messages yet."), code="unreachable")
        return super().clean_phone()


class AddEmailForm(allauth_forms.AddEmailForm):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is no e-mail address. Check the spelling."),
        },
    )


class PersonForm(forms.ModelForm):
    """What the Me page lets a person change about themselves."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "简体中文"), ("en", "English")], widget=forms.RadioSelect
    )
    green_income = forms.TypedChoiceField(
        label=_("Colours of amounts"),
        choices=[("", _("Income red, expense green")), ("1", _("Income green, expense red"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["name", "language", "green_income", "is_student"]
        labels = {"name": _("Name"), "is_student": _("I am a student")}
        help_texts = {
            "name": _("Your partners see it in shared books."),
            "is_student": _("Students are never shown loans."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["green_income"] = "1" if self.instance.green_income else ""


class TokenForm(forms.Form):
    """A new API key."""

    name = forms.CharField(
        label=_("What is the key for?"),
        max_length=50,
        error_messages={"required": _("Give the key a name, so that you know it again.")},
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year")), (0, _("until revoked"))],
        initial=90,
    )

    def expires_at(self, now: dt.datetime) -> dt.datetime | None:
        days = self.cleaned_data["days"]
        return now + dt.timedelta(days=days) if days else None


class ErasureForm(forms.Form):
    """A word to type before an account is erased, and who takes over what others keep along."""

    word = forms.CharField(label=_("Type the word"), max_length=20)

    def __init__(self, *args: Any, fates: list[Fate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fates = fates
        self.fields["word"].label = _("Type “%(word)s” to confirm") % {"word": _("erase")}
        self.fields["word"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
        for number, fate in enumerate(fates):
            if fate.choices:
                self.fields[f"heir-{number}"] = forms.ChoiceField(label=_("New owner"), choices=fate.choices)

    def clean_word(self) -> str:
        word = self.cleaned_data["word"].strip()
        if word.casefold() != str(_("erase")).casefold():
            raise ValidationError(_("This is another word. Type it just as it stands there."), code="word")
        return word

    def with_fields(self) -> list[tuple[Fate, forms.BoundField | None]]:
        """Each fate with the field that asks who takes over, or None."""
        return [(fate, self[f"heir-{n}"] if fate.choices else None) for n, fate in enumerate(self.fates)]

    def choices(self) -> dict[str, str]:
        """Who takes over, by the key of the fate."""
        return {fate.key: self.cleaned_data[f"heir-{n}"] for n, fate in enumerate(self.fates) if fate.choices}


class QuestionForm(forms.Form):
    """A question to the help desk, in the person's own words."""

    text = forms.CharField(
        label=_("What went wrong, or what are you looking for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a sentence or two, so that we can help.")},
    )

    @staticmethod
    def is_code(reason: str) -> bool:
        """Is it the code of a refusal, and not something that a page showed?"""
        return bool(REASON.match(reason))


def once(fields: dict[str, forms.Field]) -> None:
    """A password is typed once: the browser can show it, and a code mends a mistake."""
    del fields["password2"]
    fields["password1"].label = _("New password")
    fields["password1"].help_text = _("At least 8 characters, not digits alone.")
    fields["password1"].widget.attrs.pop("placeholder", None)


def onward(request: HttpRequest, name: str) -> str:
    """The address of a page, with the way back that this request carries."""
    return passthrough_next_redirect_url(request, reverse(name), "next")
