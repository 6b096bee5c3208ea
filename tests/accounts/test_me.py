"""The Me page, and changing what one signs in with."""

import json

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.senders.terminal import recent_codes
from accounts.services import register_user
from tests.accounts.conftest import PASSWORD, PHONE

pytestmark = pytest.mark.django_db

ME = "/me/"
PROFILE = {"name": "晓雯", "language": "zh-hans", "green_income": "1", "is_student": "on"}


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def prove_it_is_me(client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ME),
        ("post", ME),
        ("post", "/me/hide-amounts/"),
        ("post", "/me/consents/personal_offers/grant/"),
        ("post", "/me/consents/personal_offers/withdraw/"),
        ("get", "/me/keys/"),
        ("post", "/me/keys/019aaf00-0000-7000-8000-000000000000/revoke/"),
        ("get", "/staff/codes/"),
        ("get", "/accounts/password/change/"),
        ("get", "/accounts/password/set/"),
        ("get", "/accounts/email/"),
        ("get", "/accounts/phone/change/"),
        ("get", "/accounts/reauthenticate/"),
    ],
)
def test_stranger_is_asked_to_sign_in(client, method, path):
    answer = getattr(client, method)(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")


def test_me_shows_how_one_signs_in(signed_in):
    page = signed_in.get(ME).content.decode()
    assert "138 0013 8000" in page
    assert "lin@example.com" in page
    assert " style=" not in page
    assert "<script>" not in page


def test_me_saves_what_a_person_says_of_themselves(signed_in, person):
    assert signed_in.post(ME, PROFILE).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.language, person.green_income, person.is_student) == ("晓雯", "zh-hans", True, True)
    # Boxes that are not ticked are not sent.
    signed_in.post(ME, {"name": "晓雯", "language": "en", "green_income": ""})
    person.refresh_from_db()
    assert (person.language, person.green_income, person.is_student) == ("en", False, False)


def test_me_refuses_a_name_too_long_at_its_field(signed_in, person):
    answer = signed_in.post(ME, {**PROFILE, "name": "名" * 51})
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()
    person.refresh_from_db()
    assert person.name == "林晓雯"


def test_me_can_not_make_anybody_staff(signed_in, person):
    signed_in.post(ME, {**PROFILE, "is_staff": "on", "is_superuser": "on", "email": "x@example.com"})
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.email) == (False, False, "lin@example.com")


def test_hide_amounts_toggle_answers_htmx_with_an_event(signed_in, person):
    for hidden in (True, False):
        answer = signed_in.post("/me/hide-amounts/", headers={"HX-Request": "true"})
        assert answer.status_code == 204
        assert json.loads(answer["HX-Trigger"]) == {"amounts-toggled": {"hidden": hidden}}
        person.refresh_from_db()
        assert person.hide_amounts is hidden


def test_hide_amounts_toggle_returns_to_the_page_without_htmx(signed_in, person):
    answer = signed_in.post("/me/hide-amounts/", {"next": "/books/"})
    assert (answer.status_code, answer.url) == (302, "/books/")
    assert signed_in.post("/me/hide-amounts/", {"next": "https://evil.example/"}).url == ME
    assert signed_in.get("/me/hide-amounts/").status_code == 405


def test_new_phone_number_counts_once_its_code_is_entered(signed_in, person, code_for):
    page = "/accounts/phone/change/"
    assert signed_in.get(page).status_code == 200
    asked = signed_in.post(page, {"phone": "139 0013 9000"})
    assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2Fphone%2Fchange%2F"
    assert signed_in.get(asked.url).status_code == 200
    proven = signed_in.post(asked.url, {"password": PASSWORD})
    assert proven.url == "/accounts/phone/verify/"
    assert signed_in.get(proven.url).status_code == 200
    person.refresh_from_db()
    assert person.phone == PHONE
    assert signed_in.post(proven.url, {"code": code_for("+8613900139000")}).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.phone_verified) == ("+8613900139000", True)


def test_phone_number_of_someone_else_is_refused_only_to_who_holds_it(signed_in, person, code_for):
    other = register_user(phone="+8613900139000")
    prove_it_is_me(signed_in)
    asked = signed_in.post("/accounts/phone/change/", {"phone": "13900139000"})
    # Nothing on the page tells that the number is taken; a message goes to whoever has it.
    assert asked.url == "/accounts/phone/verify/"
    answer = signed_in.post(asked.url, {"code": code_for("+8613900139000")})
    assert answer.status_code == 422
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.phone, other.phone) == (PHONE, "+8613900139000")


def test_new_email_address_replaces_the_old_one_once_its_code_is_entered(signed_in, person, code_for):
    page = "/accounts/email/"
    assert signed_in.get(page).status_code == 200
    prove_it_is_me(signed_in)
    asked = signed_in.post(page, {"action_add": "1", "email": "Wen@Example.com"})
    assert (asked.status_code, asked.url) == (302, "/accounts/confirm-email/")
    assert signed_in.get(asked.url).status_code == 200
    person.refresh_from_db()
    assert person.email == "lin@example.com"
    signed_in.post(asked.url, {"code": code_for("wen@example.com")})
    person.refresh_from_db()
    assert person.email == "wen@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("wen@example.com", True, True)]


def test_only_address_can_not_be_removed(client):
    user = register_user(email="only@example.com")
    client.force_login(user)
    client.post("/accounts/email/", {"action_remove": "1", "email": "only@example.com"})
    assert User.objects.get().email == "only@example.com"


def test_address_can_be_removed_where_a_phone_number_is_left(signed_in, person):
    prove_it_is_me(signed_in)
    signed_in.post("/accounts/email/", {"action_remove": "1", "email": "lin@example.com"})
    person.refresh_from_db()
    assert (person.email, person.phone) == (None, PHONE)


def test_someone_with_a_phone_number_alone_adds_an_address(client, code_for):
    user = register_user(phone=PHONE)
    client.force_login(user)
    client.post("/accounts/email/", {"action_add": "1", "email": "lin@example.com"})
    client.post("/accounts/confirm-email/", {"code": code_for("lin@example.com")})
    user.refresh_from_db()
    assert user.email == "lin@example.com"


def test_sign_out_by_post_only(signed_in):
    assert signed_in.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in signed_in.session
    assert signed_in.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in signed_in.session


def test_codes_sent_are_for_staff_of_a_trial_installation(client, person, settings):
    client.post("/accounts/signup/", {"agreed": "on", "identifier": "13900139000"})
    code = recent_codes()[0].code
    client.force_login(person)
    assert client.get("/staff/codes/").status_code == 404
    User.objects.filter(pk=person.pk).update(is_staff=True)
    page = client.get("/staff/codes/")
    assert page.status_code == 200
    assert code in page.content.decode()
    settings.CHANGJI_CODE_SENDER = "accounts.senders.delivery.DeliverySender"
    assert client.get("/staff/codes/").status_code == 404
