"""Two names made one, taken back as one, and what the old name means afterwards."""

import datetime as dt

import pytest

from ledger.errors import NotMergeable, RoleTooLow
from ledger.models import Account, Budget, Category, Entry, MerchantRule, Project, Tag
from ledger.models import Merchant as MerchantRow
from ledger.queries.balances import account_balance
from ledger.queries.names import in_use, merged_names, uses
from ledger.services.accounts import add_account
from ledger.services.categories import add_category
from ledger.services.entries import delete_entries, edit_entry, record_entry
from ledger.services.imports.categories import Categoriser
from ledger.services.members import add_member, pocket_of
from ledger.services.merging import merge
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from tests.cast import account, category, expense, transfer
from tests.ledger.imports.bills import SHOP, alipay, bring


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


def state(book):
    """All that a merge may change: entries and the rows that name or are named."""
    columns = ("category_id", "merchant_id", "project_id", "member_id", "from_account_id", "to_account_id", "tags")
    rows = [list(Entry.objects.filter(book=book).order_by("id").values_list(*columns, "deleted_at"))]
    for model in (Account, Category, MerchantRow, Project, Tag):
        rows.append(list(model.objects.filter(book=book).order_by("id").values_list("name", "archived_at")))
    rows.append(list(Budget.objects.filter(book=book).order_by("id").values_list("category_id", "amount_minor")))
    rows.append(list(Category.objects.filter(book=book).order_by("id").values_list("parent_id", "merged_into_id")))
    rows.append(list(MerchantRule.objects.filter(book=book).order_by("id").values_list("category_id", "name")))
    return rows


def test_categories_become_one_with_all_that_names_them_and_back(owner, book):
    snacks = add_category(owner, name="零食", kind="expense", icon="cookie")
    target = category(book, n=1)
    binned = record_entry(owner, draft=expense(book, 300, category=snacks))
    delete_entries(owner, entries=[binned])
    record_entry(owner, draft=expense(book, 500, category=snacks))
    record_entry(owner, draft=expense(book, 700, category=target))
    MerchantRule.objects.create(book=book, name="良品铺子", kind="expense", category=snacks, created_by=owner)
    Budget.objects.create(book=book, category=snacks, amount_minor=10000)
    Budget.objects.create(book=book, category=target, amount_minor=20000)
    before = state(book)

    step = merge(owner, snacks, target)

    assert step.n == 2
    assert set(Entry.objects.filter(book=book).values_list("category_id", flat=True)) == {target.pk}
    assert uses(book, Category, [target.pk, snacks.pk]) == {target.pk: 2}
    assert MerchantRule.objects.get(book=book).category == target
    assert Budget.objects.get(book=book).amount_minor == 30000
    snacks.refresh_from_db()
    assert snacks.archived_at is not None
    assert merged_names(target) == ["零食"]

    assert undo_step(owner, step).left_alone == 0
    assert state(book) == before


def test_children_follow_and_those_of_one_name_become_one(owner, book):
    one = add_category(owner, name="甲", kind="expense", icon="tag")
    other = add_category(owner, name="乙", kind="expense", icon="tag")
    lunch = add_category(owner, name="午餐", kind="expense", icon="tag", parent=one)
    same = add_category(owner, name="午餐", kind="expense", icon="tag", parent=other)
    tea = add_category(owner, name="茶", kind="expense", icon="tag", parent=one)
    entry = record_entry(owner, draft=expense(book, category=lunch))
    before = state(book)

    step = merge(owner, one, other)

    entry.refresh_from_db()
    tea.refresh_from_db()
    assert (entry.category, tea.parent) == (same, other)
    undo_step(owner, step)
    assert state(book) == before


@pytest.mark.parametrize("model", [MerchantRow, Project, Tag])
def test_the_old_name_means_the_new_one(owner, book, model):
    named = {MerchantRow: "merchant", Project: "project", Tag: "tags"}[model]

    def record(*names):
        given = {named: names if model is Tag else names[0]}
        return record_entry(owner, draft=expense(book, **given))

    first, second = record("美宜佳(店)", "x"), record("美宜佳", "x")
    source, target = model.objects.get(name="美宜佳(店)"), model.objects.get(name="美宜佳")
    before = state(book)
    step = merge(owner, source, target)
    later = record("美宜佳(店)", "y")

    for entry in (first, second, later):
        entry.refresh_from_db()
        assert (target.pk in entry.tags) if model is Tag else (getattr(entry, named) == target)
    later.delete()
    Tag.objects.filter(name="y").delete()
    undo_step(owner, step)
    assert state(book) == before
    assert record("美宜佳(店)").pk in Entry.objects.filter(
        **({"tags__contains": [source.pk]} if model is Tag else {named: source})
    ).values_list("pk", flat=True)


