"""Lists of the community over HTTP: home, discover, a topic, at the top and far below; likes and comments at once"""

import datetime as dt
import http.client
import json
import threading
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import create_token
from bench import small_community
from bench.figures import Figure, Goal, at_most
from bench.plan import Plan, execute
from bench.serving import HOST, Client, p50_ms, p95_ms, timed
from bench.small_community import DAYS, Community
from community.models import Comment, Post, Reaction
from community.queries.feeds import HomeCursor
from community.rules.cursors import Moment, Standing

# Twenty clients at once, and how many people each of them is, one after the other.
CLIENTS = 20
LIMIT_MS = 50


def measure(plan: Plan) -> Iterator[Figure]:
    community = None
    first: dict[str, float] = {}
    port = plan.port()
    for n in plan.posts:
        community = small_community.grow(n, community)
        yield Figure("people", n, community.people, "")
        yield Figure("follows", n, community.follows, "")
        yield from _lists(plan, community, port, first)
    assert community is not None
    yield from _at_once(plan, community, port)


def _lists(plan: Plan, community: Community, port: int, first: dict[str, float]) -> Iterator[Figure]:
    readers: list[User | None] = [*community.readers]
    deep = _deep(community)
    home, discover = reverse("community:home"), reverse("community:discover")
    topic = reverse("community:topic", args=[community.topic.slug])
    search = reverse("community:search")
    for what, people, path, after in (
        ("home", readers, home, str(HomeCursor(deep, deep))),
        ("home of who follows a thousand", [community.eager], home, str(HomeCursor(deep, deep))),
        ("discover", readers, discover, str(_low(community))),
        ("discover, signed out", [None], discover, str(_low(community))),
        ("the busiest topic", readers, topic, str(deep)),
        ("search for a common word", readers, f"{search}?{urlencode({'q': '词1'})}", ""),
        ("search for a rare word", readers, f"{search}?{urlencode({'q': '词19999'})}", ""),
    ):
        # The server closes connections that say nothing for half a minute, so each list begins its own.
        top = _timed([_client(port, person) for person in people], path, plan.requests)
        goals = _goals(what, p95_ms(top))
        if what in first:
            goals += (at_most(p95_ms(top), 2 * first[what], "under 2x of the fewest posts"),)
        first.setdefault(what, p95_ms(top))
        yield Figure(f"{what}, p50", community.posts, p50_ms(top), "ms")
        yield Figure(f"{what}, p95", community.posts, p95_ms(top), "ms", goals=goals)
        if after:
            low = _timed([_client(port, person) for person in people], f"{path}?after={after}", plan.requests)
            depth = (*_goals(what, p95_ms(low)), at_most(p50_ms(low), 1.5 * p50_ms(top), "as the top"))
            yield Figure(f"{what}, far below, p95", community.posts, p95_ms(low), "ms", goals=depth)


def _goals(what: str, p95: float) -> tuple[Goal, ...]:
    """Searching has no limit of its own: it is asked for, and not scrolled past."""
    return () if what.startswith("search") else (at_most(p95, LIMIT_MS, f"{LIMIT_MS} ms"),)


def _client(port: int, user: User | None) -> Client:
    client = Client(port)
    if user:
        client.sign_in(user)
    return client


def _timed(clients: list[Client], path: str, times: int) -> list[float]:
    turns = cycle(clients)
    return timed(lambda: next(turns).get(path), times)


def _deep(community: Community) -> Moment:
    """Where nine tenths of all posts lie behind."""
    return Moment(community.now - dt.timedelta(days=DAYS * 0.9), 1)


def _low(community: Community) -> Standing:
    query = "SELECT hot, id FROM community_post ORDER BY hot DESC, id DESC OFFSET %s LIMIT 1"
    return Standing(*execute(query, community.posts * 9 // 10)[0])


def _at_once(plan: Plan, community: Community, port: int) -> Iterator[Figure]:
    """Twenty clients like, thank for and comment on one hot post; every one of them must count."""
    post = Post.objects.order_by("-hot")[0]
    before = (post.likes, post.thanks, post.comments)
    rounds = max(2, min(plan.requests // CLIENTS, 10))
    people = list(User.objects.exclude(pk=post.author_id).filter(profile__isnull=False)[: CLIENTS * rounds])
    keys = [create_token(user, name="bench", at=timezone.now())[1] for user in people]
    refused: list[int] = []
    asked = [
        ("PUT", reverse("community-api:post-like", args=[post.public_id]), None),
        ("PUT", reverse("community-api:post-thanks", args=[post.public_id]), None),
        ("POST", reverse("community-api:comment-list", args=[post.public_id]), {"text": "说得清楚，谢谢。"}),
    ]

    def act(mine: list[str]) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        for key in mine:
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            for method, path, body in asked:
                connection.request(method, path, json.dumps(body) if body else None, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status not in (200, 201):
                    refused.append(answer.status)

    def all_act() -> None:
        threads = [threading.Thread(target=act, args=(keys[number::CLIENTS],)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    began = timezone.now()
    all_act()
    lasted = (timezone.now() - began).total_seconds()
    post.refresh_from_db()
    counted = [now - then for now, then in zip((post.likes, post.thanks, post.comments), before, strict=True)]
    lost = sum(abs(len(people) - each) for each in counted)
    rows = Reaction.objects.filter(post=post).count() + Comment.objects.filter(post=post).count()
    none = (at_most(lost, 0, "none"),)
    yield Figure("likes, thanks and comments on one post", CLIENTS, len(asked) * len(people) / lasted, "changes/s")
    yield Figure("counts lost", CLIENTS, lost, "", goals=none)
    gone = len(asked) * len(people) - rows
    yield Figure("likes and comments lost", CLIENTS, gone, "", goals=(at_most(abs(gone), 0, "none"),))
    yield Figure("likes and comments refused", CLIENTS, len(refused), "", goals=(at_most(len(refused), 0, "none"),))
