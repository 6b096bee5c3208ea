"""Queueing work for the Celery workers, by the name of a task: services know no tasks, and no broker."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(name: str, *args: object) -> None:
    """Queues a task when this transaction commits.

    A broker that does not answer is logged and not raised: what was asked for is in the database, and the upkeep
    task of its kind queues it again.
    """
    transaction.on_commit(lambda: _send(name, args))


def _send(name: str, args: tuple[object, ...]) -> None:
    if current_app.conf.task_always_eager:
        current_app.loader.import_default_modules()
        current_app.tasks[name].apply(args=args)
        return
    try:
        current_app.send_task(name, args=args, retry=False)
    except OperationalError:
        logger.exception("The queue did not take %s%r", name, args)