def test_a_tag_that_an_entry_has_already_is_not_there_twice(owner, book):
    entry = record_entry(owner, draft=expense(book, tags=("a", "b")))
    a, b = Tag.objects.get(name="a"), Tag.objects.get(name="b")
    merge(owner, a, b)
    entry.refresh_from_db()
    assert entry.tags == [b.pk]


def test_a_bill_that_names_a_merged_merchant_or_account_finds_the_other(owner, book):
    card = add_account(owner, name="招行卡", kind="bank", number_tail="1234")
    shop = MerchantRow.objects.create(book=book, name="美宜佳")
    merge(owner, shop, MerchantRow.objects.create(book=book, name="楼下便利店"))
    merge(owner, card, account(book, "bank"))
    bring(owner, alipay(SHOP))
    entry = Entry.objects.get()
    assert entry.merchant.name == "楼下便利店"
    # And what is chosen for the one is chosen for the other.
    edit_entry(owner, entry, version=1, changes={"category": category(book, n=3)})
    assert Categoriser(book).category("expense", "美宜佳", "", "", None, 100) == category(book, n=3).pk
    assert entry.from_account == account(book, "bank")


def test_accounts_become_one_and_transfers_between_them_go_to_the_bin(owner, book):
    old = add_account(owner, name="旧卡", kind="bank")
    bank = account(book, "bank")
    record_entry(owner, draft=expense(book, 1000, from_account=old))
    between = record_entry(owner, draft=transfer(book, "bank", "cash").changed(to_account=old))
    there = record_entry(owner, draft=transfer(book, "cash", "bank", 300).changed(to_account=old))
    total = account_balance(old) + account_balance(bank)
    before = state(book)

    step = merge(owner, old, bank)

    between.refresh_from_db()
    there.refresh_from_db()
    assert between.deleted_at is not None
    assert there.to_account == bank
    assert (account_balance(bank), account_balance(old)) == (total, 0)
    undo_step(owner, step)
    assert state(book) == before


def test_a_person_without_a_user_becomes_one_with_another(owner, book):
    baby = add_member(owner, name="宝宝")
    child = add_member(owner, name="小满")
    record_entry(owner, draft=expense(book, 100, member=baby))
    record_entry(owner, draft=expense(book, 200, from_account=pocket_of(baby)))
    record_entry(owner, draft=expense(book, 400, from_account=pocket_of(child)))
    before = state(book)

    step = merge(owner, baby, child)

    assert account_balance(pocket_of(child)) == -600
    assert not Entry.objects.filter(member=baby).exists()
    assert not Entry.objects.filter(paid_by=baby).exists()
    undo_step(owner, step)
    assert state(book) == before


def test_what_was_merged_before_follows(owner, book):
    rows = [MerchantRow.objects.create(book=book, name=name) for name in "abc"]
    merge(owner, rows[0], rows[1])
    merge(owner, rows[1], rows[2])
    assert record_entry(owner, draft=expense(book, merchant="a")).merchant == rows[2]
    assert merged_names(rows[2]) == ["a", "b"]


def test_undo_leaves_alone_what_was_changed_since(owner, book):
    snacks = add_category(owner, name="零食", kind="expense", icon="cookie")
    entries = [record_entry(owner, draft=expense(book, 100, category=snacks)) for _ in range(2)]
    step = merge(owner, snacks, category(book))
    entries[0].refresh_from_db()
    edit_entry(owner, entries[0], version=entries[0].version, changes={"category": category(book, n=2)})
    assert undo_step(owner, step).left_alone == 1
    assert set(Entry.objects.values_list("category_id", flat=True)) == {snacks.pk, category(book, n=2).pk}


def test_what_cannot_be_merged(owner, book, bookkeeper, alice):
    salary, food = category(book, "income"), category(book)
    below = add_category(owner, name="x", kind="expense", icon="tag", parent=category(book, n=1))
    yen = add_account(owner, name="円", kind="cash", currency="JPY")
    pairs = [
        (salary, food),
        (food, food),
        (food, below),
        (yen, account(book, "cash")),
        (account(book, "bank"), account(book, "credit_card")),
        (bookkeeper, owner),
    ]
    for source, target in pairs:
        with pytest.raises(NotMergeable):
            merge(owner, source, target)


def test_only_who_arranges_merges(owner, book, contributor):
    with pytest.raises(RoleTooLow):
        merge(contributor, category(book), category(book, n=1))


def test_what_is_in_use(owner, book):
    unused = add_category(owner, name="x", kind="expense", icon="tag")
    assert not in_use(unused)
    Budget.objects.create(book=book, category=unused, amount_minor=1)
    assert in_use(unused)
    entry = record_entry(owner, draft=expense(book, tags=("t",), merchant="m", date=dt.date(2026, 1, 1)))
    delete_entries(owner, entries=[entry])
    assert in_use(Tag.objects.get(name="t"))
    assert in_use(MerchantRow.objects.get(name="m"))
