"""Two-step sign-in, passkeys, sessions, and what a person is told of their own account."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, encrypt
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import SessionUseMiddleware
from accounts.models import ApiToken, Delivery, Notice, User
from accounts.senders.terminal import recent_codes
from accounts.services import (
    ask_for_erasure,
    create_token,
    erase_due_accounts,
    everything_of,
    register_user,
)
from tests.accounts.conftest import PASSWORD, PHONE

pytestmark = pytest.mark.django_db

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


# Two-step sign-in


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


# Sessions


def test_sessions_are_listed_in_plain_words_this_one_first(signed_in, person):
    sign_in(Client(REMOTE_ADDR="203.0.113.7"), **{"User-Agent": CHROME})
    page = signed_in.get(SECURITY).content.decode()
    assert page.index("这台设备") < page.index("Chrome · Windows")
    assert "203.0.*.*" in page
    assert "203.0.113.7" not in page
    assert " style=" not in page


def test_one_session_is_ended(signed_in, person):
    other, third = Client(), Client()
    sign_in(other, **{"User-Agent": CHROME})
    sign_in(third)
    row = UserSession.objects.get(user_agent=CHROME)
    asked = signed_in.post(f"/me/security/sessions/{row.pk}/end/")
    assert asked.url.startswith(REAUTHENTICATE)
    # What was asked for is done once the password is right.
    signed_in.post(asked.url, {"password": PASSWORD})
    assert (is_signed_in(other), is_signed_in(third), is_signed_in(signed_in)) == (False, True, True)


def test_all_other_sessions_are_ended(signed_in):
    others = [Client(), Client()]
    for other in others:
        sign_in(other)
    prove_it_is_me(signed_in)
    signed_in.post("/me/security/others/end/")
    assert [is_signed_in(other) for other in others] == [False, False]
    assert is_signed_in(signed_in)
    assert len(signed_in.get(SECURITY).context["sessions"]) == 1


def test_a_new_password_ends_the_other_sessions_and_the_list_knows(signed_in):
    other = Client()
    sign_in(other)
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "seven quiet herons"})
    assert not is_signed_in(other)
    assert len(signed_in.get(SECURITY).context["sessions"]) == 1


def test_neither_this_session_nor_somebody_elses_can_be_ended_by_its_number(signed_in, person):
    stranger = register_user(phone="+8613900139000", password=PASSWORD)
    theirs = Client()
    theirs.post(LOGIN, {"login": "13900139000", "password": PASSWORD})
    prove_it_is_me(signed_in)
    for user in (person, stranger):
        row = UserSession.objects.get(user=user)
        assert signed_in.post(f"/me/security/sessions/{row.pk}/end/").status_code == 404
    assert is_signed_in(theirs)


def test_use_of_a_session_is_noted_each_quarter_of_an_hour(signed_in, person, django_assert_num_queries):
    def ask_and_look() -> dt.datetime:
        signed_in.get("/terms/")
        return UserSession.objects.get(user=person).last_seen_at

    before = ask_and_look()
    assert ask_and_look() == before
    session = signed_in.session
    session[SessionUseMiddleware.NOTED_AT] -= SessionUseMiddleware.EVERY_SECONDS
    session.save()
    after = ask_and_look()
    assert after > before
    # And not again at the next request, which asks for its user and nothing else.
    with django_assert_num_queries(1):
        signed_in.get("/terms/")


def test_a_session_from_before_sessions_were_listed_is_listed_when_it_is_used(client, person):
    client.force_login(person)
    session = client.session
    del session[SessionUseMiddleware.NOTED_AT]
    session.save()
    assert not UserSession.objects.exists()
    client.get("/terms/")
    assert UserSession.objects.get().session_key == client.session.session_key


# A new device


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


# Staff


@pytest.fixture
def staff(person, settings) -> User:
    settings.STAFF_TWO_STEP = True
    User.objects.filter(pk=person.pk).update(is_staff=True)
    return person


# What allauth says after the commit belongs to the same request, so the commit has to be a real one.
@pytest.mark.django_db(transaction=True)
def test_staff_pages_open_with_a_second_step_only(staff, client, turn_on):
    client.post(LOGIN, {"login": "13800138000", "password": PASSWORD})
    gate = client.get("/admin/", follow=True)
    assert gate.redirect_chain[-1][0] == "/staff/gate/?next=%2Fadmin%2F"
    assert "添加通行密钥" in gate.content.decode()
    secret, _codes = turn_on(client)
    assert client.get("/admin/").status_code == 200
    # On, but not shown in this session.
    forget_what_was_shown(client)
    gate = client.get("/admin/", follow=True)
    assert reverse("mfa_reauthenticate") in gate.content.decode()
    shown = client.post("/accounts/2fa/reauthenticate/?next=/admin/", {"code": code_of(secret, 1)})
    assert shown.url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/staff/gate/?next=https://evil.example/").url == "/admin/"

    other = Client()
    sign_in(other)
    other.post(AUTHENTICATE, {"code": code_of(secret, -1)})
    assert other.get("/admin/").status_code == 200


def test_the_gate_is_not_there_for_others_and_open_where_nothing_is_asked(signed_in, person, settings):
    assert signed_in.get("/staff/gate/").status_code == 404
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert signed_in.get("/staff/gate/").url == "/admin/"
    settings.STAFF_TWO_STEP = True
    assert signed_in.get("/staff/codes/").status_code == 404


# Taking along, and leaving


def test_the_zip_names_second_steps_and_sessions_without_their_secrets(signed_in, person, turn_on):
    secret, codes = turn_on(signed_in)
    with zipfile.ZipFile(io.BytesIO(everything_of(person, now=timezone.now()).read())) as archive:
        told = archive.read("account.json").decode()
    account = json.loads(told)
    assert [row["kind"] for row in account["second_steps"]] == ["totp", "recovery_codes"]
    assert [row["address"] for row in account["sessions"]] == ["127.0.0.1"]
    hidden = [row.data for row in Authenticator.objects.all()]
    secrets = [secret, *codes, hidden[0].get("secret") or hidden[1]["secret"], signed_in.session.session_key]
    assert not [found for found in secrets if found in told]


def test_erasing_takes_second_steps_and_sessions(signed_in, person, turn_on):
    turn_on(signed_in)
    now = timezone.now()
    ask_for_erasure(person, choices={}, at=now - dt.timedelta(days=15))
    assert erase_due_accounts(now=now) == 1
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.exists()
    assert not is_signed_in(signed_in)
