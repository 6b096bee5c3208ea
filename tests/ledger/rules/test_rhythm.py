import datetime as dt

from ledger.rules.rhythm import lessons_left, runs_out_on, usual_gap

FIRST = dt.date(2026, 11, 1)


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def test_the_usual_gap_is_the_median_of_the_last_ones():
    """11 and 13 days between: the lower of the two in the middle."""
    assert usual_gap([day(0), day(11), day(24)]) == 11
    assert usual_gap([day(0), day(11), day(24), day(36)]) == 12
    # Bought twice on one day is bought once, and what is long ago has been forgotten.
    assert usual_gap([day(-400), *[day(10 * n) for n in range(7)], day(60)]) == 10
    assert usual_gap([day(0), day(0)]) is None
    assert usual_gap([]) is None


def test_what_was_bought_lasts_as_it_usually_did_unless_somebody_says():
    assert runs_out_on([day(11), day(0)]) == day(22)
    assert runs_out_on([day(0), day(11)], lasts_days=30) == day(41)
    assert runs_out_on([day(0)], lasts_days=8) == day(8)
    assert runs_out_on([day(0)]) is None
    assert runs_out_on([]) is None


def test_lessons_go_week_by_week():
    """63 days are nine weeks: 12 - 9 = 3; bought again that day, 15."""
    assert lessons_left([(day(0), 12)], per_week=1, today=day(63)) == 3
    assert lessons_left([(day(0), 12), (day(63), 12)], per_week=1, today=day(63)) == 15
    assert lessons_left([(day(0), 12)], per_week=2, today=day(21)) == 6


def test_no_lesson_is_taken_that_nobody_bought():
    """All 4 were taken after four weeks; of the 10 bought in week ten one is taken a week later."""
    assert lessons_left([(day(0), 4), (day(70), 10)], per_week=1, today=day(77)) == 9
    assert lessons_left([(day(5), 4)], per_week=1, today=day(0)) == 0
    assert lessons_left([], per_week=1, today=day(0)) == 0
