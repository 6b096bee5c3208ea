"""Signing up and in: one box for phone or e-mail, and nothing asked twice."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.utils import set_form_field_order
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.codes import EntranceProcess
from accounts.fields import CodeField, IdentifierField, PasswordField, ReachableIdentifierField, SecondStepField
from accounts.identifiers import Identifier
from accounts.models import User


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


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    code = CodeField()


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


class SecondStepForm(mfa_forms.AuthenticateForm):
    """The second step of signing in: the code that the app shows now, or one of the recovery codes."""

    code = SecondStepField()


def onward(request: HttpRequest, name: str) -> str:
    """The address of a page, with the way back that this request carries."""
    return passthrough_next_redirect_url(request, reverse(name), "next")
