"""Every importer keeps the contract of the registry; a new one is tested by being there."""

import pytest

from ledger.importers import BillUnreadable, importers, recognise
from ledger.importers.base import DATABASE, TEXT, WORKBOOK
from tests.ledger.importers.builders import alipay_csv, alipay_row, wechat_csv, wechat_row

EACH = list(importers().values())


def test_importers_are_found_by_listing_the_package():
    assert {"alipay-app-csv", "alipay-web-csv", "wechat-csv", "wechat-xlsx"} <= set(importers())


@pytest.mark.parametrize("importer", EACH, ids=lambda importer: importer.FORMAT)
def test_importer_keeps_the_contract(importer):
    assert importer.CARRIER in (TEXT, WORKBOOK, DATABASE)
    assert importer.SOURCE
    assert str(importer.LABEL)
    for head in (b"", b"\0" * 100, "日期,金额\n".encode(), b"\xff\xfe"):
        assert importer.sniff(head, "bill.csv") == 0.0


def test_recognise_goes_by_content_and_not_by_name():
    assert recognise(alipay_csv(alipay_row()), "微信支付账单.csv").FORMAT == "alipay-app-csv"
    assert recognise(wechat_csv(wechat_row()), "支付宝.csv").FORMAT == "wechat-csv"


@pytest.mark.parametrize(
    "header",
    ["交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"],
    ids=["JD"],
)
def test_recognise_leaves_the_bills_of_others_alone(header):
    with pytest.raises(BillUnreadable) as refused:
        recognise(header.encode(), "bill.csv")
    assert refused.value.code == "unrecognised"
