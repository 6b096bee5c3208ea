"""The articles as an Atom feed, for readers of feeds."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from community.models import Article
from community.queries.articles import live_articles

_SIZE = 20


class ArticleFeed(Feed):
    """The newest articles in full; what somebody paid for says so before its title."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Articles by the editors of Changji")

    def link(self) -> str:
        return reverse("community:article-list")

    def items(self) -> list[Article]:
        return list(live_articles(timezone.now()).order_by("-publish_at", "-pk")[:_SIZE])

    def item_title(self, item: Article) -> str:
        return f"{_('Ad')} · {item.title}" if item.sponsor else item.title

    def item_description(self, item: Article) -> str:
        # Readers of feeds have no page of ours around it.
        return item.body.replace('src="/', f'src="{settings.SITE_URL}/')

    def item_link(self, item: Article) -> str:
        return reverse("community:article-detail", args=[item.slug])

    def item_guid(self, item: Article) -> str:
        return f"urn:uuid:{item.public_id}"

    def item_author_name(self, item: Article) -> str:
        return item.byline

    def item_pubdate(self, item: Article) -> dt.datetime | None:
        return item.publish_at

    def item_updateddate(self, item: Article) -> dt.datetime | None:
        return item.edited_at or item.publish_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.column.name]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=600"
        return response
