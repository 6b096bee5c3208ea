"""The second step before staff pages."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.security.conftest import AUTHENTICATE, LOGIN, code_of, forget_what_was_shown, sign_in

pytestmark = pytest.mark.django_db


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
