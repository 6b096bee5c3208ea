"""Moving the whole book of another app in: accounts with their balances, categories in two levels, people, projects."""

import datetime as dt
import io
import random
from collections import Counter
from pathlib import Path

import pytest

from ledger.models import Account, Category, Entry, ImportBatch, Member, Merchant, Project
from ledger.queries.balances import account_balances
from ledger.scenarios import tabler_icons
from ledger.services.categories import add_category
from ledger.services.entries import record_entry
from ledger.services.imports import import_files, undo_import
from ledger.services.imports.icons import category_icon
from tests.cast import account, expense
from tests.ledger.importers.feidee_builders import feidee_cloud_xlsx, feidee_csv, feidee_kbf, feidee_legacy_xls
from tests.ledger.imports.bills import LUNCH, alipay, assert_exact

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def row(word: str, day: str, name: str, amount: str, **more: str) -> dict[str, str]:
    return {"交易类型": word, "日期": day, "账户": name, "金额": amount} | more


OPENED = row("余额变更", "2024-01-01", "招商银行储蓄卡", "5000.00")
OWED = row("负债变更", "2024-01-01", "招行信用卡", "800.00")
LUNCH_OUT = row(
    "支出", "2024-01-02 12:30", "招行信用卡", "32.50", 类别="食品酒水", 子类别="早午晚餐", 商家="沙县小吃", 成员="小满"
)
TAXI = row("支出", "2024-01-03", "现金", "20", 类别="行车交通", 子类别="打车租车", 成员="老婆", 项目="装修")
BACK = row("支出", "2024-01-04", "现金", "-12.30", 类别="食品酒水", 子类别="早午晚餐")
PAY = row("收入", "2024-01-05", "招商银行储蓄卡", "9000", 类别="职业收入", 子类别="工资收入", 成员="本人")
GIVEN_BACK = row("收入", "2024-01-06", "招商银行储蓄卡", "-100", 类别="职业收入", 子类别="工资收入", 成员="家庭公用")
CASH = (
    row("转出", "2024-01-02 09:00", "招商银行储蓄卡", "200", 关联Id="T1"),
    row("转入", "2024-01-02 09:00", "现金", "200", 关联Id="T1"),
)
PAID_CARD = (
    row("转入", "2024-01-20", "招行信用卡", "500", 关联Id="T2"),
    row("转出", "2024-01-20", "招商银行储蓄卡", "500", 关联Id="T2"),
)
BOOK = (OPENED, OWED, *CASH, LUNCH_OUT, TAXI, BACK, PAY, GIVEN_BACK, *PAID_CARD)


def move_in(member, content: bytes, name: str = "随手记.csv") -> ImportBatch:
    batch = import_files(member, files=[(name, io.BytesIO(content))])
    assert batch.state == "done", batch.error
    return batch


def balances(book) -> dict[str, int]:
    return {each.account.name: each.balance_minor for each in account_balances(book) if each.n}


def compared(batch: ImportBatch) -> dict[str, tuple]:
    """(what the source shows, what the book shows) of each account."""
    return {
        place["name"]: (
            place["balance_minor"] if place["stated_minor"] is None else place["stated_minor"],
            place["found_minor"],
        )
        for place in batch.places
    }


def test_accounts_move_in_with_their_balances_and_kinds(owner, book):
    batch = move_in(owner, feidee_csv(*BOOK))

    # 5000 - 200 + 9000 - 100 - 500; -800 - 32.50 + 500; 200 - 20 + 12.30
    expected = {"招商银行储蓄卡": 1320000, "招行信用卡": -33250, "现金": 19230}
    assert balances(book) == expected
    assert compared(batch) == {name: (balance, balance) for name, balance in expected.items()}
    kinds = dict(Account.objects.filter(book=book, name__in=expected).values_list("name", "kind"))
    assert kinds == {"招商银行储蓄卡": "bank", "招行信用卡": "credit_card", "现金": "cash"}
    # The book had cash already; the other two are new.
    assert {place["name"] for place in batch.places if place.get("made")} == {"招商银行储蓄卡", "招行信用卡"}
    assert_exact(book)


