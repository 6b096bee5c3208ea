"""Any table: what is guessed of its layout, and what its cells and rows are then."""

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers import BillUnreadable, RawRecord, Rejected, generic_csv, generic_xlsx, open_bill
from ledger.importers.generic import Layout, check_layout
from ledger.importers.generic_cells import currency_code, currency_mark, day_and_time, direction_of, signed_amount
from tests.ledger.importers.builders import sheet_xml, xlsx_of


def guessed(text: str, encoding="utf-8") -> Layout:
    found = generic_csv.guess(io.BytesIO(text.encode(encoding)))
    assert found is not None
    return found.layout


def roles(text: str) -> dict[str, str]:
    layout = guessed(text)
    return {role: layout.heading[place] for place, role in enumerate(layout.roles) if role}


def rows_of(text: str, layout: Layout | None = None) -> list[RawRecord | Rejected]:
    file = io.BytesIO(text.encode())
    return list(generic_csv.read_as(file, layout) if layout else generic_csv.read(file))


def told(rows) -> list[tuple]:
    return [(row.kind, row.date.isoformat(), row.amount_minor) for row in rows if isinstance(row, RawRecord)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("35", 3500),
        ("-35.00", -3500),
        ("35.00-", -3500),
        ("(35.00)", -3500),
        ("+1,234.5", 123450),
        ("¥ 1,234.50", 123450),
        ("￥-12", -1200),
        ("-$12.30", -1230),
        ("$-12.30", -1230),
        ("HK$8", 800),
        ("CNY 123.18", 12318),
        ("12.5元", 1250),
        ("1 234.50", 123450),
        ("1'234.50", 123450),
        ("'-35.00", -3500),
        ("．５", 50),
        ("12.300", 1230),
    ],
)
def test_signed_amount_reads_what_people_write(text, amount):
    assert signed_amount(text, 2) == amount


@pytest.mark.parametrize(("text", "amount"), [("1.234,50", 123450), ("-12,5", -1250), ("1 234,50 EUR", 123450)])
def test_signed_amount_with_a_decimal_comma(text, amount):
    assert signed_amount(text, 2, ",") == amount


@pytest.mark.parametrize("text", ["", "-", "五元", "12abc", "1.005", "--5", "(-5)", "1,2", "468.32(已全额退款)"])
def test_signed_amount_refuses_what_is_no_amount(text):
    with pytest.raises(ValueError):
        signed_amount(text, 2)


@pytest.mark.parametrize(
    ("text", "order", "day", "time"),
    [
        ("2024-05-01", "dmy", (2024, 5, 1), None),
        ("2024/5/1 8:05", "ymd", (2024, 5, 1), (8, 5)),
        ("2024年5月1日", "ymd", (2024, 5, 1), None),
        ("20240501", "ymd", (2024, 5, 1), None),
        ("20240501 080509", "ymd", (2024, 5, 1), (8, 5, 9)),
        ("2024-05-01T20:05:09+08:00", "ymd", (2024, 5, 1), (20, 5, 9)),
        ("5/1/24", "mdy", (2024, 5, 1), None),
        ("1.5.2024", "dmy", (2024, 5, 1), None),
        ("24-05-01", "ymd", (2024, 5, 1), None),
        ("5/1/1999 8:05 PM", "mdy", (1999, 5, 1), (20, 5)),
        ("1 May 2024", "ymd", (2024, 5, 1), None),
        ("May 1, 2024", "ymd", (2024, 5, 1), None),
        ("45413.5", "ymd", (2024, 5, 1), (12, 0)),
    ],
)
def test_day_and_time_reads_what_programs_write(text, order, day, time):
    assert day_and_time(text, order) == (dt.date(*day), dt.time(*time) if time else None)


@pytest.mark.parametrize("text", ["", "昨天", "2024-02-30", "13/13/2024", "1/2/3", "3024-01-01", "2024-05-01 25:00"])
def test_day_and_time_refuses_what_is_no_day(text):
    with pytest.raises(ValueError):
        day_and_time(text, "mdy")


def test_words_of_money_and_direction():
    assert [currency_code(text) for text in ("人民币", "usd", "HK$", "￥")] == ["CNY", "USD", "HKD", "CNY"]
    assert [currency_mark(text) for text in ("¥5.00", "-$5", "5.00 EUR", "5.00")] == ["CNY", "USD", "EUR", ""]
    assert [direction_of(text) for text in ("支出", "借 Dr", "Credit", "转入", "午饭")] == [
        "out",
        "out",
        "in",
        "transfer-in",
        "",
    ]
    with pytest.raises(ValueError):
        currency_code("贝壳")


