"""The second step of signing in, and passkeys: where allauth.mfa asks this site how things are done here."""

import base64
import io

import segno
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.devices import read_device
from accounts.identifiers import shown_phone
from accounts.models import User

Kind = Authenticator.Type


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted in the database, with a key made of SECRET_KEY; names are those that people know."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("You can't turn this off."),
        "cannot_generate_recovery_codes": gettext_lazy("Turn on two-step sign-in or add a passkey first."),
        "incorrect_code": gettext_lazy("This does not match. Try again with a fresh code."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=4, border=4, light="#ffffff", dark="#000000")
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name that a new passkey has until its owner gives it another: that of the system it is made on."""
        device = read_device(context.request.headers.get("User-Agent", ""))
        return device.system or _("Passkey")

    def _get_user_identifier(self, user: User) -> str:
        return user.email or shown_phone(user.phone or "")

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str) -> bytes:
    digest = salted_hmac("accounts.second_step", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)


def note_fresh_step(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: object) -> None:
    """Whoever has just set up an app or a passkey has shown it, and is not asked for it at once.

    Follows allauth's signal of a new authenticator; recovery codes show nothing, they were only handed out.
    """
    if authenticator.type != Kind.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )


def may_enter_staff_pages(request: HttpRequest) -> bool:
    """Whether someone of the staff has shown in this session what only they have, where STAFF_TWO_STEP asks for it."""
    if not settings.STAFF_TWO_STEP:
        return True
    user = request.user
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
    return shown and user.is_authenticated and has_second_step(user)


def has_second_step(user: User) -> bool:
    """An authenticator app or a passkey; recovery codes alone don't count."""
    return Authenticator.objects.filter(user=user, type__in=[Kind.TOTP, Kind.WEBAUTHN]).exists()
