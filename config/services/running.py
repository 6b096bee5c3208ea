"""Runs the servers that no variable names, for a supervisor, a single command or the tests."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from config.services.children import Program, ask_to_stop, make_sure_it_stopped, spawn
from config.services.errors import ServiceRefusal
from config.services.places import Places, checkout_places
from config.services.postgres import EmbeddedPostgres
from config.services.redis import EmbeddedRedis

Server = EmbeddedPostgres | EmbeddedRedis


def needed_servers(places: Places, *, throw_away: bool = False) -> list[Server]:
    """The servers that DATABASE_URL and REDIS_URL leave to us."""
    servers: list[Server] = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(EmbeddedPostgres(places, throw_away=throw_away))
    if not os.environ.get("REDIS_URL"):
        servers.append(EmbeddedRedis(places, throw_away=throw_away))
    return servers


@contextmanager
def sole_use(places: Places) -> Iterator[None]:
    """Holds `var` for ourselves; raises ServiceRefusal if another process has it."""
    places.make()
    with ExitStack() as stack:
        lock = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        stack.callback(os.close, lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode() or "unknown"
            raise ServiceRefusal(
                f"场记 already runs on {places.var} (process {holder}); stop it, or set VAR_DIR to another folder."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        # Those who tidy /tmp leave alone what is locked.
        run = os.open(places.run, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, run)
        fcntl.flock(run, fcntl.LOCK_SH)
        yield


@contextmanager
def started(servers: list[Server], *, log: Path | None = None) -> Iterator[None]:
    """Starts these servers, waits for them, and stops them at the end; `log` takes their output."""
    children: list[tuple[Program, subprocess.Popen[bytes]]] = []
    with ExitStack() as stack:
        output = stack.enter_context(log.open("ab")).fileno() if log else None
        try:
            for server in servers:
                server.prepare()
                program = server.program
                children.append((program, spawn(program, output=output)))
            for server, (_, child) in zip(servers, children, strict=True):
                server.wait_until_ready(child)
            yield
        finally:
            for program, child in children:
                ask_to_stop(program, child)
            for program, child in children:
                make_sure_it_stopped(program, child)


def answering(places: Places) -> bool:
    """Whether the servers of this checkout are up, under `manage.py up` in another terminal."""
    try:
        psycopg.connect(places.database_url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def ensure_running(places: Places | None = None) -> Iterator[None]:
    """The servers for as long as the block runs: those that `up` runs already, or our own."""
    places = places or checkout_places()
    servers = needed_servers(places)
    if not servers or answering(places):
        yield
        return
    with sole_use(places), started(servers):
        yield
