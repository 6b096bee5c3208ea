"""Work in processes of their own, each with its own Django and its own connections."""

import multiprocessing
import resource
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.utils.module_loading import import_string

# One process sets Django up, and each of ours is a fork of it: the same memory as a process that did so itself, and no
# connection, since nothing has asked the database yet.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bench.ready"])


def call(name: str, *arguments: Any) -> Any:
    """Calls a function by its dotted name: its module needs a Django that is set up, and may be imported only then."""
    django.setup()
    return import_string(name)(*arguments)


def alone(name: str, *arguments: Any) -> Any:
    """What the function returns from a process that ends afterwards, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=FORKS) as pool:
        return pool.submit(call, name, *arguments).result()


class Crew:
    """Processes that are set up already and begin a piece of work together."""

    def __init__(self, count: int, pool: ProcessPoolExecutor, barrier: Any) -> None:
        self.count, self.pool, self.barrier = count, pool, barrier

    def together(self, name: str, *arguments: Any) -> list[Any]:
        """What each process returns for the same work; it is given a barrier and its number first."""
        waiting = [self.pool.submit(call, name, self.barrier, number, *arguments) for number in range(self.count)]
        return [each.result() for each in waiting]

    def share(self, name: str, pieces: Iterable[Any], *arguments: Any) -> list[Any]:
        """What comes of each piece of work; whoever is free takes the next one."""
        waiting = [self.pool.submit(call, name, piece, *arguments) for piece in pieces]
        return [each.result() for each in waiting]


@contextmanager
def crew(count: int) -> Iterator[Crew]:
    """So many processes for as long as the block runs."""
    with FORKS.Manager() as manager, ProcessPoolExecutor(count, mp_context=FORKS) as pool:
        made = Crew(count, pool, manager.Barrier(count))
        made.together("bench.children.meet")
        yield made


def meet(barrier: Any, number: int) -> None:
    barrier.wait()


def peak_mb() -> float:
    """The most memory that this process ever held, in megabytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1_000_000 if sys.platform == "darwin" else 1000)
    # Linux lets a process begin with its parent's peak in what getrusage says, so it is asked for another way.
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000
