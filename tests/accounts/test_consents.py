import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.errors import UnknownPurpose
from accounts.models import Consent
from accounts.purposes import PURPOSES
from accounts.queries import consent_choices, has_consent
from accounts.services import grant_consent, withdraw_consent

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
OFFERS = "personal_offers"


def grant(person, *, at=NOON) -> Consent:
    return grant_consent(person, purpose=OFFERS, where="panel", at=at)


def test_nobody_has_consented_before_they_did(person):
    assert not has_consent(person, OFFERS)
    assert consent_choices(person) == [(PURPOSES[OFFERS], None)]


def test_grant_keeps_when_where_and_which_wording(person):
    consent = grant(person)
    assert (consent.where, consent.granted_at, consent.withdrawn_at) == ("panel", NOON, None)
    assert consent.text_version == PURPOSES[OFFERS].version
    assert has_consent(person, OFFERS)
    assert consent_choices(person) == [(PURPOSES[OFFERS], consent)]


def test_grant_twice_is_one(person):
    assert grant(person) == grant(person, at=LATER)
    assert Consent.objects.get().granted_at == NOON


def test_withdrawal_closes_it_and_a_new_grant_is_a_new_row(person):
    grant(person)
    assert withdraw_consent(person, purpose=OFFERS, at=LATER)
    assert not has_consent(person, OFFERS)
    assert not withdraw_consent(person, purpose=OFFERS, at=LATER)
    grant(person, at=LATER)
    assert has_consent(person, OFFERS)
    rows = Consent.objects.order_by("id").values_list("granted_at", "withdrawn_at")
    assert list(rows) == [(NOON, LATER), (LATER, None)]


def test_another_wording_is_asked_for_again(person, monkeypatch):
    grant(person)
    monkeypatch.setitem(PURPOSES, OFFERS, replace(PURPOSES[OFFERS], version="2027-01"))
    assert not has_consent(person, OFFERS)
    grant(person, at=LATER)
    assert has_consent(person, OFFERS)
    rows = Consent.objects.order_by("id").values_list("text_version", "withdrawn_at")
    assert list(rows) == [("2026-11", LATER), ("2027-01", None)]


def test_unknown_purpose_is_refused(person):
    with pytest.raises(UnknownPurpose):
        grant_consent(person, purpose="everything", where="panel", at=NOON)
    assert not has_consent(person, "everything")


def test_consent_of_one_is_not_that_of_another(person, mallory):
    grant(person)
    assert not has_consent(mallory, OFFERS)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "everything"},
        {"text_version": "2099-01"},
        {"where": "elsewhere"},
        {"granted_at": NOON - dt.timedelta(days=1)},
    ],
)
def test_database_refuses_to_change_what_was_agreed_to(person, change):
    grant(person)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Consent.objects.update(**change)


def test_database_refuses_to_reopen_or_remove(person):
    grant(person)
    withdraw_consent(person, purpose=OFFERS, at=LATER)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Consent.objects.update(withdrawn_at=None)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Consent.objects.all().delete()
    with pytest.raises(ProtectedError):
        person.delete()


def test_database_holds_one_open_consent_a_purpose(person):
    grant(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(user=person, purpose=OFFERS, text_version="x", where="x", granted_at=NOON)


def test_consent_pages_grant_and_withdraw(person, client):
    client.force_login(person)
    assert not has_consent(person, OFFERS)
    client.post(f"/me/consents/{OFFERS}/grant/")
    assert has_consent(person, OFFERS)
    assert Consent.objects.get().where == "/me/"
    assert client.get("/me/").status_code == 200
    client.post(f"/me/consents/{OFFERS}/withdraw/")
    assert not has_consent(person, OFFERS)
    assert client.post("/me/consents/everything/grant/").status_code == 404
    assert client.get(f"/me/consents/{OFFERS}/grant/").status_code == 405
