import os
import signal
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.services.errors import ServiceRefusal
from config.services.running import ensure_running


class Command(BaseCommand):
    help = (
        "Runs a command with the database and Redis up: those of `manage.py up` if it runs, or else started for it. "
        "For example: manage.py with_servers -- python manage.py load_demo"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("command", nargs=REMAINDER, help="the command and its arguments, after --")

    def handle(self, *args: Any, **options: Any) -> None:
        command = [word for index, word in enumerate(options["command"]) if (index, word) != (0, "--")]
        if not command:
            raise CommandError("Name a command: manage.py with_servers -- python manage.py shell")
        try:
            with ensure_running():
                status = run(command)
        except ServiceRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except FileNotFoundError as error:
            raise CommandError(f"There is no program {command[0]}.") from error
        sys.exit(status)


def run(command: list[str]) -> int:
    """The exit status of the command; Ctrl-C is its affair, and we wait for it and then stop the servers."""
    found = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(
            command, env=os.environ, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        )
        before = signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
        try:
            status = child.wait()
        finally:
            signal.signal(signal.SIGTERM, before)
    finally:
        signal.signal(signal.SIGINT, found)
    return status if status >= 0 else 128 - status
