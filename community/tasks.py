"""The community's work outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from community.services import words
from community.services.comments import KEPT_DAYS as COMMENTS_KEPT_DAYS
from community.services.comments import purge_comments
from community.services.follow_ups import ask_who_has_had_it_for_a_year
from community.services.photos import purge_loose_photos
from community.services.posts import purge_posts


@shared_task(name="community.index_post")
def index_post(post_id: int) -> None:
    words.index_posts([post_id])


@shared_task(name="community.index_missed", expires=500)
def index_missed() -> None:
    words.index_missed(at=timezone.now(), since=dt.timedelta(days=2))


@shared_task(name="community.index_all_missed")
def index_all_missed() -> None:
    words.index_missed(at=timezone.now())


@shared_task(name="community.tidy_posts")
def tidy_posts() -> None:
    """Once a day: what was deleted 30 days ago goes, photos of no post too; who has had a thing for a year is asked."""
    now = timezone.now()
    purge_posts(now=now)
    purge_comments(before=now - dt.timedelta(days=COMMENTS_KEPT_DAYS))
    purge_loose_photos(now=now)
    ask_who_has_had_it_for_a_year(now=now)
