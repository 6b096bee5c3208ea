"""The API keeps what its schema says, whatever is sent: real requests, made up from the schema, go through WSGI."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.services import create_token
from config.wsgi import application
from ledger.models import Member
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, record_entry
from ledger.services.imports import Upload, begin_import
from tests.cast import account, category, expense, income, make_user
from tests.ledger.imports.bills import alipay, alipay_row

KEPT = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def owner(written_once) -> Member:
    return open_book(make_user("alice"), scene="family", name="Home")


@pytest.fixture(scope="module")
def key(owner) -> str:
    return create_token(owner.user, name="test", at=timezone.now())[1]


@pytest.fixture(scope="module")
def rows(owner) -> dict[str, Any]:
    """A book with an entry of every sort that a request may meet, and the ids that requests are to name."""
    book = owner.book
    entry = record_entry(owner, draft=expense(book, merchant="美宜佳", tags=("午饭",), project="装修"))
    record_entry(owner, draft=expense(book, 1200, refund_of=None, member=owner, note="50%折扣"))
    refund = {"kind": "refund", "from_account": None, "to_account": account(book, "cash"), "refund_of": entry}
    record_entry(owner, draft=expense(book, 900, **refund))
    record_entry(owner, draft=income(book))
    binned = record_entry(owner, draft=expense(book, 700))
    delete_entries(owner, entries=[binned])
    bill = alipay(alipay_row("2026-11-03 12:13:00", "老李家常菜馆", "35.00", number="2026110322001"))
    batch = begin_import(owner, uploads=[Upload("bill.csv", bill)])
    return {
        "book": str(book.public_id),
        "account": str(account(book, "cash").public_id),
        "from_account": str(account(book, "cash").public_id),
        "to_account": str(account(book, "bank").public_id),
        "category": str(category(book).public_id),
        "parent": str(category(book).public_id),
        "member": str(owner.public_id),
        "paid_by": str(owner.public_id),
        "entry": str(entry.client_id),
        "refund_of": str(entry.client_id),
        "project": str(entry.project.public_id),
        "batch": str(batch.public_id),
        "period": 202611,
    }


# Cases are drawn; walking every bound of every field as well would be most of the run, for each of the routes.
drawn = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True), config=drawn)
schema.app = application


@schema.parametrize()
@settings(
    max_examples=6,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.usefixtures("requests_inside_the_tests_transaction")
def test_api_when_anything_is_sent_then_the_answer_is_as_the_schema_says(case, rows, key):
    case.path_parameters = {name: rows.get(name, value) for name, value in (case.path_parameters or {}).items()}
    case.query = with_ids(case.query, rows)
    case.body = with_ids(case.body, rows)
    case.call_and_validate(checks=KEPT, headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})


@pytest.fixture
def requests_inside_the_tests_transaction(db) -> Iterator[None]:
    """Between requests the connection stays open, as it does for Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def with_ids(sent: Any, rows: dict[str, Any]) -> Any:
    """What is sent, naming rows of the book: ids that nobody has are a 404 and test no more than that."""
    if not isinstance(sent, dict):
        return sent
    return {name: rows[name] if name in rows and _is_id(value) else value for name, value in sent.items()}


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36
