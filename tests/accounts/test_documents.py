"""The terms and the privacy policy: who may read them, who agreed to what, and that no box is ticked for anybody."""

import dataclasses
import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.template.loader import get_template

from accounts.documents import DOCUMENTS
from accounts.errors import UnknownPurpose
from accounts.models import Consent, User
from accounts.queries import documents_to_agree
from accounts.services import agree_to_documents, withdraw_consent
from tests.accounts.conftest import PHONE

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SIGN_UP = "/accounts/signup/"
CODE = "/accounts/login/code/confirm/"
HEADING = re.compile("<h2>")


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_version_of_a_document_is_written_in_both_languages_with_the_same_parts(key):
    document = DOCUMENTS[key]
    values = {"operator": "何静的小店", "contact": "help@shop.example", "site": "books.example"}
    for version in document.versions:
        texts = [
            get_template(document.template(version, language)).render(values) for language, _name in settings.LANGUAGES
        ]
        parts = {tuple(text.count(mark) for mark in ("<h2>", "<li>", "<tr>")) for text in texts}
        assert len(parts) == 1
        for text in texts:
            assert values["operator"] in text
            assert values["contact"] in text


def test_anybody_reads_them_and_an_unknown_version_is_not_there(client):
    for key, document in DOCUMENTS.items():
        page = client.get(f"/{key}/")
        assert page.status_code == 200
        assert document.version in page.content.decode()
        assert client.get(f"/{key}/{document.version}/").status_code == 200
        assert client.get(f"/{key}/1999-01/").status_code == 404


@pytest.mark.parametrize("door", [SIGN_UP, "/accounts/login/code/"])
def test_without_the_box_no_code_goes_out(client, door):
    answer = client.post(door, {"identifier": "13800138000"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["agreed"]
    assert 'aria-describedby="id_agreed_error"' in answer.content.decode()


def test_signing_up_keeps_which_versions_were_agreed_to(client, code_for):
    client.post(SIGN_UP, {"identifier": "13800138000", "agreed": "on"})
    assert not Consent.objects.exists()
    client.post(CODE, {"code": code_for(PHONE)})
    user = User.objects.get()
    kept = Consent.objects.filter(user=user, withdrawn_at=None).values_list("purpose", "text_version", "where")
    assert set(kept) == {(key, document.version, SIGN_UP) for key, document in DOCUMENTS.items()}
    assert documents_to_agree(user) == []
    assert DOCUMENTS["terms"].version in client.get("/me/").content.decode()


def test_a_new_version_is_asked_for_on_the_shelf_and_the_old_consent_is_closed(client, person, monkeypatch):
    agree_to_documents(person, where="test", at=NOON)
    client.force_login(person)
    assert "<li>" not in client.get("/me/news/").content.decode()
    terms = DOCUMENTS["terms"]
    newer = dataclasses.replace(terms, version="2027-01", earlier=(terms.version,))
    monkeypatch.setitem(DOCUMENTS, "terms", newer)
    assert documents_to_agree(person) == [newer]
    assert "/me/agreement/" in client.get("/me/news/").content.decode()
    assert client.post("/me/agreement/").status_code == 422
    assert client.post("/me/agreement/", {"agreed": "on"}).status_code == 302
    assert documents_to_agree(person) == []
    versions = Consent.objects.filter(user=person, purpose="terms").order_by("id")
    kept = [(row.text_version, row.withdrawn_at is None) for row in versions]
    assert kept == [(terms.version, False), ("2027-01", True)]
    # The other one stood already, and is not asked for twice.
    assert Consent.objects.filter(user=person, purpose="privacy").count() == 1


def test_they_can_not_be_withdrawn_as_a_consent_can(client, person):
    agree_to_documents(person, where="test", at=NOON)
    with pytest.raises(UnknownPurpose), transaction.atomic():
        withdraw_consent(person, purpose="privacy", at=NOON)
    client.force_login(person)
    assert client.post("/me/consents/terms/withdraw/").status_code == 404
    assert documents_to_agree(person) == []
