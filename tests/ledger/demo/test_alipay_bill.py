import datetime as dt
import io
import re

import pytest
import pyzipper

from ledger.demo.alipay_bill import alipay_rows, bill_bytes, bill_name, zipped_bill
from ledger.demo.cast import SEED
from ledger.importers import alipay_app
from ledger.importers.base import RawRecord

from .conftest import TODAY


@pytest.fixture(scope="module")
def truth(family):
    return alipay_rows(family, TODAY, SEED)


@pytest.fixture(scope="module")
def bill(truth) -> bytes:
    return bill_bytes([row for row, _key in truth], TODAY)


def test_the_same_bill_every_time(family, truth):
    assert alipay_rows(family, TODAY, SEED) == truth


def test_a_year_of_rows_newest_first(truth):
    times = [row.at for row, _key in truth]
    assert times == sorted(times, reverse=True)
    assert times[-1].date() >= dt.date(2025, 11, 23)
    assert times[0].date() <= TODAY
    assert 1_150 <= len(truth) <= 1_350


def test_layout_is_that_of_the_app(bill):
    text = bill.decode("gb18030")
    lines = text.split("\n")
    assert not bill.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in bill
    assert lines[0] == "-" * 84
    assert lines[23].startswith("-" * 24 + "支付宝")
    assert (
        lines[24]
        == "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
    )
    for line in lines[25:-1]:
        cells = line.split(",")
        assert len(cells) == 13
        assert cells[12] == ""
        assert re.fullmatch(r"\d{28}(_\d+)?\t", cells[9])
        assert cells[10].endswith("\t")
        assert re.fullmatch(r"\d+\.\d\d", cells[6])
    assert lines[-1] == ""


def test_counts_and_sums_of_the_head_are_those_of_the_rows(bill, truth):
    text = bill.decode("gb18030")
    assert f"共{len(truth)}笔记录" in text
    for direction in ("收入", "支出", "不计收支"):
        count, amount = re.search(rf"^{direction}：(\d+)笔 (\d+\.\d\d)元$", text, re.M).groups()
        rows = [row for row, _key in truth if row.direction == direction]
        assert len(rows) == int(count)
        assert sum(row.amount_minor for row in rows) == int(amount.replace(".", ""))


def test_order_numbers_are_not_used_twice(truth):
    ids = [row.order_id for row, _key in truth]
    assert len(set(ids)) == len(ids)


def test_it_holds_neither_pay_nor_mortgage_nor_wechat(truth, family):
    keys = {key for _row, key in truth}
    assert not {key for key in keys if key.startswith(("salary", "bonus", "housing"))}
    methods = {row.method.partition("&")[0] for row, _key in truth}
    assert methods == {"余额宝", "花呗", "招商银行储蓄卡(6612)", "招商银行信用卡(3307)", ""}


def test_every_kind_of_row_is_there(truth):
    rows = [row for row, _key in truth]
    assert sum("收益发放" in row.item for row in rows) == 365
    assert sum(row.item.startswith("自动还款-花呗") for row in rows) == 12
    assert any(row.item == "余额宝-单次转入" for row in rows)
    unpaid = [row for row in rows if row.status == "交易关闭" and not row.method]
    assert len(unpaid) == 15
    back = [row for row in rows if row.status == "退款成功"]
    assert len(back) in (11, 12, 13)
    by_id = {row.order_id: row for row in rows}
    for row in back:
        original = by_id.get(row.order_id.partition("_")[0])
        if original and original.amount_minor == row.amount_minor:
            assert original.status == "交易关闭"
        elif original:
            assert original.status == "交易成功"


def test_rows_agree_with_the_book(truth, family):
    since = dt.date(2025, 11, 23)
    entries = [entry for entry in family.entries if entry.via == "alipay" and entry.date >= since]
    in_book = sum(entry.amount_minor for entry in entries if entry.kind == "expense")
    in_bill = sum(row.amount_minor for row, key in truth if row.direction == "支出" and key)
    assert in_book == in_bill


def test_yield_of_a_month_is_the_line_in_the_book(truth, family):
    october = sum(
        row.amount_minor for row, key in truth if key == "interest.money_fund" and f"{row.at:%Y-%m}" == "2026-10"
    )
    [line] = [e for e in family.entries if e.category_key == "interest.money_fund" and e.date == dt.date(2026, 10, 31)]
    assert line.amount_minor == october


def test_the_importer_reads_every_row_as_what_it_is(bill, truth):
    assert alipay_app.sniff(bill[:65536], "bill.csv") > 0.5
    records = list(alipay_app.read(io.BytesIO(bill)))
    assert all(isinstance(record, RawRecord) for record in records)
    assert len(records) == len(truth)
    for record, (row, key) in zip(records, truth, strict=True):
        assert record.amount_minor == row.amount_minor
        assert (record.date, record.time) == (row.at.date(), row.at.time())
        if row.status == "退款成功":
            expected = {"refund"}
        elif row.status == "交易关闭" and not row.method:
            expected = {"skip"}
        elif not key:
            expected = {"transfer", "repayment"}
        else:
            expected = {"income"} if key.startswith(("interest", "other_income")) else {"expense"}
        assert record.kind in expected, row


def test_zip_opens_with_its_six_digits_only(bill):
    data = zipped_bill(bill, TODAY, "061218")
    with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
        [name] = archive.namelist()
        assert name == bill_name(TODAY)
        assert archive.read(name, pwd=b"061218") == bill
        with pytest.raises(RuntimeError):
            archive.read(name, pwd=b"061219")
    for wrong in ("12345", "1234567", "abcdef", ""):
        with pytest.raises(ValueError, match="six digits"):
            zipped_bill(bill, TODAY, wrong)
