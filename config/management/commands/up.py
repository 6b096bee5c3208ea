import os
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from contextlib import ExitStack, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.services.catalogues import compile_catalogues
from config.services.children import Program
from config.services.errors import ServiceRefusal
from config.services.places import Places, checkout_places
from config.services.running import needed_servers, sole_use
from config.services.supervisor import Supervisor
from config.services.upkeep import (
    collect_static_if_needed,
    load_demo_if_empty,
    migrate_if_needed,
    refuse_missing_node_modules,
    refuse_silent_servers,
)


class Command(BaseCommand):
    help = "Runs everything: the servers that no variable names, the web servers, the worker and the scheduler."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--talk", action="store_true", help="pass on what the processes say at level INFO")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        host = os.environ.get("HOST", "127.0.0.1")
        places = checkout_places()
        try:
            with ExitStack() as stack:
                stack.enter_context(sole_use(places))
                refuse_taken_port(host, settings.PORT)
                refuse_taken_port(host, settings.LIVE_PORT, name="LIVE_PORT")
                refuse_missing_node_modules()
                supervisor = Supervisor(self.say)
                supervisor.listen_for_signals()
                stack.callback(supervisor.stop, farewells=options["talk"])
                sign_in = ""
                with supervisor.long_step():
                    self.start_servers(supervisor, places)
                    sign_in = self.get_ready(demo=not options["no_demo"])
                if not supervisor.stopping:
                    self.start_our_own(supervisor, host, sign_in, talk=options["talk"])
                supervisor.run()
                self.say("Stopping.")
        except ServiceRefusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def say(self, line: str) -> None:
        # Whoever read our lines may have gone (a pipe); the children still have to be looked after.
        with suppress(BrokenPipeError):
            self.stdout.write(line)
            self.stdout.flush()

    def start_servers(self, supervisor: Supervisor, places: Places) -> None:
        for server in needed_servers(places):
            server.prepare()
            child = supervisor.start(server.program, prepare=server.prepare)
            try:
                server.wait_until_ready(child)
            except ServiceRefusal:
                supervisor.pass_lines_on(timeout=0)
                raise

    def get_ready(self, *, demo: bool) -> str:
        """Brings database and files up to date; returns how to sign in to the demo, if that was made now."""
        refuse_silent_servers()
        compile_catalogues(settings.BASE_DIR / "locale")
        if migrate_if_needed():
            self.say("The database has the tables of this version.")
        collect_static_if_needed()
        sign_in = load_demo_if_empty() if demo else ""
        # The children open their own connections; ours would only take places.
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        return sign_in

    def start_our_own(self, supervisor: Supervisor, host: str, sign_in: str, *, talk: bool) -> None:
        # The others wait for the web server, so that the first page is there sooner.
        supervisor.start(web(host, talk))
        deadline = time.monotonic() + 60
        answered = False

        def ready() -> bool:
            nonlocal answered
            answered = answers(host, settings.PORT)
            return answered or time.monotonic() > deadline

        supervisor.run(until=ready)
        if answered:
            self.say(f"场记 is ready: open {settings.SITE_URL}")
            if sign_in:
                self.say(sign_in)
        elif not supervisor.stopping:
            self.say(f"The web server gives no answer on port {settings.PORT} yet; its lines above say why.")
        if not supervisor.stopping:
            supervisor.start(live(host, talk))
            supervisor.start(worker(talk))
            supervisor.start(beat(talk))


def web(host: str, talk: bool, *, port: int = settings.PORT) -> Program:
    workers = os.environ.get("WEB_WORKERS", "2")
    threads = os.environ.get("WEB_THREADS", "4")
    argv = [
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", workers, "--blocking-threads", threads, "--no-ws"),
        *("--log-level", "info" if talk else "warning", "--respawn-failed-workers"),
        "config.wsgi:application",
    ]
    # What a view prints (a sign-in code, in development) must not wait in a buffer.
    unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return Program(name="web", argv=[sys.executable, *argv], cwd=settings.BASE_DIR, env=unbuffered)


def live(host: str, talk: bool, *, port: int = settings.LIVE_PORT) -> Program:
    """The process that holds the open streams of events."""
    argv = [
        *("-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--no-ws", "--backlog", "4096", "--backpressure", "20000"),
        # Streams do not end by themselves; whoever listened comes back.
        *("--workers-kill-timeout", "2"),
        *("--log-level", "info" if talk else "warning", "--respawn-failed-workers"),
        "config.live:application",
    ]
    return Program(name="live", argv=[sys.executable, *argv], cwd=settings.BASE_DIR)


def worker(talk: bool) -> Program:
    concurrency = os.environ.get("WORKER_PROCESSES", "2")
    argv = ["worker", "-P", "prefork", "-c", concurrency, "--without-gossip", "--without-mingle"]
    return celery("worker", argv, talk)


def beat(talk: bool) -> Program:
    return celery("beat", ["beat", "--pidfile="], talk)


def celery(name: str, argv: list[str], talk: bool) -> Program:
    level = "INFO" if talk else "WARNING"
    # Celery warns root, and in a container we are root; that is not news.
    quiet = "" if talk else "ignore:You're running the worker with superuser"
    return Program(
        name=name,
        argv=[sys.executable, "-m", "celery", "--quiet", "-A", "config", *argv, "--loglevel", level],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": quiet},
    )


def refuse_taken_port(host: str, port: int, *, name: str = "PORT") -> None:
    """Raises ServiceRefusal if something listens there, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except PermissionError as error:
            raise ServiceRefusal(f"Port {port} needs root's rights; set {name} to 1024 or more.") from error
        except (OSError, OverflowError) as error:
            raise ServiceRefusal(f"Port {port} is taken; set {name} to another number, such as {port + 1}.") from error


def answers(host: str, port: int) -> bool:
    """Whether the web server serves: any answer of HTTP will do, a refusal or a redirect too."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    reachable = f"[{reachable}]" if ":" in reachable else reachable
    request = urllib.request.Request(f"http://{reachable}:{port}/health/", method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
