"""The collection of real and built bills beside the project, each with what an independent reader found."""

import json
from pathlib import Path

import pytest

from ledger.importers import RawRecord, Rejected, open_bill
from ledger.importers.summary import summary_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
FORMATS = ("alipay-app-csv", "alipay-web-csv", "generic-csv", "wechat-csv", "wechat-xlsx")
SAMPLES = [
    expected.with_name(expected.name.removesuffix(".expected.json"))
    for name in FORMATS
    for expected in sorted(SHARED.glob(f"{name}/*.expected.json"))
]

# 资金状态 has decided the kind and is not kept.
NOT_KEPT = {"flags"}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of bills is not beside the project")


def test_the_collection_has_samples_of_each_format():
    assert {sample.parent.name for sample in SAMPLES} == set(FORMATS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.parent.name}/{sample.name}")
def test_reading_a_sample_finds_what_the_independent_reader_found(sample):
    expected = json.loads(sample.with_name(sample.name + ".expected.json").read_text())
    with open_bill(sample) as bills:
        (bill,) = bills
        rows = list(bill.read())
    assert bill.format == expected["format"]
    assert [row for row in rows if isinstance(row, Rejected)] == []
    summary = summary_of(rows)
    assert summary.totals == expected["totals"]
    assert summary.counts == expected["counts"]
    assert len(rows) == expected["records"]
    for row in expected["rows"]:
        wanted = {key: value for key, value in row.items() if key not in NOT_KEPT}
        assert said_by(rows[wanted["i"] - 1], wanted) == wanted


def said_by(record: RawRecord, wanted: dict) -> dict:
    """Return the record in the words of the expected files, with the keys that `wanted` has."""
    said = {
        "i": wanted["i"],
        "datetime": f"{record.date} {record.time or ''}".strip(),
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "direction_raw": record.direction_raw,
        "kind": record.kind,
        # Of a transfer the files name the account whose row it is, we the one that the money leaves.
        "account": record.counter_account if record.counter_account == wanted.get("account") else record.account,
        "counterparty": record.counterparty,
        "note": record.note,
        "status": record.status,
        "category": record.category,
        "id": record.external_id,
        "merchant_id": record.merchant_order_id,
        "fee_minor": record.fee_minor,
        "refunded_minor": record.refunded_minor,
        "tags": record.remark,
        "method": method_of(record, wanted.get("method", "")),
    }
    # The files keep WeChat's "/", which means empty, and leave out what is empty.
    return {
        key: "/" if said[key] == "" and value == "/" else said[key] for key, value in wanted.items() if key in said
    } | dict.fromkeys(wanted.keys() - said.keys(), "unknown key")


def method_of(record: RawRecord, wanted: str) -> str:
    """Return the side of a record that its payment method became; transfers have two."""
    if record.kind != "transfer":
        # A bill that does not say where money went in means the balance.
        return "/" if wanted == "/" and record.account == "零钱" else record.account
    own = wanted.partition("&")[0]
    # Where the row names both sides (sold "to" X) the method may be neither.
    named_in_note = any(word in record.note for word in ("卖出至", "取出至"))
    return wanted if own in (record.account, record.counter_account) or named_in_note else record.account
