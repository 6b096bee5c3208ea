"""One process that runs the others: passes their lines on, restarts what dies, stops them all in order."""

import io
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from config.services.children import Program, ask_to_stop, end_session, make_sure_it_stopped, spawn

BACKOFF_SECONDS = (1, 2, 4, 8, 15, 30)
# A child that ran this long was well; its next end counts as the first one.
WELL_AFTER_SECONDS = 60


@dataclass(slots=True)
class Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    # Called before each restart, for a server that has something to tidy first.
    prepare: Callable[[], None] = lambda: None
    started_at: float = 0.0
    start_again_at: float = 0.0
    failures: int = 0
    unfinished: bytes = field(default=b"")


class Supervisor:
    """Runs children until it is told to stop; `say` prints one line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []
        self.stopping = False
        self.interruptible = False
        self.selector = selectors.DefaultSelector()
        self.wake_read, self.wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.selector.register(self.wake_read, selectors.EVENT_READ)

    def listen_for_signals(self) -> None:
        """Ctrl-C, a service manager's TERM and a closed terminal all mean: stop in good order."""
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        # Wakes the loop when a child ends.
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        if self.interruptible:
            raise KeyboardInterrupt

    @contextmanager
    def long_step(self) -> Iterator[None]:
        """A block that a signal breaks off; the supervisor is then stopping."""
        self.interruptible = True
        try:
            yield
        except KeyboardInterrupt:
            if not self.stopping:
                raise
        finally:
            self.interruptible = False

    def start(self, program: Program, *, prepare: Callable[[], None] = lambda: None) -> subprocess.Popen[bytes]:
        child = Child(program, prepare=prepare)
        self.children.append(child)
        return self._spawn(child)

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        read, write = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(read, False)
        try:
            child.process = spawn(child.program, output=write)
        finally:
            os.close(write)
        child.started_at = time.monotonic()
        stream = os.fdopen(read, "rb", buffering=0)
        self.selector.register(stream, selectors.EVENT_READ, child)
        return child.process

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Looks after the children until a signal says stop, or `until` is true."""
        while not self.stopping and not until():
            self.pass_lines_on(timeout=self._seconds_to_next_start())
            for child in self.children:
                self._look_after(child)

    def _seconds_to_next_start(self) -> float:
        waiting = [child.start_again_at for child in self.children if child.process is None]
        return min([0.5, *(max(0.0, at - time.monotonic()) for at in waiting)])

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            status = child.process.returncode
            # The workers of a server that was killed would go on beside those of the next one, at the same port.
            end_session(child.process)
            child.process = None
            if now - child.started_at > WELL_AFTER_SECONDS:
                child.failures = 0
            delay = BACKOFF_SECONDS[min(child.failures, len(BACKOFF_SECONDS) - 1)]
            child.failures += 1
            child.start_again_at = now + delay
            self.say(f"{child.program.name} ended ({how_it_ended(status)}); starting it again in {delay} s.")
        elif child.process is None and now >= child.start_again_at:
            child.prepare()
            self._spawn(child)
            self.say(f"{child.program.name} runs again.")

    def pass_lines_on(self, *, timeout: float) -> None:
        for key, _ in self.selector.select(timeout):
            if key.fileobj == self.wake_read:
                os.read(self.wake_read, 4096)
                continue
            stream: io.FileIO = key.fileobj  # type: ignore[assignment]
            child: Child = key.data
            piece = stream.read(65536)
            if piece is None:
                continue
            if not piece:
                self.selector.unregister(stream)
                stream.close()
            *lines, child.unfinished = (child.unfinished + piece).split(b"\n")
            if not piece and child.unfinished:
                lines.append(child.unfinished)
                child.unfinished = b""
            for line in filter(None, lines):
                self.say(f"{child.program.name:<8} | {line.decode(errors='replace').rstrip()}")

    def stop(self, *, last: tuple[str, ...] = ("postgres", "redis"), farewells: bool = False) -> None:
        """Stops every child: first those that use the servers, then the servers. `farewells`: show what they say."""
        self.stopping = True
        if not farewells:
            self.say = lambda line: None
        for turn in (False, True):
            group = [
                (child.program, child.process)
                for child in self.children
                if child.process is not None and (child.program.name in last) is turn
            ]
            for program, process in group:
                ask_to_stop(program, process)
            for program, process in group:
                make_sure_it_stopped(program, process, wait=lambda: self.pass_lines_on(timeout=0))


def how_it_ended(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit {status}"
