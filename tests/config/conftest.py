"""Fixtures of tests that start the whole house."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.config.up import Up, free_port


@pytest.fixture
def start_up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    runs: list[Up] = []

    def start(var: Path | None = None, port: int | None = None, **environment: str) -> Up:
        run = Up(var or tmp_path / "var", port or free_port(), **environment)
        runs.append(run)
        return run

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()


@pytest.fixture(scope="session")
def used_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `var` that keeps its tables and static files from one test to the next, as somebody's does."""
    return tmp_path_factory.mktemp("used") / "var"
