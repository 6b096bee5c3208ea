"""The benchmark runs whole at tiny sizes, and says what it measured as a table and as JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from bench.__main__ import PARTS
from bench.database import NAME
from bench.figures import Figure, at_least, at_most, table

ROOT = Path(__file__).resolve().parents[2]
TINY = ["--sizes", "200", "--books", "20", "--seconds", "0.3", "--requests", "4", "--streams", "20"]
# Figures that have to be right however slow the machine is.
SURE = (
    "deadlocks that a user saw",
    "sums that differ afterwards",
    "entries lost",
    "acknowledged and lost",
    "answered with an error",
    "sums of the crowd that differ",
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict]:
    """What a whole run printed, and its JSON."""
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", *TINY, "--json", str(file)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads(file.read_text())


def test_bench_when_run_measures_every_part_at_every_size(outcome):
    printed, found = outcome
    parts = {figure["part"] for figure in found["figures"]}
    assert parts == set(PARTS)
    assert {figure["size"] for figure in found["figures"] if figure["part"] == "import"} == {200}
    assert all(f"\n{part}: " in printed for part in parts)
    assert found["machine"]["fsync"] in {"on", "off"}


def test_bench_when_run_puts_the_limit_beside_and_divides(outcome):
    _printed, found = outcome
    copied = next(figure for figure in found["figures"] if figure["part"] == "copy" and figure["size"] == 200)
    assert copied["limit_value"] > 0
    assert copied["ratio"] == pytest.approx(copied["value"] / copied["limit_value"])


def test_bench_when_run_finds_writers_exact(outcome):
    _printed, found = outcome
    sure = {figure["what"]: figure["value"] for figure in found["figures"] if figure["what"] in SURE}
    assert sure == dict.fromkeys(SURE, 0)


def test_bench_when_done_leaves_no_database(outcome):
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(address) as link:
        assert link.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [NAME]).fetchone() == (0,)


def test_table_when_printed_aligns_and_names_what_was_missed():
    figures = [
        Figure("rows", 10_000, 80_000.4, "rows/s", "plain", 160_000.0, (at_least(80_000, 70_000, "70,000"),)),
        Figure("page", 10, 12.34, "ms", "bare", 4.0, (at_most(12.34, 12, "12 ms"),)),
    ]
    assert table(figures).splitlines() == [
        "what       N    ours            limit         ratio  goal",
        "rows  10,000  80,000  rows/s  160,000  plain    50%  70,000: met",
        "page      10    12.3  ms         4.00  bare   3.08x  12 ms: MISSED",
    ]
