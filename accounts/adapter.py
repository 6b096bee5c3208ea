"""Where allauth asks this site how things are done here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField
from accounts.identifiers import Identifier, read_identifier
from accounts.messages import send_code
from accounts.models import User
from accounts.queries import user_by_identifier
from accounts.services import confirm_phone

PURPOSES = {
    "account/email/login_code": "sign_in",
    "account/email/password_reset_code": "reset_password",
    "account/email/email_confirmation": "confirm_email",
    "account/email/email_confirmation_signup": "confirm_email",
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
        return [
            "accounts.stages.EmailConfirmationStage" if stage.endswith(".EmailVerificationStage") else stage
            for stage in super().get_login_stages()
        ]

    def can_delete_email(self, email_address) -> bool:
        # Without a confirmed phone number nothing would be left to sign in with.
        return super().can_delete_email(email_address) and email_address.user.phone_verified

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if not verified:
            raise ValueError("A phone number is kept once it is confirmed, not before.")
        confirm_phone(user, phone=phone)

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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by e-mail alone, so all phone numbers together would share one count.
        phone = credentials.get("phone")
        if phone:
            return f"phone:{phone}"
        return super()._get_login_attempts_cache_key(request, **credentials)