def test_rows_keep_who_what_and_for_which_project(owner, book):
    child = Member.objects.create(book=book, name="小满")
    move_in(owner, feidee_csv(*BOOK))
    entries = Entry.objects.filter(book=book)

    lunch = entries.get(merchant__name="沙县小吃")
    assert (lunch.kind, lunch.amount_minor, lunch.member, lunch.date) == ("expense", 3250, child, dt.date(2024, 1, 2))
    assert (lunch.category.parent.name, lunch.category.name) == ("食品酒水", "早午晚餐")
    taxi = entries.get(project__name="装修")
    assert (taxi.member.name, taxi.member.role) == ("老婆", "")
    pay = entries.get(kind="income")
    assert (pay.member, pay.category.kind) == (owner, "income")
    back = entries.get(kind="refund", to_account__isnull=False)
    assert (back.amount_minor, back.category) == (1230, lunch.category)
    given_back = entries.get(kind="refund", from_account__isnull=False)
    assert (given_back.amount_minor, given_back.category, given_back.member) == (10000, pay.category, None)
    assert {each.to_account.name for each in entries.filter(kind="transfer")} == {"现金", "招行信用卡"}
    adjusted = entries.filter(kind="adjustment").order_by("from_account")
    assert [each.from_account and each.from_account.name for each in adjusted] == ["招行信用卡", None]


def test_categories_are_the_books_own_where_the_names_are_else_made_with_an_icon(owner, book):
    top = add_category(owner, name="食品酒水", kind="expense", icon="apple")
    before = set(Category.objects.filter(book=book).values_list("pk", flat=True))
    move_in(owner, feidee_csv(*BOOK))

    made = Category.objects.filter(book=book).exclude(pk__in=before)
    assert {(each.kind, each.parent and each.parent.name, each.name) for each in made} == {
        ("expense", "食品酒水", "早午晚餐"),
        ("expense", None, "行车交通"),
        ("expense", "行车交通", "打车租车"),
        ("income", None, "职业收入"),
        ("income", "职业收入", "工资收入"),
    }
    assert made.get(name="早午晚餐").parent == top
    icons = tabler_icons()
    assert all(each.icon and (icons is None or each.icon in icons) for each in made)


@pytest.mark.parametrize(
    "name", ["食品酒水", "衣服饰品", "居家物业", "行车交通", "交流通讯", "人情往来", "医疗保健", "金融保险"]
)
def test_usual_categories_of_other_apps_have_icons_of_their_own(name):
    icon = category_icon(name, "expense")
    assert icon not in ("", "tag")
    assert icon in (tabler_icons() or {icon})


def test_a_category_of_one_level_finds_its_name_on_either_level(owner, book):
    top = Category.objects.filter(book=book, kind="expense", parent__isnull=True).first()
    sub = add_category(owner, name="奶茶", kind="expense", icon="cup", parent=top)
    move_in(owner, feidee_csv(row("支出", "2024-01-02", "现金", "18", 子类别="奶茶"), version="v5-least"))
    assert Entry.objects.get(book=book).category == sub


def test_the_same_book_again_brings_nothing_and_its_balances_still_agree(owner, book):
    move_in(owner, feidee_csv(*BOOK))
    before = balances(book)
    again = move_in(owner, feidee_csv(*BOOK))
    assert (again.counts["written"], again.counts["known"]) == (0, 9)
    assert balances(book) == before
    assert all(source == found for source, found in compared(again).values())

    longer = move_in(owner, feidee_csv(*BOOK, row("支出", "2024-02-01", "现金", "30", 类别="其他杂项")))
    assert longer.counts["written"] == 1
    assert compared(longer)["现金"] == (16230, 16230)


def test_accounts_that_the_book_used_before_are_said_to_differ(owner, book):
    record_entry(owner, draft=expense(book, 500, from_account=account(book, "cash")))
    batch = move_in(owner, feidee_csv(*BOOK))
    assert compared(batch)["现金"] == (19230, 18730)


