"""Whatever the bytes: a row, a rejection, or a sentence of our own. Nothing else."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.importers import BillUnreadable, RawRecord, Rejected, open_bill
from tests.ledger.importers.builders import (
    aes_zip,
    alipay_csv,
    alipay_row,
    plain_zip,
    wechat_csv,
    wechat_row,
    wechat_xlsx,
    xlsx_of,
    zipcrypto_zip,
)
from tests.ledger.importers.feidee_builders import feidee_csv, feidee_kbf, feidee_legacy_xls

ALIPAY = alipay_csv(alipay_row(note='"一\n二"'), alipay_row(method="花呗&红包"), alipay_row(amount='"1,000.00"'))
WECHAT = wechat_csv(wechat_row(), wechat_row(category="零钱提现", direction="/", remark='"服务费¥0.10"'))
WORKBOOK = wechat_xlsx(wechat_row(), (46112.5, *wechat_row()[1:5], 28.5, *wechat_row()[6:]), shared=True)
FEIDEE = {"交易类型": "支出", "日期": "2024-09-01", "金额": "18.50", "备注": "午饭"}
SAMPLES = {
    "alipay": ALIPAY,
    "wechat": WECHAT,
    "workbook": WORKBOOK,
    "zip": plain_zip({"a.csv": ALIPAY, "b.xlsx": WORKBOOK}),
    "zipcrypto": zipcrypto_zip("账单.csv".encode("gbk"), ALIPAY, "314159"),
    "aes": aes_zip({"账单.csv": ALIPAY}, "314159"),
    "feidee csv": feidee_csv(FEIDEE | {"账户": "现金"}, FEIDEE | {"账户": "现金", "交易类型": "转出", "关联Id": "T1"}),
    "feidee xls": feidee_legacy_xls(
        [FEIDEE | {"账户1": "现金"}], [FEIDEE | {"账户1": "储蓄卡", "交易类型": "余额变更"}]
    ),
    "feidee kbf": feidee_kbf(
        "INSERT INTO t_account VALUES (-1, '钱包', 3, 80.1, 'CNY', 0, 0, 0, 0);"
        "INSERT INTO t_transaction VALUES (-10, 1433347200000, '', 0, -1, 0, 19.9, 0, -4, 19.9, '', -7);"
    ),
}


def read_all(content: bytes) -> None:
    """Read everything there is; an error that is not our own fails the test."""
    with contextlib.suppress(BillUnreadable), open_bill(io.BytesIO(content), password="314159") as bills:
        for bill in bills:
            for row in bill.read():
                check(row, signed=bill.is_whole)
            bill.accounts()


def check(row: RawRecord | Rejected, *, signed: bool) -> None:
    assert row.line >= 1
    if isinstance(row, Rejected):
        assert row.reason
        return
    assert row.amount_minor >= 0 or signed
    assert row.kind in {"income", "expense", "refund", "transfer", "neutral", "skip", "adjust"}
    for text in (row.account, row.counter_account, row.counterparty, row.category, row.note, row.external_id):
        # What PostgreSQL would refuse to store.
        assert "\0" not in text
        text.encode("utf-8")


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_reading_random_bytes_raises_only_our_own_errors(content):
    read_all(content)


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", ALIPAY[:-40], WECHAT[:-40]]), st.binary(max_size=600))
@settings(max_examples=200, deadline=None)
def test_reading_random_bytes_after_a_true_beginning_raises_only_our_own_errors(beginning, rest):
    read_all(beginning + rest)


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_reading_a_damaged_file_raises_only_our_own_errors(name, data):
    content = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        change = data.draw(st.sampled_from(["set", "drop", "insert", "cut"]))
        if change == "set":
            content[at] = data.draw(st.integers(0, 255))
        elif change == "drop" and len(content) > 20:
            del content[at : at + data.draw(st.integers(1, 8))]
        elif change == "insert":
            content[at:at] = data.draw(st.binary(max_size=8))
        elif at > 10:
            del content[at:]
    read_all(bytes(content))


SHEET_PIECES = [
    "<row>",
    '<row r="3">',
    "</row>",
    '<c r="A3">',
    '<c r="a">',
    '<c t="s">',
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<is>",
    "<t>",
    "</t>",
    "</is>",
    "1",
    "-1",
    "x",
    "&amp;",
    "<rPh>",
    "</rPh>",
]


@given(st.lists(st.sampled_from(SHEET_PIECES), max_size=40))
@settings(max_examples=200, deadline=None)
def test_reading_any_sheet_raises_only_our_own_errors(pieces):
    rows = "".join(pieces)
    read_all(xlsx_of({"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"}))
