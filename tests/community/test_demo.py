"""The demo's community: what its people tell equals what is in their books, worked out here a second time by hand."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Notice, User
from community.academy import lesson
from community.demo.cast import build_community
from community.demo.records import Community, DemoPost
from community.models import Appeal, Article, Case, Comment, FollowUp, Post, PostItem, QuizAnswer, Reaction
from community.queries.academy import academy_progress
from community.services.demo import write_community
from ledger.demo.cast import build_demo
from ledger.demo.records import Demo, DemoBook
from ledger.models import Entry
from ledger.services.demo import write_demo

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return build_demo(TODAY)


@pytest.fixture(scope="module")
def community(demo) -> Community:
    return build_community(demo)


def post(community: Community, key: str) -> DemoPost:
    return next(each for each in community.posts if each.key == key)


def said(amount_minor: int) -> str:
    """As people write it: a comma in thousands, fen only where there are any."""
    text = f"{amount_minor / 100:,.2f}"
    return text.removesuffix(".00")


def spent(book: DemoBook, first: dt.date, last: dt.date) -> int:
    sign = {"expense": 1, "refund": -1}
    return sum(sign.get(row.kind, 0) * row.amount_minor for row in book.entries if first <= row.date <= last)


def earned(book: DemoBook, first: dt.date, last: dt.date) -> int:
    return sum(row.amount_minor for row in book.entries if row.kind == "income" and first <= row.date <= last)


def test_posts_when_counted_then_there_are_more_than_eighty_and_each_is_whole(community):
    kinds = Counter(each.kind for each in community.posts)
    assert sum(kinds.values()) >= 80
    assert set(kinds) == {"story", "share", "question", "scene", "chart", "checkin"}
    assert Counter(each.author for each in community.posts)["xiaojiang"] == 12
    assert len({each.key for each in community.posts}) == len(community.posts)
    for each in community.posts:
        assert (each.kind == "share") == bool(each.items), each.key
        assert each.at.date() <= TODAY, each.key
    accepted = [one for each in community.posts for one in each.talk if one.accepted]
    assert len(accepted) == kinds["question"]


def test_things_when_people_of_the_demo_share_them_then_they_paid_that_in_that_month(demo, community):
    entries = {f"{book.key}/{entry.key}": entry for book in demo.books for entry in book.entries}
    theirs = {book.key: {member.person for member in book.members} for book in demo.books}
    shares = [each for each in community.posts if each.items and each.author != "xiaojiang"]
    assert len(shares) >= 20
    for share in shares:
        for item in share.items:
            paid = [entries[source] for source in item.sources]
            assert paid, (share.key, item.name)
            assert item.price_minor == sum(entry.amount_minor for entry in paid), (share.key, item.name)
            assert item.bought_on == max(entry.date for entry in paid)
            assert all(share.author in theirs[source.split("/")[0]] for source in item.sources)


def test_named_posts_when_the_books_are_added_up_again_then_the_numbers_are_theirs(demo, community):
    room = post(community, "room")
    whole = sum(entry.amount_minor for entry in demo.book("room").entries)
    assert (whole, sum(item.price_minor for item in room.items)) == (3_860_000, 3_860_000)
    assert room.title == "儿童房翻新 38,600，超了 3,600，超在这三样"
    # 小满 was born 26 months ago: the year runs from 2024-09 to 2025-08.
    year = dt.date(2024, 9, 1), dt.date(2025, 8, 31)
    assert spent(demo.book("baby"), *year) == 2_348_000
    assert "23,480" in post(community, "first-year").title
    assert (post(community, "first-year").chart.first, post(community, "first-year").chart.last) == year
    bakery, opening = demo.book("bakery"), post(community, "eighth-month").body
    months = [dt.date(2023 + (11 + n) // 12, (11 + n) % 12 + 1, 1) for n in range(9)]
    left = [
        earned(bakery, first, after - dt.timedelta(days=1)) - spent(bakery, first, after - dt.timedelta(days=1))
        for first, after in pairwise(months)
    ]
    assert [amount > 0 for amount in left] == [False] * 7 + [True]
    assert all(f"第 {number} 个月 {said(amount)}\n" in opening for number, amount in enumerate(left, start=1))
    assert f"亏 {said(-sum(left[:7]))}" in opening
    october = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
    enough = post(community, "enough")
    assert enough.title == "一个月 1,800 够不够"
    assert f"一共花了 {said(spent(demo.book('yifan'), *october))}" in enough.body
    trip = sum(entry.amount_minor for entry in demo.book("chaoshan").entries if entry.kind == "expense")
    assert post(community, "chaoshan").title == f"潮汕四天三人，走到第 2 天人均 {trip // 300:,}"
    month = [
        row.amount_minor
        for row in demo.book("family").entries
        if row.date == dt.date(2026, 10, 20)
        and (row.category_key == "housing.mortgage" or row.to_account == "mortgage")
    ]
    assert f"到 {said(sum(month))}" in post(community, "mortgage").title


@pytest.mark.parametrize(
    ("slug", "price", "instalment", "rate"),
    # What is borrowed, each of twelve instalments in yuan, and twelve times the month's rate in percent.
    [("monthly-0-6-percent", 12_000, 1_072, "13.03"), ("free-instalments", 4_699, 409, "8.11")],
)
def test_articles_when_they_tell_a_rate_then_the_instalments_are_worth_the_price_at_it(
    community, slug, price, instalment, rate
):
    article = next(each for each in community.articles if each.slug == slug)
    assert f"{rate}%" in article.body

    def worth(percent: float) -> float:
        return sum(instalment / (1 + percent / 1200) ** month for month in range(1, 13))

    # A hundredth of a percent less would make them worth more than the price, one more less.
    assert worth(float(rate) - 0.01) > price > worth(float(rate) + 0.01)
    assert f"{instalment * 12:,}" in article.body


def test_trip_when_it_has_ended_then_each_of_three_paid_1437():
    demo = build_demo(TODAY, trip_ended=True)
    assert sum(entry.amount_minor for entry in demo.book("chaoshan").entries if entry.kind == "expense") == 431_200
    assert post(build_community(demo), "chaoshan").title == "潮汕四天三人，人均 1,437"


def test_community_when_the_demo_is_made_on_a_first_of_the_month_then_nothing_comes_before_its_cause():
    today = dt.date(2027, 2, 1)
    community = build_community(build_demo(today))
    assert len(community.posts) >= 80
    assert {each.key for each in community.posts} >= {"room", "first-year", "eighth-month", "partner-pay", "enough"}
    for each in community.posts:
        assert each.at.date() <= today
        assert all(item.bought_on <= each.at.date() and item.price_minor > 0 for item in each.items), each.key


@pytest.fixture
def people(db, demo) -> dict[str, User]:
    """The demo's people, without their books."""
    write_demo(replace(demo, books=()), password="x", now=timezone.now())
    User.objects.update(date_joined=timezone.now() - dt.timedelta(days=3 * 365))
    return {person.key: User.objects.get(email=person.email) for person in demo.people}


