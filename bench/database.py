"""A database, and a numbered database of Redis, that nobody else uses: made for a run and gone after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from config.services.places import checkout_places

NAME = "changji_bench"
# Of the advisory lock that a run holds, so that two runs never drop each other's database.
LOCK = 0xBE7C


class BenchRefusal(Exception):
    """Says in a sentence why nothing can be measured."""


@contextmanager
def own_database(template: str) -> Iterator[str]:
    """The address of a database beside the one that the settings name, on the same server: empty, or as `template`."""
    address = os.environ.get("DATABASE_URL") or checkout_places().database_url
    try:
        link = psycopg.connect(address, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise BenchRefusal("PostgreSQL gives no answer; `make bench` starts it.") from error
    with link:
        if not link.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:
            raise BenchRefusal("Another benchmark runs on this server; wait for it.")
        name = sql.Identifier(NAME)
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
        try:
            link.execute(drop)
            link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise BenchRefusal("The user of DATABASE_URL must be allowed to create a database.") from error
        try:
            yield urlunsplit(urlsplit(address)._replace(path=f"/{NAME}"))
        finally:
            link.execute(drop)


@contextmanager
def own_redis() -> Iterator[str]:
    """The address of the last numbered database of Redis that is empty; emptied again at the end."""
    address = os.environ.get("REDIS_URL") or checkout_places().redis_url
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5) as server:
            count = int(server.config_get("databases")["databases"])
    except redis.RedisError as error:
        raise BenchRefusal("Redis gives no answer; `make bench` starts it.") from error
    for number in reversed(range(count)):
        numbered = _with_number(address, number)
        with redis.Redis.from_url(numbered) as own:
            if own.dbsize():
                continue
            try:
                yield numbered
            finally:
                own.flushdb()
            return
    raise BenchRefusal("Every numbered database of Redis is in use.")


def _with_number(address: str, number: int) -> str:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(number)}
        # Not urlunsplit, which makes of unix:///path a unix:/path.
        return f"unix://{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}"))
