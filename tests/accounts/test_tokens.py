import datetime as dt
import re

import pytest
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.access import access_token
from accounts.errors import NotFound, TooManyTokens
from accounts.models import ApiToken, User
from accounts.services import create_token, register_user, revoke_token
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
KEYS = "/me/keys/"


class WhoAmI(APIView):
    """The smallest view behind the key: it runs DRF's whole chain with the settings of the site."""

    def get(self, request):
        return Response({"user": request.user.pk, "token": getattr(request.auth, "name", None)})


def ask(authorization: str | None = None):
    headers = {"HTTP_AUTHORIZATION": authorization} if authorization is not None else {}
    answer = WhoAmI.as_view()(APIRequestFactory().get("/api/v1/who/", **headers))
    return answer.render()


def test_key_opens_the_api_in_its_owners_name(person):
    _token, key = create_token(person, name="Shortcut", at=timezone.now())
    answer = ask(f"Bearer {key}")
    assert answer.status_code == 200
    assert answer.data == {"user": person.pk, "token": "Shortcut"}
    assert ask(f"bearer {key}").status_code == 200


@pytest.mark.parametrize("said", ["Bearer", "Bearer wrong", "Bearer a b", "Bearer 钥匙".encode().decode("latin-1")])
def test_wrong_key_gets_401_as_a_problem(person, said):
    answer = ask(said)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="changji"'
    assert answer.data["code"] == "authentication_failed"


def test_no_key_gets_401_that_says_what_to_send(db):
    answer = ask()
    assert answer.status_code == 401
    assert answer.data["code"] == "not_authenticated"


def test_expired_key_and_closed_account_get_401(person):
    now = timezone.now()
    yesterday, last_month = now - dt.timedelta(days=1), now - dt.timedelta(days=31)
    _token, old = create_token(person, name="Old", at=last_month, expires_at=yesterday)
    assert ask(f"Bearer {old}").status_code == 401
    _token, key = create_token(person, name="New", at=timezone.now())
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert ask(f"Bearer {key}").status_code == 401


def test_revoked_key_gets_401(person):
    token, key = create_token(person, name="Shortcut", at=timezone.now())
    revoke_token(token)
    assert ask(f"Bearer {key}").status_code == 401


def test_key_is_kept_as_a_digest_only(person):
    token, key = create_token(person, name="Shortcut", at=NOON)
    row = ApiToken.objects.values().get()
    assert key not in str(row)
    assert key.startswith(token.hint)
    assert len(token.hint) == 7
    assert len(key) == 46


def test_use_is_noted_once_in_five_minutes(person, django_assert_num_queries):
    token, key = create_token(person, name="Shortcut", at=timezone.now())
    ask(f"Bearer {key}")
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        ask(f"Bearer {key}")
    token.refresh_from_db()
    assert token.last_used_at == first
    ApiToken.objects.update(last_used_at=first - dt.timedelta(minutes=6))
    ask(f"Bearer {key}")
    token.refresh_from_db()
    assert token.last_used_at > first


def test_twenty_first_key_is_refused(person):
    for number in range(20):
        create_token(person, name=f"Key {number}", at=NOON)
    with pytest.raises(TooManyTokens) as refused:
        create_token(person, name="One more", at=NOON)
    assert "20" in str(refused.value)
    assert ApiToken.objects.count() == 20


def test_key_page_asks_for_the_password_shows_the_key_once_and_revokes(person, client):
    client.force_login(person)
    gate = client.get(KEYS)
    assert gate.url.startswith("/accounts/reauthenticate/")
    client.post(gate.url, {"password": PASSWORD})
    assert client.get(KEYS).status_code == 200
    made = client.post(KEYS, {"name": "Shortcut", "days": "90"})
    assert made.status_code == 201
    key = re.search(r"cj_[\w-]{43}", made.content.decode())[0]
    assert "no-store" in made["Cache-Control"]
    assert ask(f"Bearer {key}").status_code == 200
    again = client.get(KEYS).content.decode()
    assert key not in again
    assert "Shortcut" in again
    token = ApiToken.objects.get()
    assert (token.expires_at - token.created_at).days == 90
    assert client.post(f"/me/keys/{token.public_id}/revoke/").status_code == 302
    assert ask(f"Bearer {key}").status_code == 401


def test_key_page_refuses_a_nameless_key(client):
    client.force_login(register_user(phone="+8613900139000"))
    answer = client.post(KEYS, {"name": "", "days": "0"})
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_key_of_someone_else_does_not_exist(person, client):
    token, key = create_token(person, name="Shortcut", at=timezone.now())
    stranger = register_user(phone="+8613900139000")
    with pytest.raises(NotFound):
        access_token(stranger, public_id=token.public_id)
    client.force_login(stranger)
    assert client.post(f"/me/keys/{token.public_id}/revoke/").status_code == 404
    assert ask(f"Bearer {key}").status_code == 200
