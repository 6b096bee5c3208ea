"""Passwords: forgotten, set, changed, and asked for once more."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.codes import ResetProcess
from accounts.fields import CodeField, PasswordField, ReachableIdentifierField
from accounts.identifiers import Identifier


class ResetPasswordForm(forms.Form):
    """Sends a code for a new password; allauth's view counts attempts by `email`, whichever kind it is."""

    email = ReachableIdentifierField()

    def clean_email(self) -> str:
        self.identifier: Identifier = self.cleaned_data["email"]
        return self.identifier.value

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        ResetProcess.initiate(request=request, identifier=self.identifier)
        return self.cleaned_data["email"]


class ConfirmPasswordResetCodeForm(allauth_forms.ConfirmPasswordResetCodeForm):
    code = CodeField()


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, after the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _once(self.fields)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password, for people who have signed in by code so far."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _once(self.fields)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _once(self.fields)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].widget.attrs.pop("placeholder", None)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    password = PasswordField(autocomplete="current-password")


def _once(fields: dict[str, forms.Field]) -> None:
    """A password is typed once: the browser can show it, and a code mends a mistake."""
    del fields["password2"]
    fields["password1"].label = _("New password")
    fields["password1"].help_text = _("At least 8 characters, not digits alone.")
    fields["password1"].widget.attrs.pop("placeholder", None)