def test_guess_finds_the_columns_of_a_bank_below_its_preamble():
    text = (
        "# 招商银行交易记录\n# 账号: [6214]\n\n交易日期,交易时间,收入,支出,余额,交易类型,交易备注\n"
        '"\t20240101","\t12:27:47","","69.00","339749.14","\t网联协议支付","\t财付通-早饭"\n'
        '"\t20240102","\t11:17:45","1,190.00","","339818.14","\t代发工资","\t工资"\n\n# 收入合计: 1 笔\n'
    )
    assert roles(text) == {
        "date": "交易日期",
        "time": "交易时间",
        "in": "收入",
        "out": "支出",
        "note": "交易备注",
    }
    rows = rows_of(text)
    assert told(rows) == [("expense", "2024-01-01", 6900), ("income", "2024-01-02", 119000)]
    assert (rows[0].time, rows[0].note, rows[0].line) == (dt.time(12, 27, 47), "财付通-早饭", 5)


def test_guess_of_a_personal_table_finds_account_category_payee_and_currency():
    text = (
        "日期;类型;金额;币种;账户;分类;商家;备注\n01.02.2024;支出;12,50;欧元;现金;餐饮;Kiosk;咖啡\n"
        "13.02.2024;收入;1.000,00;EUR;银行;工资;;\n"
    )
    layout = guessed(text)
    assert (layout.delimiter, layout.decimal, layout.date_order) == (";", ",", "dmy")
    assert roles(text)["direction"] == "类型"
    first, second = rows_of(text)
    assert told([first, second]) == [("expense", "2024-02-01", 1250), ("income", "2024-02-13", 100000)]
    assert (first.currency, first.account, first.category, first.counterparty, first.note) == (
        "EUR",
        "现金",
        "餐饮",
        "Kiosk",
        "咖啡",
    )


def test_guess_without_a_heading_goes_by_what_the_cells_look_like():
    text = "05/01/2023,DOLLARAMA,1.96,,13178.46\n05/13/2023,SALARY,,332.22,13500.00\n05/14/2023,CAFE,3.50,,13496.50\n"
    layout = guessed(text)
    assert (layout.heading, layout.date_order) == ((), "mdy")
    assert layout.roles == ("date", "payee", "out", "in", "")
    assert told(rows_of(text)) == [
        ("expense", "2023-05-01", 196),
        ("income", "2023-05-13", 33222),
        ("expense", "2023-05-14", 350),
    ]


@pytest.mark.parametrize(
    ("days", "order", "sure"),
    [
        (("6/12/15", "6/13/15"), "mdy", True),
        (("13/6/15", "12/6/15"), "dmy", True),
        (("24-05-01", "24-05-02", "24-06-03"), "ymd", True),
        (("1/2/2024", "3/4/2024"), "mdy", False),
        (("1.2.2024", "3.4.2024"), "dmy", False),
    ],
)
def test_guess_of_the_order_of_dates_goes_by_all_of_them_and_tells_when_it_is_not_sure(days, order, sure):
    found = generic_csv.guess(io.BytesIO("\n".join(["Date,Amount", *(f"{day},5.00" for day in days)]).encode()))
    assert (found.layout.date_order, found.order_sure) == (order, sure)


@pytest.mark.parametrize(
    ("cells", "currency", "sure"),
    [("午饭,5.00", "CNY", False), ("lunch,5.00", "USD", False), ("lunch,£5.00", "GBP", True)],
)
def test_guess_of_the_currency_goes_by_the_amounts_and_then_by_the_language(cells, currency, sure):
    found = generic_csv.guess(io.BytesIO(f"Date,Payee,Amount\n2024-05-01,{cells}\n".encode()))
    assert (found.layout.currency, found.currency_sure) == (currency, sure)


def test_read_of_a_cards_bill_takes_what_is_below_zero_as_given_back_or_paid_off():
    layout = Layout(("date", "payee", "amount"), ("Date", "Description", "Amount"), minus="in", currency="CNY")
    text = "Date,Description,Amount\n2024-05-01,店,35\n2024-05-02,退货 店,-10\n2024-05-03,自动还款,-25\n"
    rows = rows_of(text, layout)
    assert [row.kind for row in rows] == ["expense", "refund", "transfer"]
    assert (rows[2].account, rows[2].counter_account) == ("", "")


def test_read_of_a_category_that_is_an_account_is_a_transfer_from_where_the_money_leaves():
    layout = Layout(("date", "amount", "account", "category"), ("d", "a", "acc", "cat"))
    rows = rows_of("d,a,acc,cat\n2024-05-01,-5,现金,银行\n2024-05-02,5,现金,银行\n2024-05-03,-5,银行,餐饮\n", layout)
    assert [(row.kind, row.account, row.counter_account) for row in rows] == [
        ("transfer", "现金", "银行"),
        ("transfer", "银行", "现金"),
        ("expense", "银行", ""),
    ]


