"""A community of N posts, N/5 people and 10 N follows; it can grow."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from bench.plan import execute
from community.models import Follow, Post, PostItem, Profile, Thing, Topic
from ledger.services.books import open_book

# Keys are set by hand, so that rows can name one another without being read.
BASE = 10_000_000
DAYS = 365
TOPICS = 300
THINGS = 2000
READERS = 20
# One who follows as many as one may.
EAGER = 1000
SCENES = ("family", "personal", "couple", "shop", "trip", "renovation", "baby", "campus", "car", "gifts")
KINDS = ("story", "share", "share", "question", "chart", "scene")

# Popular ones are few: of people, topics and scenes those of the lowest numbers are met most often. What is written by
# hand are the three tables with the most rows.
_UNDER = """
    INSERT INTO community_posttopic (post_id, topic_id, published_at)
    SELECT p.id, %(base)s + floor(%(topics)s * random() ^ 2)::int, p.published_at
    FROM community_post p, generate_series(1, 2) WHERE p.id >= %(base)s + %(posts_before)s ON CONFLICT DO NOTHING"""
_WORDS = """
    INSERT INTO community_postwords (post_id, version, words)
    SELECT p.id, 1, array_to_tsvector(array_agg('词' || floor(20000 * random() ^ 3)::int))
    FROM community_post p, generate_series(1, 60) WHERE p.id >= %(base)s + %(posts_before)s GROUP BY p.id"""
_FOLLOWS = """
    INSERT INTO community_follow (follower_id, person_id, scene, at)
    SELECT follower, person, '', now() FROM (
        SELECT %(base)s + floor(%(people)s * random())::int AS follower,
            %(base)s + floor(%(people)s * random() ^ 2)::int AS person
        FROM generate_series(%(follows_before)s + 1, %(follows)s)) made
    WHERE follower <> person ON CONFLICT DO NOTHING"""
_EAGER = """
    INSERT INTO community_follow (follower_id, person_id, scene, at)
    SELECT %(eager)s, %(base)s + floor(%(people)s * random() * 0.9)::int, '', now() FROM generate_series(1, %(most)s)
    ON CONFLICT DO NOTHING"""


@dataclass(frozen=True, slots=True)
class Community:
    """How it stands: readers who follow some fifty people each, and one who follows very many."""

    posts: int
    people: int
    follows: int
    readers: list[User]
    eager: User
    topic: Topic
    now: dt.datetime


def grow(posts: int, before: "Community | None" = None) -> Community:
    """A community of so many posts, out of a smaller one where there is one."""
    now = before.now if before else timezone.now()
    people = max(100, posts // 5)
    had = before or Community(0, 0, 0, [], User(), Topic(), now)
    execute("SELECT setseed(0.25)")
    _add_people(had.people, people - 1, now)
    if not before:
        Topic.objects.bulk_create(Topic(pk=BASE + n, name=f"话题{n}", slug=f"话题{n}") for n in range(TOPICS))
        Thing.objects.bulk_create(Thing(pk=BASE + n, name=f"东西{n}", key=f"东西{n}") for n in range(THINGS))
    _add_posts(had.posts, posts - 1, people, now)
    given = {
        "base": BASE, "people": people, "topics": TOPICS, "posts_before": had.posts, "follows_before": had.posts * 10,
        "follows": posts * 10, "eager": BASE + people - 1, "most": EAGER,
    }  # fmt: skip
    for query in (_UNDER, _WORDS, _FOLLOWS, _EAGER):
        _run(query, given)
    # Whom few follow and who write little; the last one follows very many.
    readers = list(User.objects.filter(pk__gte=BASE + people - 1 - READERS, pk__lt=BASE + people - 1))
    for number, reader in enumerate(readers):
        for topic in range(5):
            Follow.objects.get_or_create(follower=reader, topic_id=BASE + 7 * topic + number, defaults={"at": now})
        Follow.objects.get_or_create(follower=reader, scene="trip", defaults={"at": now})
        for scene in ("car", "shop"):
            open_book(reader, scene=scene, name=scene)
    execute("UPDATE community_topic t SET posts = (SELECT count(*) FROM community_posttopic p WHERE p.topic_id = t.id)")
    for table in ("post", "posttopic", "follow", "profile", "postitem", "postwords"):
        execute(f"VACUUM ANALYZE community_{table}")
    eager = User.objects.get(pk=BASE + people - 1)
    topic = Topic.objects.order_by("-posts")[0]
    return Community(posts, people, Follow.objects.count(), readers, eager, topic, now)


def _multiply(pattern: models.Model, rows: str, **values: str) -> None:
    """Copies a row for every row of `rows`, which names `i`: columns that are not among the values are as they were.

    So a new column of the model breaks nothing.
    """
    options = pattern._meta
    columns = [field.column for field in options.concrete_fields if not field.generated]
    made = [values.get(column, f'pattern."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    key = f'pattern."{options.pk.column}" = {pattern.pk}'
    table = options.db_table
    execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(made)} FROM {table} pattern, {rows} WHERE {key}")


def _add_people(first: int, last: int, now: dt.datetime) -> None:
    numbers = f"generate_series({first}, {last}) i"
    key, email, some = f"{BASE} + i", "'feeds' || i || '@bench.example.com'", "gen_random_uuid()"
    user = User.objects.create_user("feeds@bench.example.com")
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    profile = Profile.objects.create(user=user, name="pattern", name_key="pattern", created_at=now)
    new = "nextval(pg_get_serial_sequence('{}', 'id'))".format
    _multiply(user, numbers, id=key, email=email, public_id=some)
    _multiply(address, numbers, id=new("account_emailaddress"), user_id=key, email=email)
    name = "'用户' || i"
    _multiply(profile, numbers, id=new("community_profile"), user_id=key, public_id=some, name=name, name_key=name)
    user.delete()


def _add_posts(first: int, last: int, people: int, now: dt.datetime) -> None:
    fields = {"author_id": BASE, "state": Post.State.PUBLISHED, "created_at": now, "published_at": now}
    text = {"body": "记账的第一年，" * 60, "body_html": "<p>记账的第一年，</p>" * 60}
    post = Post.objects.create(kind="story", **text, **fields)
    item = PostItem.objects.create(
        post=post,
        position=0,
        thing_id=BASE,
        name="婴儿奶粉 3 段",
        price_minor=27_600,
        verdict="fair",
        why="喝了三个月，没有什么不好，也没有什么特别好。",
    )
    kinds, scenes = (f"(ARRAY{list(names)})" for names in (KINDS, SCENES))
    rows = f"""(SELECT i, now() - {DAYS} * random() * interval '1 day' AS at, floor(3 * random() ^ -0.7)::int AS liked,
                floor({people} * random() ^ 2)::int AS author, {kinds}[1 + floor({len(KINDS)} * random())::int] AS sort,
                coalesce({scenes}[1 + floor({2 * len(SCENES)} * random())::int], '') AS about
                FROM generate_series({first}, {last}) i) made"""
    _multiply(
        post,
        rows,
        id=f"{BASE} + i",
        public_id="gen_random_uuid()",
        author_id=f"{BASE} + author",
        kind="sort",
        title="'第 ' || i || ' 篇：这一年花了多少'",
        scene="about",
        created_at="at",
        published_at="at",
        likes="liked",
        thanks="liked / 9",
        bookmarks="liked / 7",
    )
    shares = f"""(SELECT id AS of, nth FROM community_post, generate_series(0, 2) nth
                  WHERE kind = 'share' AND id >= {BASE + first}) made"""
    thing = f"{BASE} + floor({THINGS} * random())::int"
    new = "nextval(pg_get_serial_sequence('community_postitem', 'id'))"
    _multiply(
        item, shares, id=new, public_id="gen_random_uuid()", post_id="made.of", position="made.nth", thing_id=thing
    )
    post.delete()


def _run(query: str, given: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
