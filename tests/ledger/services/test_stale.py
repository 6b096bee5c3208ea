"""Two people change one entry that both had open: what is kept, and what is asked."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import EntryInBin, EntryVersionStale
from ledger.models import Entry
from ledger.services.accounts import add_account
from ledger.services.drafts import draft_of
from ledger.services.entries import delete_entries, edit_entry, record_entry
from ledger.services.stale import entry_as_of
from tests.cast import account, category, expense

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(owner, book):
    draft = expense(book, 3500, note="牛肉面", time=dt.time(12, 13, 45), tags=("午饭",), extra={"km": 3, "order": "A1"})
    return record_entry(owner, draft=draft)


def test_different_fields_both_stand(owner, bookkeeper, book, entry):
    edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4000, "category": category(book, n=2)})
    saved = edit_entry(owner, entry, version=1, changes={"note": "牛肉面加蛋", "date": dt.date(2026, 11, 2)})
    assert (saved.amount_minor, saved.category, saved.note) == (4000, category(book, n=2), "牛肉面加蛋")
    assert (saved.date, saved.version, saved.changed_by) == (dt.date(2026, 11, 2), 3, owner)


def test_one_field_changed_to_two_values_is_refused_and_named(owner, bookkeeper, entry):
    edit_entry(bookkeeper, entry, version=1, changes={"note": "theirs", "amount_minor": 4000})
    with pytest.raises(EntryVersionStale) as refused:
        edit_entry(owner, entry, version=1, changes={"note": "mine", "claim": "open"})
    assert refused.value.meet == ["note"]
    assert refused.value.extra == {"version": 2, "conflicts": ["note"]}
    entry.refresh_from_db()
    assert (entry.note, entry.claim, entry.version) == ("theirs", "", 2)


def test_both_changed_it_to_one_value_is_no_conflict(owner, bookkeeper, entry):
    edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4000})
    assert edit_entry(owner, entry, version=1, changes={"amount_minor": 4000}).version == 2


def test_a_value_sent_along_as_it_was_takes_nothing_back(owner, bookkeeper, book, entry):
    """A page sends its whole form, and shows no seconds."""
    was = draft_of(entry)
    edit_entry(
        bookkeeper,
        entry,
        version=1,
        changes={
            "amount_minor": 4000,
            "from_account": account(book, "wallet"),
            "time": dt.time(9, 0),
            "tags": ("早饭",),
            "extra": {"km": 4, "order": "A1"},
        },
    )
    form = {
        "amount_minor": was.amount_minor,
        "from_account": was.from_account,
        "time": dt.time(12, 13),
        "tags": was.tags,
        "extra": was.extra,
        "note": "mine",
    }
    saved = edit_entry(owner, entry, version=1, changes=form)
    assert (saved.amount_minor, saved.from_account, saved.time) == (4000, account(book, "wallet"), dt.time(9, 0))
    assert (draft_of(saved).tags, saved.extra, saved.note) == (("早饭",), {"km": 4, "order": "A1"}, "mine")


def test_the_fields_of_a_scene_are_merged_one_by_one(owner, bookkeeper, entry):
    edit_entry(bookkeeper, entry, version=1, changes={"extra": {"km": 4, "order": "A1"}})
    saved = edit_entry(owner, entry, version=1, changes={"extra": {"km": 3, "litres": 40}})
    assert saved.extra == {"km": 4, "litres": 40}
    with pytest.raises(EntryVersionStale) as refused:
        edit_entry(owner, entry, version=1, changes={"extra": {"km": 5, "order": "A1"}})
    assert refused.value.meet == ["extra.km"]


def test_an_amount_is_not_merged_into_another_currency(owner, bookkeeper, book, entry):
    yen = add_account(owner, name="日元现金", kind="cash", currency="JPY")
    edit_entry(bookkeeper, entry, version=1, changes={"from_account": yen, "base_amount_minor": 3500})
    with pytest.raises(EntryVersionStale) as refused:
        edit_entry(owner, entry, version=1, changes={"amount_minor": 4000})
    assert refused.value.meet == ["amount_minor"]


def test_what_was_deleted_meanwhile_stays_deleted(owner, bookkeeper, entry):
    delete_entries(bookkeeper, entries=[entry])
    with pytest.raises(EntryInBin):
        edit_entry(owner, entry, version=1, changes={"note": "mine"})


def test_a_version_that_never_was_is_refused(owner, bookkeeper, entry):
    for version in (0, 2):
        with pytest.raises(EntryVersionStale):
            edit_entry(owner, entry, version=version, changes={"note": "mine"})


def test_the_history_gives_each_version_back(owner, bookkeeper, book, entry):
    drafts = [draft_of(entry)]
    for changes in (
        {"amount_minor": 4000, "merchant": "老李家常菜馆"},
        {"from_account": account(book, "wallet"), "category": None, "time": None},
        {"merchant": "", "note": "", "tags": ("晚饭", "加班"), "date": dt.date(2026, 10, 31)},
    ):
        entry = edit_entry(bookkeeper, entry, version=entry.version, changes=changes)
        drafts.append(draft_of(entry))
    for version, draft in enumerate(drafts, start=1):
        assert draft_of(entry_as_of(entry, version)) == draft


FIELDS = {
    "note": "x",
    "amount_minor": 4100,
    "date": dt.date(2026, 10, 2),
    "claim": "open",
    "merchant": "超市",
    "tags": ("x",),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.booleans(), min_size=1))
def test_who_saves_first_makes_no_difference(owner, bookkeeper, entry, whose):
    """Each field goes to one of the two editors; the entry ends with all of their changes, in either order."""
    mine, theirs = ({name: FIELDS[name] for name, me in whose.items() if me is side} for side in (True, False))
    found = []
    for first, second in (((owner, mine), (bookkeeper, theirs)), ((bookkeeper, theirs), (owner, mine))):
        with transaction.atomic():
            for editor, changes in (first, second):
                if changes:
                    edit_entry(editor, entry, version=1, changes=changes)
            found.append(draft_of(Entry.objects.get(pk=entry.pk)))
            transaction.set_rollback(True)
    amount_minor = (mine | theirs).get("amount_minor", 3500)
    wanted = draft_of(entry).changed(**mine, **theirs, base_amount_minor=amount_minor)
    assert found == [wanted, wanted]
