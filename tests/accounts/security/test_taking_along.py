"""Second steps and sessions in what a person takes along, and when an account is erased."""

import datetime as dt
import io
import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.services import ask_for_erasure, erase_due_accounts, everything_of
from tests.accounts.security.conftest import is_signed_in

pytestmark = pytest.mark.django_db


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
