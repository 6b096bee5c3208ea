"""What has to be true before the pages are served, each step skipped when it is so already."""

import hashlib
import io
import json
from pathlib import Path

import psycopg
import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.services.errors import ServiceRefusal
from config.staticfiles import VENDOR


def refuse_missing_node_modules() -> None:
    """Raises ServiceRefusal if the third-party scripts and styles are not installed."""
    for source in VENDOR.values():
        if not (settings.BASE_DIR / "node_modules" / source).is_file():
            raise ServiceRefusal(f"node_modules has no {source}; run `make install`, which fetches it with Node's npm.")


def refuse_silent_servers() -> None:
    """Raises ServiceRefusal if a server that a variable names gives no answer."""
    try:
        # Not through the pool, which would try again and again.
        parameters = connection.get_connection_params() | {"connect_timeout": 5}
        parameters.pop("pool", None)
        psycopg.connect(**parameters).close()
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise ServiceRefusal(f"The database of DATABASE_URL gives no answer: {reason}") from error
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5) as client:
            client.ping()
    except redis.RedisError as error:
        raise ServiceRefusal(f"The Redis of REDIS_URL gives no answer: {error}") from error


def migrate_if_needed() -> bool:
    """Applies the migrations that the database lacks; True if there were any."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def collect_static_if_needed() -> bool:
    """Gathers the static files where they are served hashed, if one has changed since; True if so."""
    if not settings.HASHED_STATIC:
        return False
    stamp = settings.VAR_DIR / "static.stamp"
    digest = static_digest()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == digest:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return True


def static_digest() -> str:
    """Changes with the name, size or time of any static file."""
    rows = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            rows.append((str(storage.path(name)), name, found.st_size, found.st_mtime_ns))
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def load_demo_if_empty() -> str:
    """Fills a database without users with the demo and the samples; returns what is said on how to sign in, else ""."""
    if "load_demo" not in get_commands() or get_user_model().objects.exists():
        return ""
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    call_command("load_demo", samples=True, stdout=io.StringIO())
    return said.getvalue().strip()
