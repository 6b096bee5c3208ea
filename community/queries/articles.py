"""Reading articles: what everybody may read at a moment, newest first, a page at a time."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from community.errors import ArticleNotFound
from community.models import Article, Column, Series
from community.rules.cursors import Moment

PAGE_SIZE = 12
FRONT_PICKS = 3


@dataclass(frozen=True, slots=True)
class ArticlePage:
    articles: list[Article]
    next_cursor: Moment | None


@dataclass(frozen=True, slots=True)
class Beside:
    """An article's place in its series: how many parts can be read, and those next to it."""

    number: int
    count: int
    previous: Article | None
    following: Article | None


def live_articles(now: dt.datetime) -> QuerySet[Article]:
    """The one way to what everybody may read at `now`; an article with a later moment is not among it."""
    live = Article.objects.filter(state=Article.State.PUBLISHED, publish_at__lte=now)
    return live.select_related("column", "series")


def article_page(articles: QuerySet[Article], after: Moment | None = None, size: int = PAGE_SIZE) -> ArticlePage:
    """The newest of these, or those after the cursor."""
    if after is not None:
        articles = articles.filter(
            Q(publish_at__lt=after.at) | Q(publish_at=after.at, pk__lt=after.pk),
            publish_at__lte=after.at,
        )
    found = list(articles.defer("body").order_by("-publish_at", "-pk")[: size + 1])
    shown = found[:size]
    last = shown[-1] if len(found) > size else None
    return ArticlePage(shown, Moment(last.publish_at, last.pk) if last and last.publish_at else None)


def live_article(slug: str, now: dt.datetime) -> Article:
    """Raises ArticleNotFound, also for what is not out yet."""
    article = live_articles(now).filter(slug=slug).first()
    if article is None:
        raise ArticleNotFound
    return article


def picked_articles(now: dt.datetime) -> list[Article]:
    """What the editors put at the top, newest first; a sponsored one is never among it."""
    return list(live_articles(now).filter(picked=True, sponsor="").defer("body")[:FRONT_PICKS])


def column(slug: str) -> Column:
    found = Column.objects.filter(slug=slug).first()
    if found is None:
        raise ArticleNotFound
    return found


def columns_with_articles(now: dt.datetime) -> QuerySet[Column]:
    """The columns that hold something to read, in the editors' order, each with `n`."""
    out = Q(articles__state=Article.State.PUBLISHED, articles__publish_at__lte=now)
    # Grouping forgets the model's own order.
    return Column.objects.annotate(n=Count("articles", filter=out)).filter(n__gt=0).order_by("position", "name")


def series(slug: str) -> Series:
    found = Series.objects.filter(slug=slug).first()
    if found is None:
        raise ArticleNotFound
    return found


def series_with_articles(now: dt.datetime) -> QuerySet[Series]:
    """The series that hold something to read, those with the newest part first, each with `n`."""
    out = Q(articles__state=Article.State.PUBLISHED, articles__publish_at__lte=now)
    counted = Series.objects.annotate(n=Count("articles", filter=out), newest=Max("articles__publish_at", filter=out))
    return counted.filter(n__gt=0).order_by("-newest", "pk")


def parts_of(of: Series, now: dt.datetime) -> list[Article]:
    """What can be read of the series, in its own order."""
    return list(live_articles(now).filter(series=of).defer("body").order_by("series_position"))


def beside(article: Article, now: dt.datetime) -> Beside | None:
    """What stands next to an article of a series; None for one that is in none."""
    if article.series is None:
        return None
    parts = parts_of(article.series, now)
    numbers = {part.pk: number for number, part in enumerate(parts)}
    at = numbers.get(article.pk, len(parts))
    return Beside(
        number=at + 1,
        count=max(len(parts), at + 1),
        previous=parts[at - 1] if at > 0 else None,
        following=parts[at + 1] if at + 1 < len(parts) else None,
    )


def more_of(article: Article, now: dt.datetime, size: int = 3) -> list[Article]:
    """What else the column of an article holds, newest first, without the parts of its own series."""
    others = live_articles(now).filter(column=article.column).exclude(pk=article.pk)
    if article.series_id is not None:
        others = others.exclude(series=article.series_id)
    return list(others.defer("body").order_by("-publish_at", "-pk")[:size])
