import datetime as dt

import pytest

from community.rules.hot import hot, warmth

DAY = dt.datetime(2026, 1, 3, tzinfo=dt.UTC)


def test_hot_is_as_its_worked_example_says():
    # log10(1 + 9) = 1, and two days are 172,800 seconds: 1.
    assert hot(DAY, likes=9, bookmarks=0, thanks=0) == pytest.approx(2)
    # 3 + 2 · 3 + 3 · 30 = 99; log10(100) = 2, and 1 for the two days.
    assert warmth(likes=3, bookmarks=3, thanks=30) == 99
    assert hot(DAY, likes=3, bookmarks=3, thanks=30) == pytest.approx(3)


def test_two_days_later_ten_times_the_warmth_stands_beside_it():
    older = hot(DAY, likes=99, bookmarks=0, thanks=0)
    newer = hot(DAY + dt.timedelta(days=2), likes=9, bookmarks=0, thanks=0)
    assert older == pytest.approx(newer)
