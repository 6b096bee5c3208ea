"""Somebody who is signed in, and the steps of signing in, shared by the tests of security."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from accounts.models import Notice, User
from tests.accounts.conftest import PASSWORD

LOGIN = "/accounts/login/"
SECURITY = "/me/security/"
NOT_ME = "/me/security/not-me/"
ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"
CODES = "/accounts/2fa/recovery-codes/"
REAUTHENTICATE = "/accounts/reauthenticate/"
SHELF = "/books/"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _slow_machine(settings) -> None:
    """A code is made here and read there: the half minute between may end meanwhile."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def signed_in(client, person):
    sign_in(client)
    return client


def sign_in(client, **headers: str):
    return client.post(LOGIN, {"login": "13800138000", "password": PASSWORD}, headers=headers)


def is_signed_in(client) -> bool:
    return client.get("/me/").status_code == 200


def prove_it_is_me(client) -> None:
    client.post(REAUTHENTICATE, {"password": PASSWORD})


def code_of(secret: str, n: int = 0) -> str:
    """The code that an app shows now; each code works once, so there are those of the half minutes beside it."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[1 + n]))


def forget_what_was_shown(client) -> None:
    """As if the last password, code or passkey were long ago."""
    session = client.session
    session["account_authentication_methods"] = []
    session.save()


@pytest.fixture
def turn_on(django_capture_on_commit_callbacks) -> Callable[[Client], tuple[str, list[str]]]:
    """Turns two-step sign-in on; returns the secret and the recovery codes."""

    def turn_on(client: Client) -> tuple[str, list[str]]:
        prove_it_is_me(client)
        secret = client.get(ACTIVATE).context["form"].secret
        # allauth says what was set up when the transaction is over.
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(ACTIVATE, {"code": code_of(secret)})
        assert (done.status_code, done.url) == (302, CODES)
        return secret, list(client.get(CODES).context["unused_codes"])

    return turn_on


def notices(user: User, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(user=user, kind=kind).order_by("id"))
