"""The sessions of a person: listed, noted, ended."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.middleware import SessionUseMiddleware
from accounts.services import register_user
from tests.accounts.conftest import PASSWORD
from tests.accounts.security.conftest import (
    CHROME,
    LOGIN,
    REAUTHENTICATE,
    SECURITY,
    is_signed_in,
    prove_it_is_me,
    sign_in,
)

pytestmark = pytest.mark.django_db


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
