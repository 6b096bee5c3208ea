"""What secures signing in: second steps, passkeys, and the number and the address of an account."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import CodeField, PasskeyNameField, PhoneField, SecondStepField
from accounts.senders import code_sender


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


class VerifyPhoneForm(allauth_forms.VerifyPhoneForm):
    code = CodeField()


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


class ConfirmEmailCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    code = CodeField()
