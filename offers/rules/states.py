"""What a book is said to be in, from day to day, without flapping: none, surplus, tight, watch, likely
shortfall.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """What is said of a book. `LIKELY` is a likely shortfall, `WATCH` one that only the cautious path (P10)
    shows.
    """

    NONE = "none"
    SURPLUS = "surplus"
    TIGHT = "tight"
    WATCH = "watch"
    LIKELY = "likely"


MINIMUM_STAY_DAYS = 7
LEAVE_SCANS = 3
ENTER_SCANS = {State.SURPLUS: 3, State.TIGHT: 2, State.WATCH: 2, State.LIKELY: 2}
# The gravest first: where several hold at once, this one is said.
_BY_GRAVITY = (State.LIKELY, State.WATCH, State.TIGHT, State.SURPLUS)
_GRAVE = (State.LIKELY, State.WATCH)
_KEPT_SCANS = 4
_KEPT_DAYS = 7
LEAST_MARGIN_MINOR = 100_000
_SHOWN_CHANGE_MINOR = 10_000


@dataclass(frozen=True, slots=True)
class Scan:
    """One day's reading of one book, as the machine needs it; minor units.

    `spending_minor` is E. `money_in` says that income was recorded since the scan before.
    """

    as_of: date
    trough50_minor: int
    trough10_minor: int
    buffer_minor: int
    spending_minor: int
    money_in: bool = False

    @property
    def margin_minor(self) -> int:
        """M = max(1,000 yuan, 10 % of E)."""
        return max(LEAST_MARGIN_MINOR, self.spending_minor // 10)

    def enters(self, state: State) -> bool:
        """Whether this scan speaks for entering a state.

        SURPLUS: trough10 - S >= M. LIKELY: trough50 < -5 % E. WATCH: trough10 < 0, short of LIKELY (so a
        trough50 just below zero is watched, not passed over). TIGHT: 0 <= trough50 < S with trough10 at 0
        or more.
        """
        if state is State.SURPLUS:
            return self.trough10_minor - self.buffer_minor >= self.margin_minor
        if state is State.LIKELY:
            return 20 * self.trough50_minor < -self.spending_minor
        if state is State.WATCH:
            return self.trough10_minor < 0 and not self.enters(State.LIKELY)
        if state is State.TIGHT:
            return self.trough10_minor >= 0 and 0 <= self.trough50_minor < self.buffer_minor
        return False

    def holds(self, state: State) -> bool:
        """Whether this scan still supports a state that was entered.

        SURPLUS until trough10 - S < M / 2, LIKELY until trough50 > +5 % E, WATCH until trough10 >= 0, TIGHT
        until trough50 >= S.
        """
        if state is State.SURPLUS:
            return 2 * (self.trough10_minor - self.buffer_minor) >= self.margin_minor
        if state is State.LIKELY:
            return 20 * self.trough50_minor <= self.spending_minor
        if state is State.WATCH:
            return self.trough10_minor < 0
        if state is State.TIGHT:
            return self.trough50_minor < self.buffer_minor
        return True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a book stands after a scan.

    `since` is the first of the scans that made the state, and stays are counted from it. `quiet` marks a
    NONE that followed a state: it lasts its stay before SURPLUS or TIGHT is said again. `recent` are the
    last scans, oldest first.
    """

    state: State = State.NONE
    since: date | None = None
    quiet: bool = False
    recent: tuple[Scan, ...] = ()


def _evidence(scans: tuple[Scan, ...], state: State) -> date | None:
    """The first day of the run of scans that enters a state today; None while it is too short.

    SURPLUS also enters on three of the last four scans, today's being one of them.
    """
    if not scans or not scans[-1].enters(state):
        return None
    needed = ENTER_SCANS[state]
    run = scans[-needed:]
    if len(run) == needed and all(scan.enters(state) for scan in run):
        return run[0].as_of
    if state is State.SURPLUS:
        speaking = [scan for scan in scans[-_KEPT_SCANS:] if scan.enters(state)]
        if len(speaking) >= needed:
            return speaking[0].as_of
    return None


def _gravest(scans: tuple[Scan, ...], states: Iterable[State] = _BY_GRAVITY) -> tuple[State, date] | None:
    for state in states:
        first = _evidence(scans, state)
        if first is not None:
            return state, first
    return None


def step(standing: Standing, scan: Scan) -> Standing:
    """The standing after one more scan; pure, so the same standing and scan always give the same result.

    Enter SURPLUS on 3 scans in a row or 3 of 4, the others on 2; leave on 3 that no longer hold, to the
    gravest state that then has its scans, else to NONE. A state is not left before its seventh day, counted
    from the first scan that made it, with three exceptions: SURPLUS turns to LIKELY on one scan; any state
    turns to a graver LIKELY or WATCH on their two; LIKELY turns to NONE on the scan after money came in, if
    that scan no longer holds it. E34 (M = 1,000): 1,200 1,100 1,300 -> SURPLUS on day 3; 700 stays; 450 450
    450 -> NONE on the third, day 7.

    Raises ValueError for a scan that is not later than the last one.
    """
    if standing.recent and scan.as_of <= standing.recent[-1].as_of:
        raise ValueError("scans must come in the order of their days")
    oldest = scan.as_of - timedelta(days=_KEPT_DAYS - 1)
    scans = (*(kept for kept in standing.recent if kept.as_of >= oldest), scan)[-_KEPT_SCANS:]
    state, since, quiet = _next(standing, scans)
    return Standing(state, since, quiet, scans)


def _next(standing: Standing, scans: tuple[Scan, ...]) -> tuple[State, date | None, bool]:
    state, today = standing.state, scans[-1]
    unchanged = (state, standing.since, standing.quiet)
    if state is State.SURPLUS and today.enters(State.LIKELY):
        return State.LIKELY, today.as_of, False
    if state is State.LIKELY and today.money_in and not today.holds(State.LIKELY):
        return State.NONE, today.as_of, True

    graver = _GRAVE[: _GRAVE.index(state)] if state in _GRAVE else _GRAVE
    grave = _gravest(scans, graver)
    if grave is not None:
        return *grave, False
    stayed = standing.since is not None and (today.as_of - standing.since).days >= MINIMUM_STAY_DAYS - 1
    if state is State.NONE:
        if standing.quiet and not stayed:
            return unchanged
        found = _gravest(scans)
        return (*found, False) if found else (State.NONE, standing.since, False)
    left = scans[-LEAVE_SCANS:]
    if stayed and len(left) == LEAVE_SCANS and not any(scan.holds(state) for scan in left):
        found = _gravest(scans)
        return (*found, False) if found else (State.NONE, today.as_of, True)
    return unchanged


def silenced(standing: Standing) -> Standing:
    """The standing when a gate closes: nothing is said, and what was seen before does not count later."""
    return replace(standing, state=State.NONE, since=None, quiet=False, recent=())


def shown_minor(shown: int | None, found: int) -> int:
    """The amount a page shows: what it showed, unless it moved by more than 10 % of that and more than 100
    yuan.

    Shown 31,100 and found 28,300 -> 31,100 stays (9 %); found 27,900 -> 27,900 (10.3 %). Nothing shown yet:
    what was found.
    """
    if shown is None:
        return found
    change = abs(found - shown)
    if change > _SHOWN_CHANGE_MINOR and Decimal(change) * 10 > abs(shown):
        return found
    return shown
