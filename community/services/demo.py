"""Writing the demo's community by the services that people use, on the days of the demo.

What `community.demo` says is taken as it stands. Talk and likes are many, so they are written at once, as the services
would have left them; nobody is told of what is older than a few days.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import translation

from accounts.models import User
from accounts.services import register_user
from community.academy import Question, lesson
from community.demo.editors import COLUMNS, SERIES
from community.demo.records import Community, DemoArticle, DemoNeighbour, DemoPost, DemoSaid, DemoTout
from community.models import Article, Bookmark, Column, Comment, Post, Reaction, Series, Topic
from community.services.academy import answer_questions
from community.services.answers import accept_answer
from community.services.articles import pick_article, publish_article, write_article
from community.services.cases import report
from community.services.charts import freeze_between
from community.services.comments import add_comment, html_of
from community.services.deciding import appeal, decide, take_case
from community.services.follow_ups import say_later
from community.services.follows import follow
from community.services.people import choose_name
from community.services.picks import pick_post
from community.services.posts import ItemDraft, PostDraft, publish
from community.services.scenes import structure_of
from ledger.models import Book, Member
from ledger.rules.periods import period_of

_SHANGHAI = ZoneInfo("Asia/Shanghai")
# Who said something so long ago is told nobody any more.
_RECENT = dt.timedelta(days=3)
# Neighbours came here before the first post; whoever offers credit came yesterday.
_LONG_AGO, _JUST_NOW = dt.timedelta(days=3 * 365), dt.timedelta(days=40)
_EDITORS = "内容"
# The scale of how warmly a post is met, and how many of the neighbours that are at most.
_WARMEST = 10
_DAYS_OF_LIKING = 5


@transaction.atomic
def write_community(
    community: Community, *, books: Mapping[str, Book], staff: Mapping[str, User], now: dt.datetime
) -> None:
    """Writes all of it. The demo's people and their `books` (by key) must be there; nothing is dated after `now`.

    `staff` are those who decide, by the keys of the demo.
    """
    with translation.override("zh-hans"):
        _Writer(community, books, staff, now).write()


class _Writer:
    def __init__(
        self, community: Community, books: Mapping[str, Book], staff: Mapping[str, User], now: dt.datetime
    ) -> None:
        self.community, self.books, self.staff, self.now = community, books, staff, now
        self.people: dict[str, User] = {}
        self.posts: dict[str, Post] = {}

    def write(self) -> None:
        for neighbour in self.community.neighbours:
            self.people[neighbour.key] = self._person(neighbour)
        self.people["xiaojiang"].groups.add(Group.objects.get(name=_EDITORS))
        for post in self.community.posts:
            self.posts[post.key] = self._post(post)
        self._write_talk()
        self._write_warmth()
        self._write_follows()
        self._write_articles()
        self._take_down(self.community.tout)
        self._write_lessons()

    def _at(self, local: dt.datetime) -> dt.datetime:
        return min(local.replace(tzinfo=_SHANGHAI), self.now)

    def _person(self, neighbour: DemoNeighbour) -> User:
        if neighbour.email:
            user = User.objects.get(email=neighbour.email)
        else:
            address = f"{neighbour.key}.neighbour@example.com"
            nobody = make_password(None)
            user = register_user(email=address, encoded_password=nobody, name=neighbour.name, language="zh-hans")
            user.date_joined = self.now - (_JUST_NOW if neighbour.key == self.community.tout.by else _LONG_AGO)
            user.save(update_fields=["date_joined"])
        choose_name(user, name=neighbour.name, bio=neighbour.bio, at=max(user.date_joined, self.now - _LONG_AGO))
        return user

    def _post(self, told: DemoPost) -> Post:
        author, at = self.people[told.author], self._at(told.at)
        items = [
            ItemDraft(
                name=item.name,
                price_minor=item.price_minor,
                verdict=item.verdict,
                why=item.why,
                place=item.place,
                bought_on=item.bought_on,
            )
            for item in told.items
        ]
        data: dict[str, object] = {}
        if told.chart is not None:
            first, last = period_of(told.chart.first, 1), period_of(told.chart.last, 1)
            member = self._member(told.chart.book, author)
            data["chart"] = freeze_between(member, sort="categories", scale="shares", first=first, last=last)
        if told.arrangement:
            data["scene"] = structure_of(self._member(told.arrangement, author))
        if told.challenge:
            data["challenge"] = told.challenge
        draft = PostDraft(
            kind=told.kind,
            title=told.title,
            body=told.body,
            items=items,
            city=told.city,
            scene=told.scene,
            data=data,
        )
        post = publish(author, draft, at=at)
        for row, item in zip(post.items.order_by("position"), told.items, strict=True):
            for later in item.later:
                said_at = at + dt.timedelta(days=later.days)
                if said_at <= self.now:
                    say_later(author, row, verdict=later.verdict, text=later.text, at=said_at)
        if told.picked:
            pick_post(post, at=min(at + dt.timedelta(hours=20), self.now))
        return post

    def _member(self, book: str, user: User) -> Member:
        return Member.objects.select_related("book").get(book=self.books[book], user=user)

    def _write_talk(self) -> None:
        """What was said, with the counters as the service keeps them; of the last days by the service itself."""
        for told in self.community.posts:
            post = self.posts[told.key]
            assert post.published_at is not None
            recent = post.published_at > self.now - _RECENT
            for said in told.talk:
                root = self._say(post, said, None, post.published_at, by_service=recent)
                for answer in said.answers:
                    self._say(post, answer, root, root.created_at, by_service=recent)
                if said.accepted:
                    self._accept(post, root, by_service=recent)

    def _say(
        self, post: Post, said: DemoSaid, parent: Comment | None, since: dt.datetime, *, by_service: bool
    ) -> Comment:
        author, at = self.people[said.by], min(since + dt.timedelta(minutes=said.minutes), self.now)
        if by_service:
            return add_comment(author, post, text=said.text, at=at, parent=parent)
        row = Comment(post=post, parent=parent, root=parent, author=author, body=said.text, created_at=at)
        row.body_html = html_of(said.text)
        row.save(force_insert=True)
        self._count(post, parent)
        return row

    def _count(self, post: Post, parent: Comment | None) -> None:
        post.comments += 1
        Post.objects.filter(pk=post.pk).update(comments=post.comments)
        if parent is not None:
            parent.replies += 1
            Comment.objects.filter(pk=parent.pk).update(replies=parent.replies)

    def _accept(self, post: Post, answer: Comment, *, by_service: bool) -> None:
        at = min(answer.created_at + dt.timedelta(hours=3), self.now)
        if by_service:
            accept_answer(post.author, post, answer, at=at)
        else:
            Post.objects.filter(pk=post.pk).update(accepted_comment_id=answer.pk)

    def _write_warmth(self) -> None:
        """Likes, thanks and bookmarks, each once for a person and a post, and the counters that say how many."""
        reactions: list[Reaction] = []
        bookmarks: list[Bookmark] = []
        for told in self.community.posts:
            post, dice = self.posts[told.key], Random(told.key)
            crowd = [key for key in self.people if key not in (told.author, self.community.tout.by)]
            liking = dice.sample(crowd, len(crowd) * told.warmth // _WARMEST)
            thanking = liking[: len(liking) // 3]
            for kind, who in ((Reaction.Kind.LIKE, liking), (Reaction.Kind.THANKS, thanking)):
                reactions += [
                    Reaction(user=self.people[key], kind=kind, post=post, at=self._after(post, dice)) for key in who
                ]
            keeping = dice.sample(crowd, len(liking) // 2)
            bookmarks += [Bookmark(user=self.people[key], post=post, at=self._after(post, dice)) for key in keeping]
            Post.objects.filter(pk=post.pk).update(likes=len(liking), thanks=len(thanking), bookmarks=len(keeping))
        Reaction.objects.bulk_create(reactions)
        Bookmark.objects.bulk_create(bookmarks)

    def _after(self, post: Post, dice: Random) -> dt.datetime:
        assert post.published_at is not None
        later = dt.timedelta(minutes=int(dice.expovariate(1 / 600)) % (_DAYS_OF_LIKING * 24 * 60))
        return min(post.published_at + later, self.now)

    def _write_follows(self) -> None:
        """Everybody follows some of those whose posts they liked, and two topics that are talked of."""
        authors = Counter(told.author for told in self.community.posts)
        topics = list(Topic.objects.order_by("-posts", "id")[:8])
        for key, user in self.people.items():
            dice = Random(f"follows {key}")
            if key == self.community.tout.by:
                continue
            others = [author for author in authors if author != key]
            for author in dice.sample(others, min(4, len(others))):
                follow(user, self.people[author].profile, at=self.now - _RECENT)
            for topic in dice.sample(topics, min(2, len(topics))):
                follow(user, topic, at=self.now - _RECENT)

    def _write_articles(self) -> None:
        columns = dict(self._columns())
        series = {
            slug: Series.objects.get_or_create(slug=slug, defaults={"title": title, "summary": summary})[0]
            for slug, title, summary in SERIES
        }
        for told in self.community.articles:
            self._write_article(told, columns, series)

    def _columns(self) -> Iterator[tuple[str, Column]]:
        for position, (slug, name, name_en, summary, summary_en) in enumerate(COLUMNS):
            words = {"name": name, "name_en": name_en, "summary": summary, "summary_en": summary_en}
            yield slug, Column.objects.get_or_create(slug=slug, defaults=words | {"position": position})[0]

    def _write_article(self, told: DemoArticle, columns: Mapping[str, Column], series: Mapping[str, Series]) -> None:
        editor, at = self.people["xiaojiang"], self._at(told.at)
        article = Article(
            slug=told.slug,
            column=columns[told.column],
            title=told.title,
            summary=told.summary,
            body=told.body,
            series=series.get(told.series),
            series_position=told.series_position,
            sponsor=told.sponsor,
        )
        article = publish_article(write_article(article, by=editor, at=at), at=at)
        if told.picked:
            pick_article(article, picked=True)

    def _take_down(self, told: DemoTout) -> None:
        """A comment of a tout: reported, taken down by one of the staff, and appealed against, for another one."""
        at = self._at(told.at)
        tout, decider = self.people[told.by], self.staff[told.decided_by]
        comment = add_comment(tout, self.posts[told.post], text=told.text, at=at)
        reported = report(self.people[told.reported_by], comment, reason=told.reason, at=self._later(at, 40))
        case = take_case(reported.case, by=decider, at=self._later(at, 90))
        decision = decide(
            case, by=decider, outcome="take_down", measure="warn", reason=told.reason, at=self._later(at, 95)
        )
        appeal(tout, decision, text=told.appeal, at=self._later(at, 300))

    def _write_lessons(self) -> None:
        """What people read in the academy, and what they answered; a second time changes nothing."""
        for key, told in self.community.lessons.items():
            for each in told:
                read, at = lesson(each.course, each.lesson), self.now - dt.timedelta(days=each.days)
                chosen = {
                    question.key: question.right if right else self._wrong(question)
                    for question, right in zip(read.questions, each.right, strict=False)
                }
                answer_questions(self.people[key], read, chosen, at=at)

    def _wrong(self, question: Question) -> str:
        return next(choice.key for choice in question.choices if choice.key != question.right)

    def _later(self, at: dt.datetime, minutes: int) -> dt.datetime:
        return min(at + dt.timedelta(minutes=minutes), self.now)
