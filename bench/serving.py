"""The pages over HTTP: the web server as `manage.py up` runs it, and one client that keeps its connection."""

import dataclasses
import http.client
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.test import Client as DjangoClient

from accounts.models import User
from config.management.commands.up import web
from config.services.children import ask_to_stop, make_sure_it_stopped, spawn

HOST = "127.0.0.1"


class Client:
    """One visitor on one kept connection; remembers cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def sign_in(self, user: User) -> None:
        """Takes the cookie of a session made in the database; signing in by password is not what is measured."""
        django = DjangoClient()
        django.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in django.cookies.items()}

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, None, {}, 200)

    def post_form(self, path: str, fields: dict[str, str], *, expect: int) -> bytes:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), headers, expect)

    def post_json(self, path: str, body: bytes, *, expect: int) -> bytes:
        return self._ask("POST", path, body, {"Content-Type": "application/json"}, expect)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str], expect: int) -> bytes:
        sent = {**self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != expect:
            raise AssertionError(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return content


@contextmanager
def served(application: str = "config.wsgi:application") -> Iterator[int]:
    """The port of a web server on the loopback, with the processes and threads that `manage.py up` gives it."""
    program = web(HOST, talk=False)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    argv = list(program.argv)
    argv[argv.index("--port") + 1] = str(port)
    argv[-1] = application
    program = dataclasses.replace(program, argv=argv)
    child = spawn(program)
    try:
        _wait_until_it_answers(child, port)
        yield port
    finally:
        ask_to_stop(program, child)
        make_sure_it_stopped(program, child)


def _wait_until_it_answers(child: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("HEAD", "/health/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the web server gives no answer")


def timed(action: Callable[[], object], times: int) -> list[float]:
    """Seconds of each of so many calls, after a tenth as many that warm both processes up."""
    for _ in range(max(4, times // 10)):
        action()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return found


def p50_ms(found: list[float]) -> float:
    return statistics.median(found) * 1000


def p95_ms(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.95)] * 1000
