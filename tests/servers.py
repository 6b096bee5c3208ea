"""A pytest plugin: a throw-away PostgreSQL and Redis for the whole run, unless the environment names some.

It is loaded by `-p tests.servers` in pyproject.toml and acts before Django reads its settings. Under xdist
the controller starts the servers and its workers inherit their addresses; each worker has its own test
database (by pytest-django, a copy of one that is migrated once) and its own Redis database number. The servers end
with pytest, also when it is killed.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from config.services.catalogues import compile_catalogues
from config.services.places import Places
from config.services.running import needed_servers, started

ROOT = Path(__file__).resolve().parent.parent
RUNNING = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Iterator[None]:
    if not {"--help", "-h", "--version", "-V"} & set(args):
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        if worker:
            number = int(re.sub(r"\D", "", worker)) + 1
            os.environ["REDIS_URL"] = with_redis_database(os.environ["REDIS_URL"], number)
        else:
            start_servers()
    return (yield)


def start_servers() -> None:
    """Starts what the environment leaves to us, and names it there for our own children."""
    remove_left_overs()
    var = Path(tempfile.mkdtemp(prefix=f"changji-test-{os.getpid()}-"))
    RUNNING.callback(shutil.rmtree, var, ignore_errors=True)
    os.environ["VAR_DIR"] = str(var)
    os.environ.setdefault("HASHED_STATIC", "0")
    # As in the web processes, so that what only such statements refuse is found.
    os.environ.setdefault("PREPARED_STATEMENTS", "1")
    os.environ.setdefault("CELERY_TASK_ALWAYS_EAGER", "1")
    compile_catalogues(ROOT / "locale")
    places = Places(Path(os.path.realpath(var)))
    places.make()
    RUNNING.callback(shutil.rmtree, places.run, ignore_errors=True)
    servers = needed_servers(places, throw_away=True)
    RUNNING.enter_context(started(servers, log=var / "servers.log"))
    os.environ.setdefault("DATABASE_URL", places.database_url)
    os.environ.setdefault("REDIS_URL", places.redis_url)
    os.environ["TEST_TEMPLATE"] = f"changji_template_{os.getpid()}"
    RUNNING.callback(drop_template)
    RUNNING.enter_context(template_made_meanwhile())


@contextlib.contextmanager
def template_made_meanwhile() -> Iterator[None]:
    """Begins with the template while the tests are collected. Should it fail, the first test that asks says why."""
    code = "from tests.servers import migrated_template; migrated_template()"
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True) as maker:
        yield
        with contextlib.suppress(ProcessLookupError):
            os.killpg(maker.pid, signal.SIGKILL)


def pytest_unconfigure() -> None:
    RUNNING.close()


def migrated_template() -> str:
    """The name of the database that test databases are copied from; who asks first makes it, the others wait."""
    name = os.environ["TEST_TEMPLATE"]
    with psycopg.connect(database_url("postgres"), autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            growing = f"{name}_growing"
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(growing)))
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": database_url(growing)},
                check=True,
            )
            rename = "ALTER DATABASE {} RENAME TO {}"
            link.execute(sql.SQL(rename).format(sql.Identifier(growing), sql.Identifier(name)))
    return name


def drop_template() -> None:
    name = os.environ["TEST_TEMPLATE"]
    with (
        contextlib.suppress(psycopg.OperationalError),
        psycopg.connect(database_url("postgres"), autocommit=True) as link,
    ):
        for left in (name, f"{name}_growing"):
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(left)))


def database_url(name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def remove_left_overs() -> None:
    """Removes the folders of runs that were killed; their servers ended with them."""
    for folder in Path(tempfile.gettempdir()).glob("changji-test-*"):
        owner = re.match(r"changji-test-(\d+)-", folder.name)
        with contextlib.suppress(OSError):
            if owner and folder.stat().st_uid == os.getuid() and not Path(f"/proc/{owner[1]}").exists():
                shutil.rmtree(Places(Path(os.path.realpath(folder))).run, ignore_errors=True)
                shutil.rmtree(folder, ignore_errors=True)


def with_redis_database(url: str, number: int) -> str:
    """The same Redis, another of its numbered databases."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))
