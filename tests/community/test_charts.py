"""Charts and scenes that are shared: nothing of the book stands in them but what was meant to."""

import datetime as dt
import json
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.errors import PostInvalid
from community.models import Post
from community.services.charts import SCALES, SORTS, begin_chart, chart_rows, freeze
from community.services.posts import PostDraft, publish
from community.services.scenes import structure_of, use_scene
from ledger import scenarios
from ledger.errors import RoleTooLow
from ledger.models import Account, Category, Entry, Member
from ledger.queries import months
from ledger.services.accounts import edit_account
from ledger.services.books import change_settings
from ledger.services.categories import add_category, edit_category
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.cast import account, category, expense
from tests.community.conftest import NOW, anna  # noqa: F401

MARK = "ZEICHEN"


@pytest.fixture(autouse=True)
def in_november():
    with mock.patch.object(months, "book_now", return_value=NOW):
        yield


def planted(owner: Member, amounts: list[int]) -> None:
    """A book in which every word is marked, and every amount is odd."""
    change_settings(owner, name=f"{MARK}-book")
    person = add_member(owner, name=f"{MARK}-person")
    for n, row in enumerate(Account.objects.filter(book=owner.book)[:3]):
        edit_account(owner, row, name=f"{MARK}-account{n}")
    own = add_category(owner, name=f"{MARK}-own", kind="expense", icon="tag")
    edit_category(owner, category(owner.book), name=f"{MARK}-renamed")
    for n, amount in enumerate(amounts):
        draft = expense(
            owner.book,
            amount,
            note=f"{MARK}-note",
            merchant=f"{MARK}-shop",
            project=f"{MARK}-project",
            tags=[f"{MARK}-tag"],
            member=person,
            category=own if n % 3 == 0 else category(owner.book, n=n % 2),
            date=dt.date(2026, 11 - n % 2, 1 + n % 15),
        )
        record_entry(owner, draft=draft)


# Odd amounts, large enough that none of them stands in a text by chance.
odd = st.lists(st.integers(10**6, 10**8).map(lambda n: 2 * n + 1), min_size=2, max_size=5, unique=True)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=odd)
def test_nothing_of_a_book_stands_in_a_chart(owner, anna, client, amounts):  # noqa: F811
    from django.db import transaction

    with transaction.atomic():
        planted(owner, amounts)
        for sort in SORTS:
            for scale in ("shares", "rounded"):
                draft = begin_chart(anna, owner, sort=sort, scale=scale, ago=0, at=NOW)
                post = publish(anna, PostDraft("chart", "十一月", data=draft.data, scene="family"), at=NOW, post=draft)
                page = client.get(f"/community/posts/{post.public_id}/").content.decode()
                told = json.dumps(list(Post.objects.filter(pk=post.pk).values()), default=str, ensure_ascii=False)
                plain = (page + told).replace(",", "")
                assert MARK not in plain
                assert str(owner.book.public_id) not in plain
                for amount in (*amounts, sum(amounts)):
                    assert str(amount) not in plain
                    assert f"{amount // 100}.{amount % 100:02d}" not in plain
                post.delete()
        transaction.set_rollback(True)


def test_the_scales_of_a_chart(owner, book):
    for n, amount in ((0, 123456), (1, 76544)):
        record_entry(owner, draft=expense(book, amount, category=category(book, n=n)))
    known = {each.key for each in scenarios.scene("family").walk()}
    rows = {scale: freeze(owner, sort="categories", scale=scale)["rows"] for scale in SCALES}
    assert {row["key"] for row in rows["exact"]} <= known
    assert [row["value"] for row in rows["exact"]] == [123456, 76544]
    assert [row["value"] for row in rows["shares"]] == [62, 38]
    assert [row["value"] for row in rows["rounded"]] == [120000, 80000]
    frozen = freeze(owner, sort="months", scale="exact")
    assert [row["key"] for row in frozen["rows"]] == ["2026-11-01"]
    shown = chart_rows(freeze(owner, sort="categories", scale="shares"), "zh-hans")
    assert (shown[0]["name"], shown[0]["length"]) == (category(book).name, 1000)
    with pytest.raises(PostInvalid):
        freeze(owner, sort="categories", scale="shares", ago=3)


def test_only_who_manages_a_book_shows_it(contributor):
    for share in (lambda: freeze(contributor, sort="months", scale="shares"), lambda: structure_of(contributor)):
        with pytest.raises(RoleTooLow):
            share()


def test_a_shared_scene_opens_a_book_arranged_alike(owner, book, bob, child):
    edit_category(owner, category(book), name="吃饭")
    top = add_category(owner, name="猫", kind="expense", icon="cat")
    add_category(owner, name="猫粮", kind="expense", icon="bone", parent=top)
    add_category(owner, name=f"{child.name}的零花", kind="expense", icon="coin")
    record_entry(
        owner, draft=EntryDraft(kind="expense", date=NOW.date(), amount_minor=7, from_account=account(book, "cash"))
    )
    structure = json.loads(json.dumps(structure_of(owner)))
    assert child.name not in json.dumps(structure, ensure_ascii=False)
    opened = use_scene(bob, structure, name="我们的").book
    rows = Category.objects.filter(book=opened, archived_at=None)
    assert (opened.name, opened.scene) == ("我们的", "family")
    assert rows.filter(name="猫粮", parent__name="猫").exists()
    assert rows.filter(name="吃饭", key=category(book).key).exists()
    assert rows.count() == Category.objects.filter(book=book, archived_at=None).count() - 1
    assert not Entry.objects.filter(book=opened).exists()
    with pytest.raises(PostInvalid):
        use_scene(bob, structure | {"slug": "moon"})
