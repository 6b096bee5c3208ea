import pytest
from django.conf import settings

from accounts.models import User
from accounts.services import choose_language

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
SWITCH = "/language/setlang/"
COOKIE = settings.LANGUAGE_COOKIE_NAME


def test_first_visit_is_chinese_whatever_the_browser_says(client):
    answer = client.get(SIGN_UP, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert answer["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans"' in answer.content.decode()


def test_switch_works_signed_out_and_returns(client):
    switched = client.post(SWITCH, {"language": "en", "next": SIGN_UP})
    assert (switched.status_code, switched.url) == (302, SIGN_UP)
    answer = client.get(SIGN_UP)
    assert answer["Content-Language"] == "en"
    assert "Start with a phone number or e-mail" in answer.content.decode()
    client.post(SWITCH, {"language": "zh-hans", "next": SIGN_UP})
    assert client.get(SIGN_UP)["Content-Language"] == "zh-hans"


def test_switch_is_one_tap_on_every_page(client):
    page = client.get(SIGN_UP).content.decode()
    assert f'action="{SWITCH}"' in page
    assert 'name="language" value="en"' in page


def test_switch_of_a_person_follows_them_to_other_browsers(client, visitor, person):
    client.force_login(person)
    client.post(SWITCH, {"language": "en", "next": "/me/"})
    person.refresh_from_db()
    assert person.language == "en"
    visitor.client.force_login(person)
    assert visitor.client.get("/me/")["Content-Language"] == "en"


def test_choice_of_a_person_goes_before_the_cookie(client, person):
    choose_language(person, language="en")
    client.force_login(person)
    client.cookies[COOKIE] = "zh-hans"
    assert client.get("/me/")["Content-Language"] == "en"


def test_unknown_language_changes_nothing(client, person):
    client.force_login(person)
    client.post(SWITCH, {"language": "tlh", "next": "/me/"})
    client.cookies[COOKIE] = "tlh"
    person.refresh_from_db()
    assert person.language == ""
    assert client.get("/me/")["Content-Language"] == "zh-hans"


def test_switch_needs_a_post(client):
    assert client.get(SWITCH).status_code == 405


def test_program_says_its_language_itself(client):
    answer = client.get("/api/v1/nothing/", headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "en"
    assert client.get("/api/v1/nothing/")["Content-Language"] == "zh-hans"


def test_new_account_keeps_the_language_it_was_opened_in(client, code_for):
    client.cookies[COOKIE] = "en"
    client.post(SIGN_UP, {"agreed": "on", "identifier": "lin@example.com"})
    client.post("/accounts/login/code/confirm/", {"code": code_for("lin@example.com")})
    assert User.objects.get().language == "en"
