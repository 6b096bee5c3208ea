"""Writing, publishing and taking down the editors' articles."""

import datetime as dt
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.errors import ArticleIncomplete, NotToPick
from community.models import Article, ArticlePicture, ArticleVersion
from community.rules.article_html import Shown, clean_html, pictures_in
from community.rules.markup import text_of
from community.rules.pictures import remake

# A page with less than that is a note, and readers who came by its title were led astray.
LEAST_CHARACTERS = 100
LONGEST_ALT = 120
_SAID = ("title", "summary", "body", "sponsor")


@transaction.atomic
def write_article(article: Article, *, by: User, at: dt.datetime) -> Article:
    """Saves the article as its fields say, cleaned; what it says now becomes a version of its own, if it is new.

    What is published stays so: readers see the change at once. Raises ArticleIncomplete where a published one would
    lose what it needs.
    """
    pictures = ArticlePicture.objects.filter(public_id__in=pictures_in(article.body))
    article.body = clean_html(article.body, {row.public_id: Shown(row.alt, row.width, row.height) for row in pictures})
    if article.state == Article.State.PUBLISHED:
        _check_whole(article)
    if article._state.adding:
        article.made_by = by
    last = None if article._state.adding else ArticleVersion.objects.filter(article=article).first()
    is_new = last is None or any(getattr(last, name) != getattr(article, name) for name in _SAID)
    if is_new:
        article.version = (last.number if last else 0) + 1
        # Readers are told only of what changed after they could read it.
        article.edited_at = at if article.is_out(at) else article.edited_at
    article.save()
    article.pictures.set(pictures.filter(public_id__in=pictures_in(article.body)))
    if is_new:
        said = {name: getattr(article, name) for name in _SAID}
        ArticleVersion.objects.create(article=article, number=article.version, at=at, by=by, **said)
    return article


@transaction.atomic
def publish_article(article: Article, *, at: dt.datetime) -> Article:
    """Publishes it now, or at its own later moment. Raises ArticleIncomplete, whose `fields` say what is missing."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    _check_whole(article)
    if article.state != Article.State.PUBLISHED:
        article.state = Article.State.PUBLISHED
        article.publish_at = max(article.publish_at or at, at)
        article.save(update_fields=["state", "publish_at"])
    return article


def withdraw_article(article: Article) -> Article:
    """Takes it down at once. Publishing it again gives it a new moment."""
    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN, publish_at=None, picked=False)
    article.refresh_from_db()
    return article


def keep_cover(article: Article, data: bytes) -> None:
    """Makes a photo anew and puts it on the article, in place of the one before. Raises PictureRefused."""
    made = remake(data)
    before = article.cover.name if article.cover else ""
    storage = article.cover.storage
    # Nobody guesses it before the article is out.
    article.cover.save(f"articles/{secrets.token_hex(20)}.webp", ContentFile(made.full), save=False)
    Article.objects.filter(pk=article.pk).update(cover=article.cover.name)
    if before:
        transaction.on_commit(lambda: storage.delete(before))


def add_picture(by: User, data: bytes, *, alt: str, at: dt.datetime) -> ArticlePicture:
    """Makes a picture for the text of articles anew and keeps it. Raises PictureRefused, ArticleIncomplete."""
    alt = " ".join(alt.split())
    if not 1 <= len(alt) <= LONGEST_ALT:
        raise ArticleIncomplete(fields={"alt": [_("Say what is on it, in at most 120 characters.")]})
    made = remake(data)
    picture = ArticlePicture(alt=alt, width=made.width, height=made.height, made_by=by, created_at=at)
    # Nobody guesses it before the article is out.
    picture.file.save(f"articles/{secrets.token_hex(20)}.webp", ContentFile(made.full), save=False)
    picture.save()
    return picture


def pick_article(article: Article, *, picked: bool) -> None:
    """Puts it at the top of the articles, or takes it from there. Raises NotToPick for what somebody paid for."""
    if picked and article.sponsor:
        raise NotToPick
    Article.objects.filter(pk=article.pk).update(picked=picked)


def still_missing(article: Article) -> dict[str, list[Any]]:
    """What the article lacks for readers, as sentences by field."""
    missing: dict[str, list[Any]] = {}
    if not article.summary.strip():
        missing["summary"] = [_("Say in a sentence what readers get.")]
    if len(text_of(clean_html(article.body))) < LEAST_CHARACTERS:
        missing["body"] = [_("The text is too short for an article.")]
    return missing


def _check_whole(article: Article) -> None:
    missing = still_missing(article)
    if missing:
        raise ArticleIncomplete(fields=missing)
