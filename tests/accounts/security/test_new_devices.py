"""What a person is told of their own account: a new device, a change of how they sign in."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, Delivery, Notice, User
from accounts.senders.terminal import recent_codes
from accounts.services import create_token, register_user
from tests.accounts.conftest import PASSWORD
from tests.accounts.security.conftest import (
    CHROME,
    LOGIN,
    NOT_ME,
    REAUTHENTICATE,
    is_signed_in,
    notices,
    prove_it_is_me,
    sign_in,
)

pytestmark = pytest.mark.django_db


def test_the_device_of_the_sign_up_is_no_news_and_stays_known(client, code_for):
    client.post("/accounts/signup/", {"identifier": "new@example.com", "agreed": "on"})
    client.post("/accounts/login/code/confirm/", {"code": code_for("new@example.com")})
    user = User.objects.get(email="new@example.com")
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"identifier": "new@example.com", "agreed": "on"})
    client.post("/accounts/login/code/confirm/", {"code": code_for("new@example.com")})
    assert is_signed_in(client)
    assert not notices(user, "new_device")


def test_a_new_device_is_told_once_and_known_from_then_on(signed_in, person):
    other = Client(REMOTE_ADDR="203.0.113.7")
    sign_in(other, **{"User-Agent": CHROME})
    [notice] = notices(person, "new_device")
    assert notice.facts["address"] == "203.0.*.*"
    assert notice.path == NOT_ME
    cookie = other.cookies["known_here"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    other.post("/accounts/logout/")
    sign_in(other, **{"User-Agent": CHROME})
    assert len(notices(person, "new_device")) == 1


def test_two_people_at_one_browser_are_both_known(signed_in, person):
    register_user(phone="+8613900139000", password=PASSWORD)
    for _time in range(2):
        signed_in.post("/accounts/logout/")
        signed_in.post(LOGIN, {"login": "13900139000", "password": PASSWORD})
        signed_in.post("/accounts/logout/")
        sign_in(signed_in)
    assert not Notice.objects.filter(kind="new_device").exists()


def test_a_cookie_that_we_did_not_sign_makes_nobody_known(signed_in, person):
    other = Client()
    other.cookies["known_here"] = f'["{person.public_id.hex}", ""]:1w0000:forged'
    sign_in(other)
    assert len(notices(person, "new_device")) == 1


def test_a_password_that_waits_for_its_second_step_is_no_sign_in_yet(signed_in, person, turn_on):
    turn_on(signed_in)
    sign_in(Client())
    assert not notices(person, "new_device")


def test_what_changes_about_signing_in_is_told(signed_in, person, turn_on):
    turn_on(signed_in)
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "seven quiet herons"})
    assert [notice.facts["what"] for notice in notices(person, "security")] == ["two_step_on", "password_changed"]


def test_who_gave_no_address_gets_a_text_message_at_any_hour(django_capture_on_commit_callbacks):
    user = register_user(phone="+8613900139000", password=PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(LOGIN, {"login": "13900139000", "password": PASSWORD})
    assert not notices(user, "new_device")
    with django_capture_on_commit_callbacks(execute=True):
        Client(HTTP_USER_AGENT=CHROME).post(LOGIN, {"login": "13900139000", "password": PASSWORD})
    [sent] = recent_codes()
    assert (sent.recipient, sent.purpose, sent.code) == ("+8613900139000", "alarm", "")
    [delivery] = Delivery.objects.filter(user=user)
    assert delivery.state == "sent"


def test_who_gave_an_address_gets_an_email(signed_in, person, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(Client(REMOTE_ADDR="203.0.113.7"), **{"User-Agent": CHROME})
    [mail] = mailoutbox
    assert mail.to == ["lin@example.com"]
    assert "Chrome · Windows" in mail.body
    assert "203.0.*.*" in mail.body
    assert not recent_codes()


def test_a_former_address_is_told_that_it_was_changed(signed_in, person, code_for):
    prove_it_is_me(signed_in)
    signed_in.post("/accounts/email/", {"action_add": "1", "email": "thief@example.com"})
    signed_in.post("/accounts/confirm-email/", {"code": code_for("thief@example.com")})
    assert ("lin@example.com", "alarm") in [(sent.recipient, sent.purpose) for sent in recent_codes()]
    assert [notice.facts["what"] for notice in notices(person, "security")] == ["email_changed"]


def test_was_it_not_you_locks_everybody_else_out(signed_in, person):
    thief = Client()
    sign_in(thief)
    create_token(person, name="Theirs", at=timezone.now())
    assert signed_in.get(NOT_ME).status_code == 200
    asked = signed_in.post(NOT_ME)
    assert asked.url.startswith(REAUTHENTICATE)
    done = signed_in.post(asked.url, {"password": PASSWORD})
    assert done.url == "/accounts/password/change/"
    assert is_signed_in(signed_in)
    assert not is_signed_in(thief)
    assert not ApiToken.objects.exists()
    [notice] = notices(person, "new_device")
    assert notice.done_at is not None
    # The thief's browser is a new one again; this one is not.
    sign_in(thief)
    signed_in.post("/accounts/logout/")
    sign_in(signed_in)
    assert len(notices(person, "new_device")) == 2
