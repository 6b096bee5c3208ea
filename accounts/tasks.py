"""The work of accounts outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

from celery import shared_task
from django.utils import timezone

from accounts.services import erase_due_accounts


@shared_task(name="accounts.erase_due_accounts")
def erase_due() -> None:
    erase_due_accounts(now=timezone.now())
