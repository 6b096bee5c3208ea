"""A `manage.py up` with real processes on a `var` of its own, for tests of what it runs."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Up:
    """A `manage.py up` in a session of its own, and what it printed."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.var = var
        self.port = port
        self.log = var.parent / f"up-{port}-{time.monotonic_ns()}.log"
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        ports = {"PORT": str(port), "LIVE_PORT": str(free_port())}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--no-demo"],
                cwd=ROOT,
                env={**kept, "VAR_DIR": str(var), **ports, "WEB_WORKERS": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str, seconds: float = 90) -> None:
        wait_until(lambda: text in self.printed or self.process.poll() is not None, seconds, lambda: self.printed)
        assert text in self.printed, self.printed

    def descendants(self) -> dict[int, str]:
        """Every process below this one, with its command line."""
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                status = (folder / "status").read_text()
                parents[int(folder.name)] = int(re.search(r"^PPid:\s+(\d+)", status, re.MULTILINE)[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return {pid: command_line(pid) for pid in found - {self.process.pid}}

    def tree(self) -> str:
        return "\n".join(self.descendants().values())

    def child(self, words: str) -> int:
        """The first process below us whose command line has these words."""
        return min(pid for pid, line in self.descendants().items() if words in line)

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(fact: Callable[[], bool], seconds: float, why: Callable[[], str] = lambda: "") -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, f"not within {seconds} s: {why()}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()
