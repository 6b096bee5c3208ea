"""What search engines may read, and the pictures of links."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.academy import load_courses
from community.models import Article, Post, Topic
from community.queries.articles import live_articles
from community.queries.feeds import discovered
from community.queries.rights import access_post
from community.rules.cover_pictures import cover_png

_PAGES = (
    "ledger:doorway",
    "ledger:source-list",
    "community:discover",
    "community:question-list",
    "community:scene-list",
    "community:topic-list",
    "community:article-list",
    "community:academy-home",
    "community:rules",
)


class PageMap(Sitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return list(_PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class PostMap(Sitemap):
    """Every post that everybody may read."""

    limit = 5000

    def items(self) -> QuerySet[Post]:
        return discovered(None).only("public_id", "published_at", "edited_at").order_by("-published_at", "-id")

    def location(self, item: Post) -> str:
        return reverse("community:post", args=[item.public_id])

    def lastmod(self, item: Post) -> dt.datetime | None:
        return item.edited_at or item.published_at

    def get_latest_lastmod(self) -> dt.datetime | None:
        """That of the latest post: Django would read them all."""
        latest = self.items().first()
        return latest.published_at if latest else None


class TopicMap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Topic]:
        return Topic.objects.filter(posts__gt=0).order_by("-posts", "id")

    def location(self, item: Topic) -> str:
        return reverse("community:topic", args=[item.slug])


class ArticleMap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Article]:
        return live_articles(timezone.now()).order_by("-publish_at", "-pk")

    def location(self, item: Article) -> str:
        return reverse("community:article-detail", args=[item.slug])

    def lastmod(self, item: Article) -> dt.datetime | None:
        return item.edited_at or item.publish_at


class LessonMap(Sitemap):
    """The courses of the academy and their lessons."""

    def items(self) -> list[str]:
        courses = load_courses()
        lessons = [lesson for course in courses for lesson in course.lessons]
        return [
            *(reverse("community:course-detail", args=[course.slug]) for course in courses),
            *(reverse("community:lesson-detail", args=[lesson.course, lesson.slug]) for lesson in lessons),
        ]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {
    "pages": PageMap,
    "posts": PostMap,
    "topics": TopicMap,
    "articles": ArticleMap,
    "lessons": LessonMap,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what everybody may; the rest asks to sign in anyway."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /api/"]
    lines += ["Disallow: /community/search/", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def post_cover(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """The cover that we draw for a post without photos, as the card of a shared link shows it."""
    post = access_post(request.user, post_id)
    answer = HttpResponse(cover_png(str(post.public_id)), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
