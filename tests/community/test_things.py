"""What everybody says of one thing, what its author says a year later, and the list of what one means to buy."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from community.errors import NotTheAuthor, PostInvalid, PostNotFound
from community.models import FollowUp, WishItem
from community.queries.things import thing_page
from community.services.follow_ups import ask_who_has_had_it_for_a_year, say_later
from community.services.posts import change_state, delete
from community.services.things import move_item
from community.services.wishes import add_wish, drop_wish, mark_wish
from tests.community.conftest import NOW, item, share

TEXT = "一年过去还在用，换过一次密封圈，花了十二块。"


def test_what_people_say_of_a_thing_counts_what_can_be_read(anna, ben):
    cup = share(anna, item(price_minor=9900)).items.get().thing
    share(ben, item(price_minor=8000, verdict="fair"), item("保温杯 ", price_minor=30000, verdict="not_worth"))
    share(ben, item(price_minor=1500, currency="JPY"), at=NOW - dt.timedelta(days=1))
    change_state(share(ben, item(price_minor=1), at=NOW - dt.timedelta(days=2)), "hidden")
    page = thing_page(None, cup)
    prices = [(row.currency, row.count, row.lowest_minor, row.median_minor, row.highest_minor) for row in page.prices]
    assert prices == [("CNY", 3, 8000, 9900, 30000), ("JPY", 1, 1500, 1500, 1500)]
    assert (page.people, [count for _verdict, count in page.verdicts]) == (2, [2, 1, 1])


def test_a_thing_that_nobody_shares_any_more_has_no_page(anna):
    post = share(anna)
    thing = post.items.get().thing
    delete(anna, post, at=NOW)
    with pytest.raises(PostNotFound):
        thing_page(anna, thing)


def test_an_author_says_that_two_names_mean_one_thing(anna, ben):
    cup, mug = share(anna).items.get(), share(ben, item("马克杯")).items.get()
    with pytest.raises(NotTheAuthor):
        move_item(anna, mug, cup.thing)
    move_item(ben, mug, cup.thing)
    assert cup.thing.items.count() == 2


def test_a_year_later_its_author_is_asked_once_and_answers(anna, ben):
    bought = item(bought_on=dt.date(2025, 12, 20))
    cup = share(anna, bought, item("新的", bought_on=dt.date(2026, 10, 1))).items.get(name="保温杯")
    assert ask_who_has_had_it_for_a_year(now=NOW) == 0
    later = dt.datetime(2026, 12, 21, 4, tzinfo=dt.UTC)
    assert ask_who_has_had_it_for_a_year(now=later) == 1
    assert ask_who_has_had_it_for_a_year(now=later) == 0
    told = Notice.objects.get(kind="follow_up")
    assert (told.user, told.facts["what"], str(cup.public_id) in told.path) == (anna, "保温杯", True)
    with pytest.raises(NotTheAuthor):
        say_later(ben, cup, verdict="worth", text=TEXT, at=later)
    with pytest.raises(PostInvalid):
        say_later(anna, cup, verdict="worth", text="还行", at=later)
    say_later(anna, cup, verdict="not_worth", text=TEXT, at=later)
    with pytest.raises(PostInvalid):
        say_later(anna, cup, verdict="worth", text=TEXT, at=later + dt.timedelta(days=80))
    assert FollowUp.objects.get().verdict == "not_worth"
    assert [row.text for row in thing_page(None, cup.thing).later] == [TEXT]


def test_nobody_says_it_before_three_hundred_days(anna):
    cup = share(anna, item(bought_on=dt.date(2026, 3, 9))).items.get()
    for days, may in ((299, False), (300, True)):
        at = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=days)
        if may:
            say_later(anna, cup, verdict="fair", text=TEXT, at=at)
        else:
            with pytest.raises(PostInvalid):
                say_later(anna, cup, verdict="fair", text=TEXT, at=at)


def test_a_wish_stays_when_its_post_goes(anna, ben):
    post = share(anna)
    wish = add_wish(ben, post.items.get(), at=NOW)
    assert add_wish(ben, post.items.get(), at=NOW).pk == wish.pk
    with pytest.raises(PostNotFound):
        mark_wish(anna, wish.public_id, done_at=NOW)
    mark_wish(ben, wish.public_id, done_at=NOW)
    post.items.all().delete()
    wish.refresh_from_db()
    assert (wish.item, wish.name, wish.price_minor, wish.done_at) == (None, "保温杯", 9900, NOW)
    drop_wish(ben, wish.public_id)
    assert not WishItem.objects.exists()


def test_editors_put_things_together_under_the_name_shared_most(anna, ben, stella):
    cup = share(anna).items.get().thing
    share(ben, at=NOW - dt.timedelta(days=1))
    long = share(ben, item("保温杯 500ml")).items.get().thing
    stella.is_superuser = True
    stella.save()
    client = Client()
    client.force_login(stella)
    client.post(reverse("admin:community_thing_changelist"), {"action": "merge", "_selected_action": [long.pk, cup.pk]})
    long.refresh_from_db()
    assert long.merged_into == cup
    assert cup.items.count() == 3
