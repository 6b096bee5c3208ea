"""Fixtures that any test may use; the cast and the factories stand beside them."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from config.services.children import Program, ask_to_stop, make_sure_it_stopped, spawn
from tests.servers import migrated_template

pytest_plugins = ["tests.cast"]

ROOT = Path(__file__).resolve().parent.parent

# No test looks at a clock: on a busy machine any example may take its time.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    """The hash of production takes a third of a second by design; what the tests ask is not its strength."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected lives to the end; looking through it again and again takes a tenth of the run."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()
    gc.freeze()


def worker_database_url() -> str:
    """The address of the database that this test writes to, for a process started beside it."""
    named = connection.settings_dict
    host = named["HOST"]
    place = f"?host={host}" if host.startswith("/") else ""
    server = "" if place else f"{host}:{named['PORT'] or 5432}"
    secret = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
    return f"postgresql://{named['USER']}{secret}@{server}/{named['NAME']}{place}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Test databases are copies of one that is migrated once."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After a transactional test Django empties every table; they are then as the migrations left them.

    The triggers that refuse a TRUNCATE rest meanwhile. What migrations wrote (content types, calibrations, rates,
    schedules) is part of every installation, so it is kept in a schema of its own and comes back from there, and no
    test depends on which one ran before it.
    """
    original = DatabaseOperations.execute_sql_flush
    with django_db_blocker.unblock():
        bring_back = keep_what_migrations_wrote()

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            # Bit 32 of a trigger's type says that it fires on TRUNCATE.
            cursor.execute(
                "SELECT format('ALTER TABLE %s %%s TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger"
                " WHERE tgtype & 32 <> 0 AND NOT tgisinternal"
            )
            alter = [row[0] for row in cursor.fetchall()]
        off, on = ([text % word for text in alter] for word in ("DISABLE", "ENABLE"))
        original(self, [*off, *sql_list, *on, *bring_back])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        # What the signal would write has come back already.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args: None)
        yield


def keep_what_migrations_wrote() -> list[str]:
    """Copies every row into the schema `kept`; returns the statements that bring them back into empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        statements = []
        for name in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
            if cursor.rowcount:
                statements.append(f"INSERT INTO public.{name} SELECT * FROM kept.{name}")
        return statements


@pytest.fixture(scope="module")
def written_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of a module that write rows: each of its tests finds them, and takes back only what it did itself.

    A transaction around those of the tests, which become savepoints in it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A real worker on the test's own database and queue; calling it returns what the worker has printed."""
    log = tmp_path / "worker.log"
    argv = ["-m", "celery", "-A", "config", "worker", "-P", "prefork", "-c", "1", "-l", "INFO"]
    program = Program(
        name="worker",
        argv=[sys.executable, *argv, "--without-gossip", "--without-mingle"],
        cwd=ROOT,
        # Unlike the web processes a worker prepares no statements; here too, so that its way of binding is tried.
        env={
            **os.environ,
            "DATABASE_URL": worker_database_url(),
            "CELERY_TASK_ALWAYS_EAGER": "0",
            "PREPARED_STATEMENTS": "0",
        },
    )
    eager = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = False
    with log.open("wb") as output:
        worker = spawn(program, output=output.fileno())
        try:
            wait_for_worker(worker, log)
            yield log.read_text
        finally:
            current_app.conf.task_always_eager = eager
            current_app.control.purge()
            ask_to_stop(program, worker)
            make_sure_it_stopped(program, worker)
            connection.close_pool()


def wait_for_worker(worker: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when the worker answers on the queue; fails with what it printed if it ends before that."""
    for _ in range(60):
        if current_app.control.ping(timeout=0.5):
            return
        if worker.poll() is not None:
            break
    pytest.fail(f"The Celery worker did not start:\n{log.read_text()}")
