"""Two-step sign-in: codes of an app, recovery codes, passkeys."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.services import register_user
from tests.accounts.conftest import PASSWORD, PHONE
from tests.accounts.security.conftest import (
    ACTIVATE,
    AUTHENTICATE,
    CODES,
    REAUTHENTICATE,
    SECURITY,
    SHELF,
    code_of,
    forget_what_was_shown,
    is_signed_in,
    notices,
    prove_it_is_me,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_turning_on_asks_for_the_password_and_for_a_code_of_the_app(signed_in, person):
    gate = signed_in.get(ACTIVATE)
    assert gate.url.startswith(REAUTHENTICATE)
    signed_in.post(gate.url, {"password": PASSWORD})
    page = signed_in.get(ACTIVATE)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    wrong = signed_in.post(ACTIVATE, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert wrong.status_code == 422
    assert not Authenticator.objects.exists()
    signed_in.post(ACTIVATE, {"code": code_of(secret)})
    row = Authenticator.objects.get(user=person, type="totp")
    assert secret not in json.dumps(row.data)
    assert "已开启" in signed_in.get(SECURITY).content.decode()


def test_recovery_codes_are_shown_once(signed_in, turn_on):
    shown_codes = turn_on(signed_in)[1]
    assert len(set(shown_codes)) == 10
    again = signed_in.get(CODES)
    assert "no-store" in again["Cache-Control"]
    assert all(code not in again.content.decode() for code in shown_codes)
    assert signed_in.get("/accounts/2fa/recovery-codes/download/").status_code == 403
    # New ones end the old ones.
    prove_it_is_me(signed_in)
    signed_in.post("/accounts/2fa/recovery-codes/generate/")
    fresh = list(signed_in.get(CODES).context["unused_codes"])
    assert set(fresh).isdisjoint(shown_codes)


def test_the_page_of_new_codes_can_be_taken_along_without_scripts(signed_in):
    prove_it_is_me(signed_in)
    secret = signed_in.get(ACTIVATE).context["form"].secret
    page = signed_in.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
    [file] = re.findall(r'href="data:text/plain;charset=utf-8,([^"]+)"', page.content.decode())
    assert all(code in file for code in page.context["unused_codes"])
    assert not set(file) & set(' <>\n"')


def test_a_password_alone_no_longer_signs_in(signed_in, turn_on):
    secret, _codes = turn_on(signed_in)
    other = Client()
    asked = sign_in(other)
    assert (asked.status_code, asked.url) == (302, AUTHENTICATE)
    assert other.get(AUTHENTICATE).status_code == 200
    assert not is_signed_in(other)
    wrong = other.post(AUTHENTICATE, {"code": "12345678"})
    assert wrong.status_code == 422
    assert not is_signed_in(other)
    right = other.post(AUTHENTICATE, {"code": code_of(secret, 1)})
    assert (right.status_code, right.url) == (302, SHELF)
    assert is_signed_in(other)


def test_a_code_by_message_alone_no_longer_signs_in(signed_in, code_for, turn_on):
    secret, _codes = turn_on(signed_in)
    other = Client()
    other.post("/accounts/login/code/", {"identifier": "13800138000", "agreed": "on"})
    asked = other.post("/accounts/login/code/confirm/", {"code": code_for(PHONE)})
    assert asked.url == AUTHENTICATE
    assert not is_signed_in(other)
    other.post(AUTHENTICATE, {"code": code_of(secret, 1)})
    assert is_signed_in(other)


def test_a_new_password_by_code_alone_does_not_sign_in(signed_in, code_for, turn_on):
    turn_on(signed_in)
    other = Client()
    other.post("/accounts/password/reset/", {"email": "13800138000"})
    other.post("/accounts/password/reset/confirm/", {"code": code_for(PHONE)})
    done = other.post("/accounts/password/reset/complete/", {"password1": "seven quiet herons"})
    assert done.url == AUTHENTICATE
    assert not is_signed_in(other)


def test_a_code_of_the_app_works_once(signed_in, turn_on):
    secret, _codes = turn_on(signed_in)
    code = code_of(secret, 1)
    for status in (302, 422):
        other = Client()
        sign_in(other)
        assert other.post(AUTHENTICATE, {"code": code}).status_code == status


def test_a_recovery_code_works_once_and_is_counted(signed_in, turn_on):
    _secret, codes = turn_on(signed_in)
    for status in (302, 422):
        other = Client()
        sign_in(other)
        assert other.post(AUTHENTICATE, {"code": codes[0]}).status_code == status
    assert "还有 9 个没用过，共 10 个" in signed_in.get(SECURITY).content.decode()


def test_sixth_wrong_code_is_refused_even_if_the_next_is_right(signed_in, turn_on):
    secret, _codes = turn_on(signed_in)
    other = Client()
    sign_in(other)
    for _attempt in range(5):
        other.post(AUTHENTICATE, {"code": "12345678"})
    refused = other.post(AUTHENTICATE, {"code": code_of(secret, 1)})
    assert refused.status_code == 422
    assert not is_signed_in(other)


def test_turning_off_asks_for_the_password_and_takes_the_codes_along(signed_in, turn_on):
    turn_on(signed_in)
    page = "/accounts/2fa/totp/deactivate/"
    forget_what_was_shown(signed_in)
    assert signed_in.post(page).url.startswith(REAUTHENTICATE)
    prove_it_is_me(signed_in)
    assert signed_in.get(page).status_code == 200
    signed_in.post(page)
    assert not Authenticator.objects.exists()
    other = Client()
    assert sign_in(other).url == SHELF


# What allauth says after the commit belongs to the same request, so the commit has to be a real one.
@pytest.mark.django_db(transaction=True)
def test_whoever_signs_in_by_code_shows_the_second_step_before_changing_it(client, turn_on):
    client.force_login(register_user(phone="+8613900139000"))
    secret, codes = turn_on(client)
    # Setting it up has shown it; the codes were there to be read at once.
    assert len(codes) == 10
    page = "/accounts/2fa/totp/deactivate/"
    assert client.get(page).status_code == 200
    forget_what_was_shown(client)
    gate = client.get(page)
    assert gate.url.startswith("/accounts/2fa/reauthenticate/")
    assert client.get(gate.url).status_code == 200
    assert client.post(gate.url, {"code": "12345678"}).status_code == 422
    client.post(gate.url, {"code": code_of(secret, 1)})
    assert client.get(page).status_code == 200


def test_a_passkey_does_not_ask_those_without_it_for_a_second_step(signed_in, person):
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "iPhone", "credential": {}})
    assert sign_in(Client()).url == SHELF


def test_secrets_are_read_with_the_key_before_and_not_with_another(settings):
    settings.SECRET_KEY = "the old one " * 5
    hidden = encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in hidden
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one " * 5, [settings.SECRET_KEY]
    assert decrypt(hidden) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypt(hidden)


def test_the_operator_lets_in_who_lost_everything(signed_in, person, capsys, turn_on):
    turn_on(signed_in)
    call_command("remove_second_steps", "138 0013 8000")
    assert sign_in(Client()).url == SHELF
    assert notices(person, "security")[-1].facts["what"] == "second_steps_removed"
    for nobody in ("13900139000", "nonsense"):
        with pytest.raises(CommandError):
            call_command("remove_second_steps", nobody)
