"""A figure beside its limit, and how figures are printed."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection

# Units of which more is better; of all others less is.
RATES = ("rows/s", "records/s", "entries/s", "changes/s", "books/s", "readings/s")


@dataclass(frozen=True, slots=True)
class Goal:
    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured at a size, in a unit, beside the machine's own limit measured in the same run."""

    what: str
    size: int
    value: float
    unit: str
    limit: str = ""
    limit_value: float | None = None
    goals: tuple[Goal, ...] = ()
    part: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.limit_value if self.limit_value else None

    def as_json(self) -> dict:
        return asdict(self) | {"ratio": self.ratio}


def at_least(value: float, least: float, text: str) -> Goal:
    return Goal(text, value >= least)


def at_most(value: float, most: float, text: str) -> Goal:
    return Goal(text, value <= most)


HEADINGS = ("what", "N", "ours", "", "limit", "", "ratio", "goal")
# Which columns are numbers, and so flush right.
RIGHT = (1, 2, 4, 6)


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text, a line each."""
    rows: list[Sequence[str]] = [HEADINGS]
    for figure in figures:
        rows.append(
            (
                figure.what,
                f"{figure.size:,}",
                number(figure.value),
                figure.unit,
                number(figure.limit_value),
                figure.limit,
                share(figure),
                "; ".join(f"{goal.text}: {'met' if goal.met else 'MISSED'}" for goal in figure.goals),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def number(value: float | None) -> str:
    if value is None:
        return ""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def share(figure: Figure) -> str:
    if figure.ratio is None:
        return ""
    return f"{figure.ratio:.0%}" if figure.unit in RATES else f"{figure.ratio:.2f}x"


def machine_facts() -> dict[str, str]:
    """What the figures depend on."""
    with connection.cursor() as cursor:

        def setting(name: str) -> str:
            cursor.execute(f"SHOW {name}")
            return cursor.fetchone()[0]

        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "work_mem")
        server = {name: setting(name) for name in names}
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "PostgreSQL": server.pop("server_version"),
        **server,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
