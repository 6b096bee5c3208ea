"""Where allauth asks this site how things are done here."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import devices
from accounts.errors import CodeNotSent
from accounts.fields import PhoneField
from accounts.identifiers import Identifier, read_identifier
from accounts.messages import send_alarm, send_code
from accounts.models import User
from accounts.notices import alarms
from accounts.queries import user_by_identifier
from accounts.services import confirm_phone, tell_of_new_device, tell_of_security_change

logger = logging.getLogger(__name__)

PURPOSES = {
    "account/email/login_code": "sign_in",
    "account/email/password_reset_code": "reset_password",
    "account/email/email_confirmation": "confirm_email",
    "account/email/email_confirmation_signup": "confirm_email",
}
# Steps of signing in that we do otherwise (accounts.stages).
OUR_STAGES = {
    "allauth.account.stages.EmailVerificationStage": "accounts.stages.EmailConfirmationStage",
    "allauth.mfa.stages.AuthenticateStage": "accounts.stages.SecondStepStage",
}
# What allauth would send a mail of, as a key of accounts.notices.alarms.
CHANGES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_set",
    "account/email/password_reset": "password_changed",
    "account/email/email_changed": "email_changed",
    "account/email/email_deleted": "email_deleted",
    "mfa/email/totp_activated": "two_step_on",
    "mfa/email/totp_deactivated": "two_step_off",
    "mfa/email/recovery_codes_generated": "recovery_codes",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
}
WRONG_PASSWORD = _("This does not match. Check both, or sign in with a code instead.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Write to us if you think it should not be."),
        "cannot_remove_primary_email": _("You sign in with this address. Add a phone number first."),
        "duplicate_email": _("You already sign in with this address."),
        "email_password_mismatch": WRONG_PASSWORD,
        "phone_password_mismatch": WRONG_PASSWORD,
        "username_password_mismatch": WRONG_PASSWORD,
        "email_taken": _("Another account uses this address. Sign in with it, or give another."),
        "phone_taken": _("Another account uses this number. Sign in with it, or give another."),
        "enter_current_password": _("This is not your current password. Try again."),
        "incorrect_code": _("The code is not right. Look at the latest message, or ask for a new code."),
        "incorrect_password": _("This is not your password. Try again."),
        "invalid_login": _("Enter a mainland phone number (11 digits) or an e-mail address."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "same_as_current": _("This is the one you have now. Enter another."),
        "rate_limited": _("A code was sent just now. Wait half a minute before you ask for another."),
        "unverified_primary_email": _("Confirm your e-mail address first."),
    }

    def get_login_stages(self) -> list[str]:
        return [OUR_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def login(self, request: HttpRequest, user: User) -> None:
        # Signing in notes the time, so what was before is looked at now.
        request.signed_in_before = user.last_login is not None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Tells of a browser that this person never signed in with, unless it is the one they signed up with."""
        response = super().post_login(request, user, **more)
        if request.signed_in_before and not devices.is_known(request, user):  # type: ignore[attr-defined]
            tell_of_new_device(
                user,
                user_agent=request.headers.get("User-Agent", ""),
                address=devices.shown_address(self.get_client_ip(request)),
                at=timezone.now(),
            )
        devices.remember(request, response, user)
        return response

    def can_delete_email(self, email_address) -> bool:
        # Without a confirmed phone number nothing would be left to sign in with.
        return super().can_delete_email(email_address) and email_address.user.phone_verified

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if not verified:
            raise ValueError("A phone number is kept once it is confirmed, not before.")
        changed = user.phone not in (None, phone)
        confirm_phone(user, phone=phone)
        if changed:
            self.tell_of_change(user, "phone_changed")

    def set_phone_verified(self, user: User, phone: str) -> None:
        confirm_phone(user, phone=phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        try:
            return user_by_identifier(read_identifier(phone))
        except ValueError:
            return None

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return PhoneField(**kwargs)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        send_code(Identifier("phone", phone), code=code, purpose="confirm_phone")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        purpose = PURPOSES.get(template_prefix)
        if purpose is None:
            super().send_mail(template_prefix, email, context)
            return
        send_code(Identifier("email", email), code=context["code"], purpose=purpose)

    def send_notification_mail(self, template_prefix: str, user: User, context: Any = None, email: Any = None) -> None:
        """allauth says here what it would write a mail of; a notice goes out in its place.

        An address that no longer belongs to the account is written to as well, or whoever took the account would be
        the only one to read of it.
        """
        what = CHANGES.get(template_prefix, "")
        self.tell_of_change(user, what)
        if email and email != user.email:
            try:
                send_alarm(Identifier("email", email), alarms.change_said(what))
            except CodeNotSent:
                logger.warning("The former address of an account could not be told that it was changed.")

    def tell_of_change(self, user: User, what: str) -> None:
        tell_of_security_change(
            user,
            what=what,
            user_agent=self.request.headers.get("User-Agent", ""),
            address=devices.shown_address(self.get_client_ip(self.request)),
            at=timezone.now(),
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by e-mail alone, so all phone numbers together would share one count.
        phone = credentials.get("phone")
        if phone:
            return f"phone:{phone}"
        return super()._get_login_attempts_cache_key(request, **credentials)