def test_undo_takes_everything_back_that_nothing_else_uses(owner, book):
    def names():
        return {
            model.__name__: set(model.objects.filter(book=book).values_list("name", flat=True))
            for model in (Account, Category, Member, Project)
        }

    before = names()
    batch = move_in(owner, feidee_csv(*BOOK))
    taxi = Category.objects.get(book=book, name="打车租车")
    record_entry(owner, draft=expense(book, 700, from_account=account(book, "cash"), category=taxi))
    undo_import(owner, batch)

    # What somebody has used since stays, and so does what it stands under.
    before["Category"] |= {"打车租车", "行车交通"}
    assert names() == before
    assert [each.amount_minor for each in Entry.objects.filter(book=book)] == [700]
    assert_exact(book)
    assert move_in(owner, feidee_csv(*BOOK)).counts["written"] == batch.counts["written"]
    assert_exact(book)


def random_book(choose: random.Random) -> tuple[list[dict[str, str]], Counter]:
    """Rows of an export of 随手记, and the balance of each account in fen, by its own arithmetic."""
    rows: list[dict[str, str]] = []
    balances: Counter = Counter()
    names = ["现金", "招行信用卡", "公交卡", "小李"]
    for number in range(60):
        word = choose.choice(["收入", "支出", "余额变更", "负债变更", "债权变更", "转账"])
        day, name = f"2024-0{choose.randint(1, 9)}-1{choose.randint(0, 9)}", choose.choice(names)
        fen = choose.choice([0, 1, -1, choose.randint(-99999, 99999)])
        amount = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"
        if word == "转账":
            other = choose.choice(names)
            legs = [
                row("转出", day, name, amount, 关联Id=f"T{number}"),
                row("转入", day, other, amount, 关联Id=f"T{number}"),
            ]
            choose.shuffle(legs)
            rows += legs
            balances[name] -= fen
            balances[other] += fen
        else:
            sorts = {"类别": choose.choice(["", "食品酒水"]), "成员": choose.choice(["", "小满"])}
            rows.append(row(word, day, name, amount, **sorts if word in ("收入", "支出") else {}))
            balances[name] += -fen if word in ("支出", "负债变更") else fen
    return rows, balances


@pytest.mark.parametrize("seed", range(4))
def test_any_book_moves_in_with_the_balances_it_has(owner, book, seed):
    rows, expected = random_book(random.Random(seed))
    batch = move_in(owner, feidee_csv(*rows))

    assert {name: minor for name, minor in balances(book).items() if minor} == {
        name: minor for name, minor in expected.items() if minor
    }
    assert all(source == found for source, found in compared(batch).values())
    assert_exact(book)
    assert move_in(owner, feidee_csv(*reversed(rows))).counts["written"] == 0
    undo_import(owner, batch)
    assert not Entry.objects.filter(book=book).exists()


def test_a_file_with_more_accounts_than_anybody_has_is_refused(owner, book):
    rows = [row("支出", "2024-01-01", f"账户{number}", "1.00") for number in range(1001)]
    batch = import_files(owner, files=[("随手记.csv", io.BytesIO(feidee_csv(*rows)))])
    assert batch.state == "failed"
    assert "1000" in batch.error


BACKUP = """
    INSERT INTO t_account_group VALUES (3, '现金口袋'), (14, '信用卡'), (24, '基金');
    INSERT INTO t_account VALUES (-1, '钱包', 3, 80.1, 'CNY', 0, 0, 0, 0), (-2, '招行', 14, 0, 'CNY', 450, 0, 0, 0),
        (-3, '天弘', 24, 66, 'CNY', 0, 0, 0, 1), (-4, '旅行卡', 3, 16, 'USD', 0, 0, 0, 0),
        (-5, '空', 3, 0, 'CNY', 0, 0, 0, 0);
    INSERT INTO t_transaction VALUES
        (-10, 1433347200000, '', 0, -1, 0, 19.9, 0, -4, 19.9, '', 0),
        (-11, 1433317680000, '', 9, 0, 0, 550, -2, 0, 550, '', 0),
        (-12, 1433433600000, '还', 3, -1, 0, 100, -2, 0, 100, 'A1', 0),
        (-13, 1433433600000, '还', 2, -1, 0, 100, -2, 0, 100, 'A1', 0),
        (-14, 1433433600000, '', 3, -1, 0, 100, -4, 0, 100, 'A2', 0),
        (-15, 1433433600000, '', 2, -1, 0, 16, -4, 0, 16, 'A2', 0);"""


