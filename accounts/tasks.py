"""The work of accounts outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

from celery import shared_task
from django.utils import timezone

from accounts.notices.outbox import forget_old, send_due
from accounts.services import erase_due_accounts


@shared_task(name="accounts.erase_due_accounts")
def erase_due() -> None:
    erase_due_accounts(now=timezone.now())


@shared_task(name="accounts.send_notices", expires=55)
def send_notices() -> None:
    send_due(clock=timezone.now)


@shared_task(name="accounts.forget_notices")
def forget_notices() -> None:
    forget_old(now=timezone.now())
