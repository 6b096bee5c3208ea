"""Signing up and signing in by code are one thing: whoever holds the code is in, with a new account if need be.

Nothing is written before the code is right: no row for an address somebody else typed, and no password set on
it by a stranger. And since a known and an unknown address get the same page, the same message and the same
code, the page tells nobody who has an account.
"""

from allauth.account.app_settings import LOGIN_BY_CODE_FORMAT
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import generate_user_code
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.errors import IdentifierTaken
from accounts.identifiers import Identifier, read_identifier
from accounts.messages import send_code, send_no_account
from accounts.queries import user_by_identifier
from accounts.services import agree_to_documents, register_user


class EntranceProcess(LoginCodeVerificationProcess):
    """allauth's sign-in by code, for people without an account too."""

    @classmethod
    def initiate(cls, *, request: HttpRequest, identifier: Identifier, password: str = "") -> "EntranceProcess":
        """Sends a code to the address or number and remembers, in the session, what waits for it.

        The password, hashed, is set when the code opens a new account, and forgotten otherwise.
        """
        user = user_by_identifier(identifier)
        named = {identifier.kind: identifier.value}
        login = Login(user=user, **named)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, **named))
        stage.state["initiated_by_user"] = True
        # Always hashed, known person or not, so that the time it takes tells nothing either.
        stage.state["password"] = make_password(password) if password else ""
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @property
    def identifier(self) -> Identifier:
        email = self.state.get("email")
        return Identifier("email", email) if email else Identifier("phone", self.state["phone"])

    def send(self, skip_enumeration_mails: bool = False) -> None:
        self.state["code"] = fresh_code()
        send_code(self.identifier, code=self.state["code"], purpose="sign_in")

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        user = self.user or user_by_identifier(self.identifier)
        if user is None:
            return self.open_account(redirect_url)
        self._user = user
        # The box was ticked on the way in, by those who had agreed to an earlier version as well.
        agree_to_documents(user, where=reverse("account_request_login_code"), at=timezone.now())
        if self.state["password"]:
            messages.info(
                self.request,
                _("Welcome back: you already had an account, and its password has not been changed."),
            )
        sync_user_email_address(user)
        return super().finish(redirect_url)

    def open_account(self, redirect_url: str | None) -> HttpResponse:
        identifier = self.identifier
        named = {identifier.kind: identifier.value}
        try:
            user = register_user(**named, encoded_password=self.state["password"], language=get_language() or "")
        except IdentifierTaken:
            # The same code, entered in two windows at once: the other one was first.
            self._user = user_by_identifier(identifier)
            return super().finish(redirect_url)
        agree_to_documents(user, where=reverse("account_signup"), at=timezone.now())
        record_authentication(self.request, user, method="code", **named)
        return complete_signup(self.request, user=user, redirect_url=redirect_url)


class ResetProcess(PasswordResetVerificationProcess):
    """allauth's password reset by code, by phone too. Its state calls either kind of address `email`."""

    @classmethod
    def initiate(cls, *, request: HttpRequest, identifier: Identifier) -> "ResetProcess":
        user = user_by_identifier(identifier)
        if user is not None and not user.is_active:
            user = None
        process = cls(request, cls.initial_state(user, identifier.value), user=user)
        process.send()
        process.persist()
        return process

    def send(self) -> None:
        identifier = read_identifier(self.state["email"])
        if not self.user:
            send_no_account(identifier)
            return
        self.state["code"] = fresh_code()
        send_code(identifier, code=self.code, purpose="reset_password")


def fresh_code() -> str:
    """Random digits, as many as ALLAUTH_USER_CODE_FORMAT says."""
    return generate_user_code(**LOGIN_BY_CODE_FORMAT)
