"""What somebody decides in the preview, and what is remembered of it."""

from ledger.models import Category, Entry, EntryChange, ImportGroup, Merchant, MerchantRule
from ledger.services.entries import edit_entry
from ledger.services.imports import choose_group, confirm_import, write_import
from tests.cast import account, category
from tests.ledger.imports.bills import LUNCH, NEUTRAL, SHOP, alipay, alipay_row, bring, preview


def test_neutral_rows_are_taken_as_what_somebody_says(owner, book):
    batch = preview(owner, alipay(NEUTRAL, LUNCH))
    group = ImportGroup.objects.get(batch=batch, kind="neutral")
    choose_group(owner, batch, group, taken_as="expense", category=category(book))
    confirm_import(owner, batch, queued=False)
    batch = write_import(batch.pk)

    assert batch.counts == {"new": 2, "written": 2, "restored": 0}
    assert Entry.objects.get(book=book, merchant__name="妈妈").category == category(book)


def test_rule_decides_for_the_next_import(owner, book):
    batch = preview(owner, alipay(SHOP))
    group = ImportGroup.objects.get(batch=batch)
    chosen = category(book, n=4)
    choose_group(owner, batch, group, category=chosen, account=account(book, "cash"), always=True)
    assert MerchantRule.objects.get(book=book).name == "美宜佳"

    later = alipay_row("2025-04-09 19:02:00", "美宜佳", "8.00", number="9", method="花呗")
    bring(owner, alipay(later))

    entry = Entry.objects.get(book=book)
    assert (entry.category, entry.from_account) == (chosen, account(book, "cash"))


def test_what_somebody_chose_last_beats_the_guess(owner, book):
    bring(owner, alipay(SHOP))
    entry = Entry.objects.get(book=book)
    chosen = category(book, n=5)
    assert entry.category not in (None, chosen)
    edit_entry(owner, entry, version=1, changes={"category": chosen})

    bring(owner, alipay(alipay_row("2025-04-09 19:02:00", "美宜佳", "8.00", number="9")))

    assert Entry.objects.get(book=book, amount_minor=800).category == chosen


def test_the_unused_categories_stay_clean(owner, book):
    """What was guessed is no wish: a merchant learns a category only where somebody chose one."""
    batch = preview(owner, alipay(SHOP, LUNCH))
    group = ImportGroup.objects.get(batch=batch, merchant="美宜佳")
    choose_group(owner, batch, group, category=Category.objects.get(book=book, key="children.toys"))
    confirm_import(owner, batch, queued=False)
    write_import(batch.pk)

    learnt = dict(Merchant.objects.filter(book=book).values_list("name", "category__key"))
    assert learnt == {"美宜佳": "children.toys", "沙县小吃": None}
    assert not EntryChange.objects.exists()
