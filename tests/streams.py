"""The process of the streams (`config.live`) beside a test, on the test's own database."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import connection

from config.management.commands.up import live
from config.services.children import Program, ask_to_stop, make_sure_it_stopped, spawn
from tests.conftest import worker_database_url

# A busy machine may take its time; how long it takes is measured in `bench/`.
PATIENCE_SECONDS = 30


@dataclass
class Server:
    """The process, which can be ended and started again on its port."""

    program: Program
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = spawn(self.program, output=output.fileno())
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            # Refused, while it does not listen or does not hear yet.
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/live/health/", timeout=5):
                return
            time.sleep(0.05)
        pytest.fail(f"the streams do not start: {self.log.read_text()}")

    def stop(self) -> None:
        if self.process is not None:
            ask_to_stop(self.program, self.process)
            make_sure_it_stopped(self.program, self.process)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Server]:
    """The process for as long as the block runs; its lines go into the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "DATABASE_URL": worker_database_url(), **environment}
    server = Server(replace(live("127.0.0.1", False, port=port), env=env), port, folder / "live.log")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        connection.close_pool()
