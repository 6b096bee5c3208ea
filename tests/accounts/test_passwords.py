"""Signing in by password, and getting a new one."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.senders.terminal import recent_codes
from accounts.services import register_user
from tests.accounts.conftest import PASSWORD, PHONE

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
RESET_CODE = "/accounts/password/reset/confirm/"
RESET_SET = "/accounts/password/reset/complete/"
NEW_PASSWORD = "seven quiet herons"


@pytest.mark.parametrize("typed", ["13800138000", "+86 138-0013-8000", "lin@example.com", "Lin@EXAMPLE.com"])
def test_sign_in_by_password_takes_any_spelling(person, client, typed):
    answer = client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("ledger:shelf"))


@pytest.mark.parametrize("typed", ["13800138000", "13900139000", "lin@example.com", "nobody@example.com"])
def test_wrong_password_says_the_same_of_known_and_unknown(person, client, typed):
    answer = client.post(LOGIN, {"login": typed, "password": "wrong"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["账号和密码对不上。检查一下，或改用验证码登录。"]


def test_sixth_wrong_password_is_refused_and_other_numbers_are_not_counted(person, client):
    register_user(phone="+8613900139000", password=PASSWORD)
    client.cookies["django_language"] = "en"
    for _attempt in range(5):
        client.post(LOGIN, {"login": "13800138000", "password": "wrong"})
    refused = client.post(LOGIN, {"login": "13800138000", "password": PASSWORD})
    assert refused.status_code == 422
    assert "Too many attempts." in refused.content.decode()
    assert client.post(LOGIN, {"login": "13900139000", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(("typed", "recipient"), [("13800138000", PHONE), ("lin@example.com", "lin@example.com")])
def test_reset_by_code_sets_the_password_and_signs_in(person, client, code_for, typed, recipient):
    assert client.get(RESET).status_code == 200
    asked = client.post(RESET, {"email": typed})
    assert (asked.status_code, asked.url) == (302, RESET_CODE)
    assert client.get(RESET_CODE).status_code == 200
    right = client.post(RESET_CODE, {"code": code_for(recipient)})
    assert (right.status_code, right.url) == (302, RESET_SET)
    assert client.get(RESET_SET).status_code == 200
    done = client.post(RESET_SET, {"password1": NEW_PASSWORD})
    assert (done.status_code, done.url) == (302, reverse("ledger:shelf"))
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_reset_of_an_unknown_number_looks_the_same_and_tells_only_its_owner(db, client):
    asked = client.post(RESET, {"email": "13900139000"})
    assert (asked.status_code, asked.url) == (302, RESET_CODE)
    assert client.get(RESET_CODE).status_code == 200
    [sent] = recent_codes()
    assert (sent.recipient, sent.purpose, sent.code) == ("+8613900139000", "no_account", "")
    assert client.post(RESET_CODE, {"code": ""}).status_code == 422
    assert client.post(RESET_CODE, {"code": "000000"}).status_code == 422


def test_reset_needs_the_code(person, client):
    client.post(RESET, {"email": "13800138000"})
    assert client.get(RESET_SET).url == RESET_CODE
    assert client.post(RESET_SET, {"password1": NEW_PASSWORD}).url == RESET_CODE
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_reset_ends_every_other_session(person, client, visitor, code_for):
    visitor.client.force_login(person)
    client.post(RESET, {"email": "13800138000"})
    client.post(RESET_CODE, {"code": code_for(PHONE)})
    client.post(RESET_SET, {"password1": NEW_PASSWORD})
    assert visitor.client.get("/me/").status_code == 302


def test_fourth_reset_within_a_minute_is_refused(person, client):
    for _time in range(3):
        assert client.post(RESET, {"email": "13800138000"}).status_code == 302
    assert client.post(RESET, {"email": "13800138000"}).status_code == 429


def test_password_change_asks_for_the_old_one(person, client):
    client.force_login(person)
    page = "/accounts/password/change/"
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"oldpassword": "wrong", "password1": NEW_PASSWORD})
    assert "oldpassword" in wrong.context["form"].errors
    client.post(page, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert client.get("/me/").status_code == 200


def test_first_password_of_someone_who_signs_in_by_code(client):
    user = register_user(phone=PHONE)
    client.force_login(user)
    assert client.get("/accounts/password/change/").url == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/password/set/", {"password1": NEW_PASSWORD})
    assert User.objects.get().check_password(NEW_PASSWORD)


def test_createsuperuser_signs_in_to_the_admin_without_a_code(db, client):
    from django.core.management import call_command

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        call_command("createsuperuser", "--no-input", "--email", "Boss@Example.com", verbosity=0)
    gate = client.get("/admin/", follow=True)
    assert gate.redirect_chain[-1][0].startswith(LOGIN)
    answer = client.post(LOGIN, {"login": "boss@example.com", "password": PASSWORD, "next": "/admin/"})
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
