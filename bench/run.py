"""Runs the parts that were asked for, one after the other, and prints each as it ends."""

import gc
import time
from argparse import Namespace
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace

from django.conf import settings
from django.core.management import call_command

from bench.figures import Figure, machine_facts, table
from bench.parts import (
    adding,
    bulk,
    copying,
    crowd,
    depth,
    feeds,
    importing,
    live,
    overview,
    pages,
    readings,
    settling,
    size,
    writers,
)
from bench.plan import Plan
from config.services.catalogues import compile_catalogues
from config.services.upkeep import collect_static_if_needed

MODULES = {
    "copy": copying,
    "writers": writers,
    "crowd": crowd,
    "import": importing,
    "overview": overview,
    "depth": depth,
    "pages": pages,
    "add": adding,
    "bulk": bulk,
    "settle": settling,
    "size": size,
    "readings": readings,
    "live": live,
    "feeds": feeds,
}


def run(asked: Namespace, names: Iterable[str]) -> tuple[list[Figure], dict[str, str]]:
    """Measures; returns every figure and the facts of the machine."""
    machine = machine_facts()
    print("\n".join(f"{name}: {value}" for name, value in machine.items()), flush=True)
    compile_catalogues(settings.BASE_DIR / "locale")
    collect_static_if_needed()
    call_command("migrate", interactive=False, verbosity=0)
    # What is loaded by now stays: to look through it before each measurement would take longer than most of them.
    gc.collect()
    gc.freeze()
    measured: list[Figure] = []
    with ExitStack() as servers:
        plan = Plan(asked.sizes, asked.books, asked.seconds, asked.requests, asked.streams, asked.posts, servers)
        for name in names:
            module = MODULES[name]
            began = time.perf_counter()
            figures = [replace(figure, part=name) for figure in module.measure(plan)]
            title = (module.__doc__ or "").strip().split("\n")[0]
            print(f"\n{name}: {title} ({time.perf_counter() - began:.0f} s)\n{table(figures)}", flush=True)
            measured += figures
    goals = [goal for figure in measured for goal in figure.goals]
    print(f"\n{sum(goal.met for goal in goals)} of {len(goals)} goals met.", flush=True)
    return measured, machine