def test_a_backup_brings_the_balances_that_it_states_by_opening_ones(owner, book):
    batch = move_in(owner, feidee_kbf(BACKUP), "我的账本.kbf")

    assert balances(book) == {"钱包": 8010, "招行": -45000, "天弘": 6600, "旅行卡": 1600}
    assert all(source == found for source, found in compared(batch).values())
    assert not Account.objects.filter(book=book, name="空").exists()
    fund = Account.objects.get(book=book, name="天弘")
    assert (fund.kind, fund.hidden) == ("investment", True)
    # The wallet's rows give -219.90, so 300.00 was there before; the fund has no rows at all.
    openings = Entry.objects.filter(book=book, kind="adjustment", date=dt.date(2015, 6, 3), time__isnull=True)
    assert {each.to_account.name: each.amount_minor for each in openings} == {"钱包": 30000, "天弘": 6600}
    changed = Entry.objects.get(book=book, to_account__name="旅行卡")
    assert (changed.amount_minor, changed.to_amount_minor, changed.base_amount_minor) == (10000, 1600, 10000)
    assert_exact(book)
    undo_import(owner, batch)
    assert not Entry.objects.filter(book=book).exists()
    assert_exact(book)


def test_lending_and_borrowing_make_the_accounts_they_need(owner, book):
    def moved(word, one, other):
        return {
            "交易类型": word, "日期": "2025-03-01", "账户1": one, "账户2": other, "账户币种": "CNY", "金额": "8",
        }  # fmt: skip

    move_in(owner, feidee_cloud_xlsx([moved("借出", "现金", "小李"), moved("借入", "老王", "现金")]), "book.xlsx")
    kinds = dict(Account.objects.filter(book=book, name__in=["小李", "老王"]).values_list("name", "kind"))
    assert kinds == {"小李": "receivable", "老王": "payable"}
    assert {name: minor for name, minor in balances(book).items() if minor} == {"小李": 800, "老王": -800}


def test_transfers_below_zero_go_the_other_way(owner, book):
    moved = {"交易类型": "转账", "日期": "2025-03-01", "账户1": "现金", "账户2": "饭卡", "金额": "-50"}
    move_in(owner, feidee_legacy_xls([moved]), "book.xls")
    assert balances(book) == {"现金": 5000, "饭卡": -5000}


def test_a_bookkeeper_brings_no_new_people_but_everything_else(bookkeeper, book):
    batch = move_in(bookkeeper, feidee_csv(*BOOK))
    assert not Member.objects.filter(book=book, name="老婆").exists()
    assert Entry.objects.get(book=book, project__name="装修").member is None
    assert all(source == found for source, found in compared(batch).values())


def test_a_bill_beside_a_whole_book_is_still_a_bill(owner, book):
    files = [("随手记.csv", io.BytesIO(feidee_csv(*BOOK))), ("支付宝.csv", alipay(LUNCH))]
    batch = import_files(owner, files=files)
    assert batch.counts["written"] == 10
    assert Merchant.objects.filter(book=book, name="沙县小吃").exists()
    assert_exact(book)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of bills is not beside the project")
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(SHARED.glob("feidee-*/*")) if path.suffix != ".json" and "empty" not in path.name],
    ids=lambda path: path.name,
)
def test_samples_move_in_and_every_balance_is_the_source_s(owner, book, path):
    batch = move_in(owner, path.read_bytes(), path.name)
    assert compared(batch)
    assert all(source == found for source, found in compared(batch).values())
    assert_exact(book)
    assert move_in(owner, path.read_bytes(), path.name).counts["written"] == 0
    undo_import(owner, batch)
    assert not Entry.objects.filter(book=book).exists()
    assert_exact(book)
