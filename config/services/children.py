"""Child processes that end with their parent, whatever ends it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.services.identity import Identity

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """How to run a child: `stop_signal` asks it to end in good order, within `grace_seconds`."""

    name: str
    argv: list[str]
    cwd: Path
    env: Mapping[str, str] | None = None
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 20.0


def tie_to_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program: the kernel will send it the signal when its parent dies."""
    parent = os.getpid()

    def tie() -> None:
        # A parent blocks signals in no case we know, but a shell may have told it to ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return tie


def spawn(program: Program, *, output: int | None = None) -> subprocess.Popen[bytes]:
    """Starts the program in a session of its own, so that Ctrl-C in the terminal reaches only us."""
    who = program.identity
    return subprocess.Popen(
        program.argv,
        cwd=program.cwd,
        env=dict(program.env) if program.env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
        preexec_fn=tie_to_parent(program.stop_signal),
    )


def ask_to_stop(program: Program, child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(program.stop_signal)


def make_sure_it_stopped(
    program: Program, child: subprocess.Popen[bytes], *, wait: Callable[[], None] = lambda: None
) -> None:
    """Waits for the child's grace, then kills it, and in each case whatever it left in its session.

    `wait` is called between looks, for a caller that must keep reading the child's output.
    """
    deadline = time.monotonic() + program.grace_seconds
    while child.poll() is None and time.monotonic() < deadline:
        wait()
        time.sleep(0.02)
    end_session(child)
    child.wait()


def end_session(child: subprocess.Popen[bytes]) -> None:
    """Kills a child, if it still runs, and whatever it left in its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
