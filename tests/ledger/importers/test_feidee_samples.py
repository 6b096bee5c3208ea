"""The collection's exports of 随手记, each with what an independent reader found."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from ledger.importers import RawRecord, open_bill
from ledger.importers.cells import moment
from ledger.importers.summary import summary_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
SAMPLES = [
    path.with_name(path.name.removesuffix(".expected.json")) for path in sorted(SHARED.glob("feidee-*/*.expected.json"))
]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of bills is not beside the project")


def test_the_collection_has_every_export_of_suishouji():
    assert {sample.parent.name for sample in SAMPLES} == {"feidee-csv", "feidee-xls", "feidee-xlsx", "feidee-kbf"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_reading_a_sample_finds_what_the_independent_reader_found(sample):
    expected = json.loads(sample.with_name(sample.name + ".expected.json").read_text())
    with open_bill(sample) as bills:
        (bill,) = bills
        rows = list(bill.read())
        accounts = bill.accounts()
    assert bill.format == expected["format"]
    assert (summary_of(rows).totals, summary_of(rows).counts) == (expected["totals"], expected["counts"])
    assert len(rows) == expected["records"]
    for wanted in expected["rows"]:
        assert said_by(rows[wanted["i"] - 1], wanted) == wanted
    for found, wanted in zip(accounts, expected.get("accounts", []), strict=True):
        assert (found.name, found.currency, found.hidden) == (
            wanted["name"],
            wanted["currency"],
            bool(wanted["hidden"]),
        )
        assert found.balance_minor == Decimal(wanted["balance"]) * 100


def said_by(record: RawRecord, wanted: dict) -> dict:
    """The record in the words of the expected files, with the keys that `wanted` has."""
    same_moment = (record.date, record.time) == moment(wanted["datetime"])
    said = {
        "i": wanted["i"],
        "datetime": wanted["datetime"] if same_moment else f"{record.date} {record.time}",
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "direction_raw": record.direction_raw,
        "kind": record.kind,
        "account": record.account,
        "account_to": record.counter_account,
        "amount_to_minor": record.counter_amount_minor,
        "currency_to": record.counter_currency,
        "category": record.category,
        "subcategory": record.subcategory,
        "member": record.member,
        "note": record.note,
        "id": record.external_id,
        # The name of the sheet is that of the kind.
        "flags": f"sheet {record.direction_raw}",
    }
    return {key: said.get(key, "unknown key") for key in wanted}


def test_read_bill_prints_the_accounts_that_a_backup_states(capsys):
    call_command("read_bill", str(SHARED / "feidee-kbf" / "QiQiTest.kbf"), "--json")
    accounts = json.loads(capsys.readouterr().out)["accounts"]
    assert {each["name"]: each["balance_minor"] for each in accounts if each["balance_minor"]} == {
        "Cash": 25000,
        "CreditOne": -45000,
        "CreditTwo": -45000,
        "Checking": 10000,
        "Claim": 10000,
        "USD": 1600,
    }