def test_read_of_bad_rows_rejects_each_with_its_reason_and_keeps_the_others():
    text = (
        "日期,金额,币种\n2024-05-01,5,CNY\n昨天,5,CNY\n2024-05-02,五,CNY\n2024-05-03,5,贝壳\n2024-05-04,1.005,CNY\n"
        "2024-05-05,6,CNY\n以上数据仅供参考,,\n"
    )
    rows = rows_of(text)
    assert told(rows) == [("income", "2024-05-01", 500), ("income", "2024-05-05", 600)]
    assert [row.line for row in rows if isinstance(row, Rejected)] == [3, 4, 5, 6]
    assert all(row.reason for row in rows if isinstance(row, Rejected))


def test_read_of_both_columns_filled_rejects_the_row_and_of_dashes_takes_the_other():
    layout = Layout(("date", "out", "in"), ("d", "o", "i"))
    rows = rows_of("d,o,i\n2024-05-01,5,6\n2024-05-01,-,6\n2024-05-01,-3,\n2024-05-01,0.00,0\n", layout)
    assert isinstance(rows[0], Rejected)
    assert told(rows) == [("income", "2024-05-01", 600), ("refund", "2024-05-01", 300), ("expense", "2024-05-01", 0)]


def test_read_as_of_a_heading_that_is_not_there_says_so():
    with pytest.raises(BillUnreadable) as refused:
        rows_of("a,b\n2024-05-01,5\n", Layout(("date", "amount"), ("d", "a")))
    assert refused.value.code == "heading_missing"


def test_read_of_a_table_that_nobody_can_tell_asks_for_its_columns():
    with pytest.raises(BillUnreadable) as refused:
        rows_of("wann,wieviel\nmontags,5.00\n2024-05-01,sechs\n2024-05-02,7.00\n2024-05-03,7.00x\nx,y\nx,y\n")
    assert refused.value.code == "columns_unknown"


def test_read_of_a_workbook_takes_the_sheet_with_the_table_and_its_serial_dates():
    cover = sheet_xml([["说明"], ["这里什么也没有"]], None)
    table = sheet_xml([["记账"], ["日期", "金额", "备注"], [45413.5, -35.0, "早饭"], [45414.0, 1000.0, "工资"]], None)
    content = xlsx_of({"xl/worksheets/sheet1.xml": cover, "xl/worksheets/sheet2.xml": table})
    with open_bill(io.BytesIO(content)) as bills:
        (bill,) = bills
        rows = list(bill.read())
    assert bill.format == "generic-xlsx"
    assert told(rows) == [("expense", "2024-05-01", 3500), ("income", "2024-05-02", 100000)]
    assert (rows[0].time, rows[0].note, rows[0].line) == (dt.time(12), "早饭", 3)
    assert generic_xlsx.guess(io.BytesIO(content)).layout.sheet == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "cp1252"])
def test_read_finds_the_encoding(encoding):
    payee = "Café Zoé" if encoding == "cp1252" else "北京餐厅"
    content = f"Date,Payee,Amount\n2024-05-01,{payee},-35.00\n".encode(encoding)
    (row,) = generic_csv.read(io.BytesIO(content))
    assert row.counterparty == payee


def test_check_layout_says_what_is_wrong():
    assert check_layout(Layout(("date", "amount"))) == {}
    assert set(check_layout(Layout(("date", "date")))) == {"roles"}
    assert set(check_layout(Layout(("amount", "")))) == {"roles"}
    assert set(check_layout(Layout(("date", "note")))) == {"roles"}
    assert set(check_layout(Layout(("date", "amount"), date_order="xyz"))) == {"date_order"}


def test_layout_survives_being_stored():
    layout = Layout(("date", "", "amount"), ("日期", "", "金额"), date_order="mdy", minus="in", account="现金", sheet=2)
    assert Layout.from_json(layout.as_json()) == layout


@given(
    st.lists(st.lists(st.sampled_from(["2024-05-01", "5.00", "-3", "早饭", "", "日期", "金额", '"', "=1"]), max_size=5))
)
def test_read_of_any_cells_gives_rows_or_our_own_sentence(cells):
    text = "日期,金额,备注\n" + "\n".join(",".join(row) for row in cells)
    try:
        rows = rows_of(text)
    except BillUnreadable:
        return
    for row in rows:
        assert isinstance(row, Rejected) or row.amount_minor >= 0
