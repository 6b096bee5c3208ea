"""The editors' articles, open to everybody: the front, a column, a series, an article and its cover."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.second_step import may_enter_staff_pages
from community.errors import ArticleNotFound
from community.models import Article, ArticlePicture
from community.queries.articles import (
    article_page,
    beside,
    column,
    columns_with_articles,
    live_article,
    live_articles,
    more_of,
    parts_of,
    picked_articles,
    series,
    series_with_articles,
)
from community.rules.article_html import reading_minutes
from community.rules.cover_pictures import cover_png
from community.rules.cursors import Moment
from community.views.frames import open_page
from community.views.talk import talk_context

_DAY = 24 * 3600


@never_cache
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """The front: what the editors put at the top, then everything by time; the columns and series to choose from."""
    now = timezone.now()
    after = Moment.parse(request.GET.get("after", ""))
    top = [] if after else picked_articles(now)
    page = article_page(live_articles(now), after)
    context = {
        "page": page,
        "top": top,
        # What stands at the top already is not told twice.
        "shown": [article for article in page.articles if article not in top],
        "columns": columns_with_articles(now),
        "series": [] if after else series_with_articles(now),
    }
    return open_page(request, "community/article_list.html", **context)


@never_cache
@require_safe
def article_column(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    chosen = column(slug)
    after = Moment.parse(request.GET.get("after", ""))
    page = article_page(live_articles(now).filter(column=chosen), after)
    context = {"page": page, "shown": page.articles, "column": chosen, "columns": columns_with_articles(now)}
    return open_page(request, "community/article_column.html", **context)


@never_cache
@require_safe
def article_series(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts of a series in its own order."""
    chosen = series(slug)
    return open_page(request, "community/article_series.html", series=chosen, parts=parts_of(chosen, timezone.now()))


@never_cache
@require_safe
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _article(request, live_article(slug, timezone.now()))


@never_cache
@require_safe
def article_preview(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """An article as readers will see it, for those of the staff who may read drafts; there is none for anybody else."""
    if not (_reads_drafts(request) and may_enter_staff_pages(request)):
        raise ArticleNotFound
    article = Article.objects.select_related("column", "series").filter(public_id=article_id).first()
    if article is None:
        raise ArticleNotFound
    return _article(request, article, preview=True)


@require_safe
def article_cover(request: HttpRequest, article_id: UUID) -> HttpResponseBase:
    """The photo of an article, or the cover that we draw: also what the card of a shared link shows."""
    article = Article.objects.filter(public_id=article_id).first()
    public = article is not None and article.is_out(timezone.now())
    if article is None or not (public or _reads_drafts(request)):
        raise ArticleNotFound
    if article.cover:
        return _picture(FileResponse(article.cover.open("rb"), content_type="image/webp"), public=public)
    return _picture(HttpResponse(cover_png(str(article.public_id)), content_type="image/png"), public=public)


@require_safe
def article_picture(request: HttpRequest, photo_id: UUID) -> HttpResponseBase:
    """A picture in a text: for everybody once an article shows it, before that for those who read drafts."""
    picture = ArticlePicture.objects.filter(public_id=photo_id).first()
    if picture is None:
        raise ArticleNotFound
    public = live_articles(timezone.now()).filter(pictures=picture).exists()
    if not public and not _reads_drafts(request):
        raise ArticleNotFound
    return _picture(FileResponse(picture.file.open("rb"), content_type="image/webp"), public=public)


def _reads_drafts(request: HttpRequest) -> bool:
    return bool(request.user.is_staff and request.user.has_perm("community.view_article"))


def _picture(response: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    """A picture that is nothing but that, kept by others only where everybody may see it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"public, max-age={_DAY}" if public else "private, no-store"
    return response


def _article(request: HttpRequest, article: Article, *, preview: bool = False) -> HttpResponse:
    now = timezone.now()
    context = {
        **({} if preview else talk_context(request, article)),
        "article": article,
        "minutes": reading_minutes(article.body),
        "beside": beside(article, now),
        "more": more_of(article, now),
        "preview": preview,
        "scheduled": article.state == Article.State.PUBLISHED and not article.is_out(now),
    }
    return open_page(request, "community/article_detail.html", **context)
