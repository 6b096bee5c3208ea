"""The community's work outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from community.services import words


@shared_task(name="community.index_post")
def index_post(post_id: int) -> None:
    words.index_posts([post_id])


@shared_task(name="community.index_missed", expires=500)
def index_missed() -> None:
    words.index_missed(at=timezone.now(), since=dt.timedelta(days=2))


@shared_task(name="community.index_all_missed")
def index_all_missed() -> None:
    words.index_missed(at=timezone.now())