def test_community_when_written_then_everything_stands_and_counters_count_what_is_there(people, community):
    told = replace(community, posts=tuple(each for each in community.posts if not (each.chart or each.arrangement)))
    now = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
    write_community(told, books={}, staff=people, now=now)
    assert Counter(Post.objects.values_list("state", flat=True)) == {"published": len(told.posts)}
    assert PostItem.objects.count() == sum(len(each.items) for each in told.posts)
    assert FollowUp.objects.filter(item__post__author=people["xiaojiang"]).count() == 12
    assert Article.objects.filter(state="published", publish_at__lte=now).count() == len(community.articles) >= 6
    for row in Post.objects.all():
        liked = Counter(Reaction.objects.filter(post=row).values_list("kind", flat=True))
        talk = Comment.objects.filter(post=row, state="published").count()
        assert (row.comments, row.likes, row.thanks) == (talk, liked["like"], liked["thanks"]), row.title
    for root in Comment.objects.filter(root=None):
        assert root.replies == Comment.objects.filter(root=root).count()
    assert not Post.objects.filter(kind="question", accepted_comment_id=None).exists()
    for key, done, wrong, resume in (("chenyu", 8, 3, "the-minimum"), ("linxiaowen", 7, 2, "where")):
        progress = academy_progress(people[key])
        assert sum(len(each.done) for each in progress.courses) == done, key
        assert any(each.next_lesson is None for each in progress.courses), key
        assert progress.resume is not None
        assert progress.resume.slug == resume
        answers = QuizAnswer.objects.filter(user=people[key])
        assert (
            sum(row.choice != lesson(row.course, row.lesson).question(row.question).right for row in answers) == wrong
        )
    latest = max(
        Post.objects.latest("published_at").published_at,
        Comment.objects.latest("created_at").created_at,
        Reaction.objects.latest("at").at,
    )
    assert latest <= now
    # The tout's comment is gone, and what they say against that waits for somebody else than who decided.
    comment = Comment.objects.get(state="hidden")
    assert Case.objects.get().state == "appealed"
    assert (Appeal.objects.get().decided_by, Appeal.objects.get().answered_at) == (people["laodeng"], None)
    assert comment.body == community.tout.text
    assert Notice.objects.filter(created_at__lt=now - dt.timedelta(days=8)).count() == 0


@pytest.mark.django_db
def test_chart_when_the_first_year_is_drawn_then_its_shares_are_those_of_the_entries(demo, community):
    written = write_demo(replace(demo, books=(demo.book("baby"),)), password="x", now=timezone.now())
    staff = {person.key: User.objects.get(email=person.email) for person in demo.people}
    told = replace(community, posts=(post(community, "first-year"), post(community, "laptop")), articles=())
    write_community(told, books=written, staff=staff, now=dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC))
    shown = {row["key"]: row["value"] for row in Post.objects.get(kind="chart").data["chart"]["rows"]}
    rows = Entry.objects.filter(book=written["baby"], date__range=(dt.date(2024, 9, 1), dt.date(2025, 8, 31)))
    net: Counter[str] = Counter()
    for kind, sign in (("expense", 1), ("refund", -1)):
        by_category = rows.filter(kind=kind).values("category__key", "category__parent__key")
        for row in by_category.annotate(total=Sum("amount_minor")):
            net[row["category__parent__key"] or row["category__key"]] += sign * row["total"]
    assert sum(net.values()) == 2_348_000
    assert shown == {key: round(100 * amount / 2_348_000) for key, amount in net.items() if amount}
