"""Amounts, moments and payment methods, cell by cell."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.cells import EPOCH_1904, minor_units, moment
from ledger.importers.methods import PaymentMethod, payment_method


@pytest.mark.parametrize(
    ("text", "exponent", "amount_minor"),
    [
        ("28.16", 2, 2816),
        ("¥28.16", 2, 2816),
        ("￥1,028.5", 2, 102850),
        ("50", 2, 5000),
        ("0.00", 2, 0),
        ("1.2300", 2, 123),
        ("１２.３０", 2, 1230),
        ("1200", 0, 1200),
        ("1200.00", 0, 1200),
        ("4.75", 3, 4750),
        ("9999999999999.99", 2, 999999999999999),
    ],
)
def test_minor_units_reads_amounts(text, exponent, amount_minor):
    assert minor_units(text, exponent) == amount_minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "¥",
        "-1.00",
        "+1.00",
        "1.005",
        "1.",
        ".50",
        "1e3",
        "1.2.3",
        "1_0.00",
        "²3.00",
        "十",
        "1.5x",
        "99999999999999.00",
    ],
)
def test_minor_units_refuses_what_is_no_amount(text):
    with pytest.raises(ValueError):
        minor_units(text)


@given(st.integers(0, 10**14), st.integers(0, 4))
def test_minor_units_reads_back_what_was_written(amount_minor, exponent):
    digits = str(amount_minor).rjust(exponent + 1, "0")
    text = f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits
    assert minor_units(text, exponent) == amount_minor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-08 12:30:15", (datetime.date(2025, 3, 8), datetime.time(12, 30, 15))),
        ("2025/3/8 9:05", (datetime.date(2025, 3, 8), datetime.time(9, 5))),
        ("2025-03-08T12:30:15", (datetime.date(2025, 3, 8), datetime.time(12, 30, 15))),
        ("2025-03-08", (datetime.date(2025, 3, 8), None)),
        # 2025-03-08 is day 45724.
        ("45724", (datetime.date(2025, 3, 8), None)),
        ("45724.25", (datetime.date(2025, 3, 8), datetime.time(6))),
        # One half of a microsecond short of the next second still is that second.
        ("46112.8994097222", (datetime.date(2026, 3, 31), datetime.time(21, 35, 9))),
    ],
)
def test_moment_reads_dates(text, expected):
    assert moment(text) == expected


def test_moment_of_a_serial_counts_from_the_workbooks_own_day():
    # Workbooks of old Macintoshes begin 1462 days later.
    assert moment("44262.5", EPOCH_1904) == (datetime.date(2025, 3, 8), datetime.time(12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "2025-02-30 10:00:00",
        "2025-03-08 25:00:00",
        "25-3-8",
        "2025-3-8-1",
        "1e9",
        "-5",
        "NaN",
        "0",
        "1899-01-01 00:00:00",
        "2025-03-08 1",
        "2025-03-08 +1:00",
        "99999999999999999999",
    ],
)
def test_moment_refuses_what_is_no_date(text):
    with pytest.raises(ValueError):
        moment(text)


@given(st.text(max_size=30) | st.text("0123456789-/: .T", max_size=20))
def test_cells_raise_nothing_but_value_error(text):
    for parse in (minor_units, moment):
        try:
            parse(text)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("raw", "source", "expected"),
    [
        ("招商银行信用卡(1234)", "alipay", ("招商银行", "credit_card", "1234")),
        ("招商银行信用卡(1234)&红包", "alipay", ("招商银行", "credit_card", "1234")),
        ("宁波银行储蓄卡(1746)", "alipay", ("宁波银行", "bank", "1746")),
        ("招商银行(9876)", "alipay", ("招商银行", "bank", "9876")),
        ("工商银行", "wechat", ("工商银行", "bank", "")),
        ("招商银行()", "wechat", ("招商银行", "bank", "")),
        ("中信银行信用卡分期(6428) 3期", "alipay", ("中信银行", "credit_card", "6428")),
        ("建设银行信用卡", "wechat", ("建设银行", "credit_card", "")),
        ("云闪付-招商银行(4523)", "alipay", ("招商银行", "bank", "4523")),
        ("余额", "alipay", ("支付宝余额", "wallet", "")),
        ("账户余额", "alipay", ("支付宝余额", "wallet", "")),
        ("零钱", "wechat", ("微信零钱", "wallet", "")),
        ("零钱通", "wechat", ("零钱通", "money_fund", "")),
        ("余额宝", "alipay", ("余额宝", "money_fund", "")),
        ("余额宝&红包", "alipay", ("余额宝", "money_fund", "")),
        ("花呗", "alipay", ("花呗", "pay_later", "")),
        ("花呗分期(3期)", "alipay", ("花呗", "pay_later", "")),
        ("余额宝&花呗金", "alipay", ("余额宝", "money_fund", "")),
        ("花呗&优惠", "alipay", ("花呗", "pay_later", "")),
        ("蚂蚁借呗", "alipay", ("借呗", "loan", "")),
        ("单车骑行卡抵扣", "alipay", ("", "", "")),
        ("红包&直播间专享券", "alipay", ("", "", "")),
        ("亲情卡(妈妈)", "alipay", ("", "", "")),
        ("支付宝小荷包(我们的)", "alipay", ("", "", "")),
        ("", "alipay", ("支付宝余额", "wallet", "")),
        ("", "wechat", ("微信零钱", "wallet", "")),
        ("", "", ("", "", "")),
    ],
)
def test_payment_method_names_the_account(raw, source, expected):
    assert payment_method(raw, source) == PaymentMethod(*expected)
