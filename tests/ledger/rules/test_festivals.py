import datetime as dt

import pytest

from ledger.demo.almanac import SPRING_FESTIVAL
from ledger.rules.festivals import new_year_after


@pytest.mark.parametrize("festival", SPRING_FESTIVAL.values(), ids=str)
def test_new_year_is_the_almanacs(festival):
    assert new_year_after(festival) == festival
    assert new_year_after(festival - dt.timedelta(days=1)) == festival
    assert new_year_after(festival - dt.timedelta(days=340)) == festival


def test_beyond_the_tables_nobody_knows():
    assert new_year_after(dt.date(2150, 1, 1)) is None
    assert new_year_after(dt.date(2100, 12, 31)) is None
