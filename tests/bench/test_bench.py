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
from tests.servers import migrated_template

ROOT = Path(__file__).resolve().parents[2]
TINY = ["--sizes", "200", "--books", "20", "--seconds", "0.3", "--requests", "4", "--streams", "20", "--posts", "300"]
# Figures that have to be right however slow the machine is.
SURE = (
    "deadlocks that a user saw",
    "sums that differ afterwards",
    "entries lost",
    "acknowledged and lost",
    "answered with an error",
    "sums of the crowd that differ",
    "counts lost",
    "likes and comments lost",
    "likes and comments refused",
)


def test_bench_when_run_measures_every_part_and_leaves_nothing(tmp_path):
    """All in one test, so that one run serves it: a second beside it would be refused."""
    file = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", *TINY, "--json", str(file), "--template", migrated_template()],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(file.read_text())
    figures = found["figures"]
    assert {figure["part"] for figure in figures} == set(PARTS)
    assert {figure["size"] for figure in figures if figure["part"] == "import"} == {200}
    assert all(f"\n{part}: " in done.stdout for part in PARTS)
    assert found["machine"]["fsync"] in {"on", "off"}

    copied = next(figure for figure in figures if figure["part"] == "copy" and figure["size"] == 200)
    assert copied["limit_value"] > 0
    assert copied["ratio"] == pytest.approx(copied["value"] / copied["limit_value"])

    assert {figure["what"]: figure["value"] for figure in figures if figure["what"] in SURE} == dict.fromkeys(SURE, 0)

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
