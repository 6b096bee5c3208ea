"""Signing up and signing in by code: one door for people known and unknown."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from accounts.senders.terminal import recent_codes
from tests.accounts.conftest import PASSWORD, PHONE

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
CODE = "/accounts/login/code/confirm/"


def test_sign_up_by_phone_reaches_the_scenes_in_three_steps(visitor, code_for):
    assert visitor.open(SIGN_UP).status_code == 200
    asked = visitor.send(SIGN_UP, agreed="on", identifier="138 0013 8000")
    assert (asked.status_code, asked.url) == (302, CODE)
    let_in = visitor.send(CODE, code=code_for(PHONE))
    assert (let_in.status_code, let_in.url) == (302, reverse("ledger:book-new"))
    # Two steps are left of six: to tap a scene, and to open the book.
    assert visitor.steps <= 4
    user = User.objects.get()
    assert (user.phone, user.phone_verified, user.email, user.has_usable_password()) == (PHONE, True, None, False)
    assert visitor.client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_by_email_with_password_then_signs_in_with_it(visitor, code_for, client):
    visitor.send(SIGN_UP, agreed="on", identifier=" Lin@Example.com ", password1=PASSWORD)
    assert not User.objects.exists()
    let_in = visitor.send(CODE, code=code_for("lin@example.com"))
    assert let_in.url == reverse("ledger:book-new")
    user = User.objects.get()
    assert user.email == "lin@example.com"
    assert user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("lin@example.com", True, True)

    signed_in = client.post("/accounts/login/", {"login": "LIN@example.com", "password": PASSWORD})
    assert (signed_in.status_code, signed_in.url) == (302, reverse("ledger:shelf"))


def test_sign_up_asks_for_one_thing_and_ticks_nothing(client):
    page = client.get(SIGN_UP).content.decode()
    assert page.count('name="identifier"') == 1
    (box,) = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert 'name="agreed"' in box
    assert "checked" not in box
    assert " style=" not in page
    assert 'autocomplete="username"' in page


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "010 6234 5678", "+1 415 555 2671", "lin@", "林晓雯"],
    ids=["none", "short", "land", "us", "at", "name"],
)
def test_sign_up_with_something_else_says_so_at_the_field(client, typed):
    answer = client.post(SIGN_UP, {"agreed": "on", "identifier": typed})
    assert answer.status_code == 422
    expected = "请输入 11 位手机号或邮箱。"
    if not typed:
        expected = "请输入手机号或邮箱。"
    assert answer.context["form"].errors["identifier"] == [expected]
    page = answer.content.decode()
    assert 'id="id_identifier_error"' in page
    assert 'aria-invalid="true"' in page
    assert recent_codes() == []


def test_sign_up_with_a_weak_password_is_refused_before_a_code_goes_out(client):
    answer = client.post(SIGN_UP, {"agreed": "on", "identifier": "lin@example.com", "password1": "12345678"})
    assert answer.status_code == 422
    assert "password1" in answer.context["form"].errors
    assert recent_codes() == []


def test_wrong_code_gets_a_sentence_and_five_of_them_end_it(client, code_for):
    client.cookies["django_language"] = "en"
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"})
    right = code_for(PHONE)
    wrong = "000000" if right != "000000" else "000001"
    for _attempt in range(4):
        answer = client.post(CODE, {"code": wrong})
        assert answer.status_code == 422
        assert "The code is not right." in answer.content.decode()
    ended = client.post(CODE, {"code": wrong})
    assert (ended.status_code, ended.url) == (302, "/accounts/login/code/")
    # Even the right one is worth nothing now.
    assert client.post(CODE, {"code": right}).status_code == 302
    assert not User.objects.exists()
    assert "_auth_user_id" not in client.session


def test_code_of_another_browser_lets_nobody_in(client, code_for, visitor):
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"})
    code = code_for(PHONE)
    visitor.send(SIGN_UP, agreed="on", identifier="13900139000")
    answer = visitor.send(CODE, code=code)
    # One chance in a million that both codes are the same.
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_another_code_replaces_the_first(client, code_for):
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"})
    first = code_for(PHONE)
    assert client.post(CODE, {"action": "resend"}).status_code == 302
    second = code_for(PHONE)
    assert len(recent_codes()) == 2
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).url == reverse("ledger:book-new")


def test_sign_up_of_a_known_number_looks_the_same_and_signs_in(person, client, visitor, code_for):
    known = client.post(
        SIGN_UP, {"agreed": "on", "identifier": "13800138000", "password1": "what a stranger would like"}
    )
    unknown = visitor.send(SIGN_UP, agreed="on", identifier="13900139000", password1="what a stranger would like")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    pages = [each.get(CODE).content.decode() for each in (client, visitor.client)]
    tokens = r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+'
    same = [re.sub(tokens, "", page).replace("139 0013 9000", "138 0013 8000") for page in pages]
    assert same[0] == same[1]

    let_in = client.post(CODE, {"code": code_for(PHONE)})
    assert let_in.url == reverse("ledger:shelf")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert User.objects.count() == 1


def test_a_number_somebody_else_typed_is_still_free(client, visitor, code_for):
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000", "password1": "a squatter's password"})
    assert not User.objects.exists()
    visitor.send(SIGN_UP, agreed="on", identifier="13800138000")
    assert visitor.send(CODE, code=code_for(PHONE)).url == reverse("ledger:book-new")
    assert not User.objects.get().has_usable_password()


def test_the_same_code_in_two_windows_opens_one_account(client, code_for):
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"})
    code = code_for(PHONE)
    # The other window was faster: the account stands before this one's code arrives.
    User.objects.create(phone=PHONE, phone_verified=True)
    assert client.post(CODE, {"code": code}).status_code == 302
    assert User.objects.count() == 1
    assert "_auth_user_id" in client.session


def test_sign_in_by_code_returns_to_where_one_was(person, client, code_for):
    page = client.get("/accounts/login/code/?next=/me/")
    assert page.status_code == 200
    asked = client.post("/accounts/login/code/", {"agreed": "on", "identifier": "lin@example.com", "next": "/me/"})
    assert asked.url == f"{CODE}?next=%2Fme%2F"
    assert client.post(asked.url, {"code": code_for("lin@example.com")}).url == "/me/"


def test_sign_in_never_leads_to_another_site(person, client, code_for):
    asked = client.post(
        "/accounts/login/code/", {"agreed": "on", "identifier": "lin@example.com", "next": "https://evil.example/"}
    )
    let_in = client.post(asked.url, {"code": code_for("lin@example.com")})
    assert let_in.url == reverse("ledger:shelf")


def test_closed_account_stays_closed_to_its_code(person, client, code_for):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"})
    answer = client.post(CODE, {"code": code_for(PHONE)})
    assert answer.url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/inactive/").status_code == 200


def test_closing_an_account_ends_its_sessions(person, client):
    client.force_login(person)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/me/").url.startswith("/accounts/")


def test_fourth_code_within_a_minute_is_refused(client):
    for _time in range(3):
        assert client.post(SIGN_UP, {"agreed": "on", "identifier": "13800138000"}).status_code == 302
        client.get(SIGN_UP)
    refused = client.post(SIGN_UP, {"agreed": "on", "identifier": "138 0013 8000"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["identifier"] == ["试的次数太多了。过几分钟再来。"]
    assert len(recent_codes()) == 3


def test_twenty_first_address_from_one_place_is_refused(client):
    for number in range(20):
        assert client.post(SIGN_UP, {"agreed": "on", "identifier": f"p{number}@example.com"}).status_code == 302
        client.get(SIGN_UP)
    refused = client.post(SIGN_UP, {"agreed": "on", "identifier": "p20@example.com"})
    assert refused.status_code == 429
    assert len(recent_codes()) == 20
