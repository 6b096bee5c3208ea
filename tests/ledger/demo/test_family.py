import datetime as dt
from collections import Counter
from statistics import mean

import pytest

from ledger.demo import almanac, family_fixed
from ledger.demo.family_events import ROOM

from .conftest import TODAY, YEAR, book_on
from .rough_reading import read


def spent(book, month: str, prefix: str) -> int:
    return sum(
        entry.amount_minor * (1 if entry.kind == "expense" else -1)
        for entry in book.entries
        if entry.kind in ("expense", "refund")
        and f"{entry.date:%Y-%m}" == month
        and entry.category_key.startswith(prefix)
    )


def test_today_stands_exactly_as_told(any_day):
    balances = any_day.book("family").balances_minor()
    assert balances["icbc"] == 842_000
    assert balances["cmb"] == 2_638_000
    assert balances["yuebao"] == 1_190_000
    assert balances["wechat"] == 64_000
    assert balances["cash"] == 30_000
    assert balances["cmb_card"] == -486_000
    assert balances["huabei"] == -132_000
    assert balances["car_loan"] == 0


def test_pay_comes_on_the_tenth_and_fifteenth_or_the_friday_before(family):
    for member, day, pays in (("chen", 10, "icbc"), ("lin", 15, "cmb")):
        salaries = [entry for entry in family.entries if entry.category_key == "salary.base" and entry.member == member]
        assert len(salaries) == 36
        for entry in salaries:
            assert entry.to_account == pays
            assert entry.date == almanac.before_weekend(entry.date.replace(day=day))
    last = [entry.amount_minor for entry in family.entries if entry.category_key == "salary.base"][-2:]
    assert last == [864_000, 692_000]


def test_mortgage_follows_the_rates_and_the_principal_goes_down(family):
    paid = Counter()
    for entry in family.entries:
        if entry.group.startswith("mortgage/"):
            assert entry.date.day == 20
            paid[f"{entry.date:%Y-%m}"] += entry.amount_minor
    assert paid["2024-10"] == 334_753
    assert paid["2024-11"] == paid["2024-12"] == 323_926
    assert paid["2025-01"] == paid["2025-12"] == 302_951
    assert paid["2026-01"] == paid["2026-11"] == 299_639
    assert len(paid) == 36
    # 642,665.84 was left before the payment of 2024-11, whose interest at 3.9 % is 2,088.66.
    assert family_fixed.mortgage_owed_minor(dt.date(2024, 11, 1)) == 64_266_584
    november = next(entry for entry in family.entries if entry.group == "mortgage/2024-11" and entry.kind == "expense")
    assert november.amount_minor == 208_866
    assert family_fixed.mortgage_owed_minor(dt.date(2024, 12, 1)) == 64_266_584 + 208_866 - 323_926


def test_car_loan_ends_fifteen_months_ago(family):
    payments = Counter()
    for entry in family.entries:
        if entry.group.startswith("car_loan/"):
            payments[entry.date] += entry.amount_minor
    assert max(payments) == dt.date(2025, 8, 12)
    assert set(list(payments.values())[:-1]) == {176_877}
    # The last payment takes up what rounding left over in thirty-six months.
    assert abs(payments[max(payments)] - 176_877) < 40


def test_birth_insurance_and_allowance(family):
    by_note = {entry.note: entry for entry in family.entries}
    assert by_note["生育津贴"].amount_minor == 2_640_000
    assert by_note["月嫂 26 天"].amount_minor == 1_280_000
    months_ago = (TODAY.year - by_note["生育津贴"].date.year) * 12 + TODAY.month - by_note["生育津贴"].date.month
    assert months_ago in (25, 26)
    for year in (2024, 2025, 2026):
        assert spent(family, f"{year}-06", "health.insurance") == 840_000
        assert spent(family, f"{year}-08", "transport.car_insurance") == 315_000
    granny = [entry for entry in family.entries if entry.category_key == "elders.allowance"]
    assert {(entry.date.day, entry.amount_minor) for entry in granny} == {(1, 150_000)}


def test_bonus_comes_two_weeks_before_the_festival_and_late_in_the_tight_year(family):
    days = [entry.date for entry in family.entries if entry.category_key == "bonus.year_end"]
    # 2024-01-27 is a Saturday, so the Friday before; 2025-01-15 is a Wednesday; 2026-03-01 a Sunday, so the Friday.
    assert days == [dt.date(2024, 1, 26), dt.date(2025, 1, 15), dt.date(2026, 2, 27)]


def test_red_packets_of_each_festival(family):
    for festival in (dt.date(2024, 2, 10), dt.date(2025, 1, 29), dt.date(2026, 2, 17)):
        near = [entry for entry in family.entries if abs((entry.date - festival).days) <= 8]
        assert sum(entry.amount_minor for entry in near if entry.category_key == "social.red_packet") == 860_000
        assert sum(entry.amount_minor for entry in near if entry.category_key == "red_packet_in.new_year") == 320_000


@pytest.mark.parametrize(("account", "statement", "due"), [("cmb_card", 18, 5), ("huabei", 31, 8)])
def test_a_card_is_paid_on_its_due_day_what_was_owed_on_its_statement_day(any_day, account, statement, due):
    family = any_day.book("family")
    opening = family.account(account).opening_minor
    paid = [entry for entry in family.entries if entry.to_account == account and entry.kind == "transfer"]
    assert {entry.date.day for entry in paid} == {due}
    assert len(paid) == 36
    for payment in paid:
        closed = almanac.day_of_month(almanac.month_start(payment.date, -1), statement)
        owed = opening + sum(entry.change_minor(account) for entry in family.entries if entry.date <= closed)
        assert payment.amount_minor == -owed


def test_the_childs_room_cost_38600_between_eight_and_six_months_ago(family):
    paid = [entry for entry in family.entries if entry.project == ROOM]
    assert sum(entry.amount_minor for entry in paid) == 3_860_000
    assert {f"{entry.date:%Y-%m}" for entry in paid} == {"2026-03", "2026-04", "2026-05"}


def test_months_are_near_what_the_family_tells(family):
    months = [f"2026-{month:02d}" for month in range(5, 11)]

    def average(prefix: str) -> float:
        return mean(spent(family, month, prefix) for month in months) / 100

    assert average("groceries") == pytest.approx(2350, rel=0.15)
    assert average("dining") == pytest.approx(880, rel=0.2)
    assert average("children") == pytest.approx(1780, rel=0.15)
    assert average("household") + average("clothing") == pytest.approx(760, rel=0.25)
    assert average("elders.allowance") == 1500
    assert average("utilities.property") == 168  # 504 a quarter
    assert average("utilities.phone") == 199
    hot = mean(spent(family, f"2026-0{month}", "utilities.electricity") for month in (7, 8))
    mild = mean(spent(family, f"2026-{month}", "utilities.electricity") for month in ("04", "05", "10"))
    assert hot - mild == pytest.approx(30_000, abs=4_000)


def test_three_things_go_back_a_quarter(family):
    refunds = [entry for entry in family.entries if entry.kind == "refund"]
    assert 34 <= len(refunds) <= 36
    by_key = {entry.key: entry for entry in family.entries}
    for refund in refunds:
        bought = by_key[refund.refund_of]
        assert refund.to_account == bought.from_account
        assert refund.category_key == bought.category_key
        assert refund.amount_minor <= bought.amount_minor
        assert dt.timedelta(days=2) <= refund.date - bought.date <= dt.timedelta(days=8)


def test_cash_that_nobody_wrote_down_is_counted_each_month(family):
    counts = [entry for entry in family.entries if entry.kind == "adjustment"]
    assert all(entry.from_account == "cash" for entry in counts)
    assert 18 <= len(counts) <= 37
    written = sum(entry.amount_minor for entry in family.entries if entry.from_account == "cash" and entry.merchant)
    forgotten = sum(entry.amount_minor for entry in counts)
    assert 0.05 < forgotten / (written + forgotten) < 0.12


def test_one_work_trip_waits_to_be_paid_back(any_day):
    entries = any_day.book("family").entries
    still_open = [entry for entry in entries if entry.claim == "open"]
    assert {entry.category_key for entry in still_open} == {"transport.rail", "fun.travel"}
    assert {(any_day.today - entry.date).days for entry in still_open} == {12, 13}
    settled = sum(entry.amount_minor for entry in entries if entry.claim == "settled")
    back = sum(entry.amount_minor for entry in entries if entry.category_key == "other_income.claims")
    assert settled == back


def test_prices_end_as_in_life(family):
    def endings(prefix: str) -> Counter:
        return Counter(
            entry.amount_minor % 100
            for entry in family.entries
            if entry.category_key.startswith(prefix) and entry.kind == "expense" and entry.to_account == ""
        )

    vegetables = Counter(
        entry.amount_minor % 10
        for entry in family.entries
        if entry.category_key == "groceries.vegetables" and entry.via == "alipay"
    )
    assert len(vegetables) == 10
    lunches = endings("dining.lunch")
    assert set(lunches) <= {0, 50, 80, 90}
    assert len(lunches) == 4


def test_notes_hold_a_few_typos(family):
    notes = [entry.note for entry in family.entries if entry.note]
    assert (
        5
        <= sum(any(wrong in note for wrong in ("莱", "午反", "鸡旦", "尿库", "奶份", "亭车")) for note in notes)
        <= 120
    )


def test_today_shows_only_the_morning(any_day):
    for entry in any_day.book("family").entries:
        if entry.date == any_day.today and entry.kind == "expense":
            assert entry.time <= dt.time(8, 40)


def test_answers_say_what_the_book_shows(family):
    answers = family.answers
    assert dict(answers.balances_minor) == {
        account.key: account.today_minor for account in family.accounts if account.key in answers.balances_minor
    }
    assert [(pay.member, pay.day, pay.amount_minor) for pay in answers.pay] == [
        ("chen", 10, 864_000),
        ("lin", 15, 692_000),
    ]
    assert answers.due_days == {"cmb_card": 5, "huabei": 8}
    plans = {plan.name: plan.due_in_days for plan in family.planned}
    # From Sunday 2026-11-22: 1 and 3 December, the card on the 5th, 花呗 on the 8th, pay on the 10th and 15th.
    assert plans == {
        "奶奶": 9,
        "话费宽带": 11,
        "招行信用卡": 13,
        "花呗": 16,
        "陈屿工资": 18,
        "林晓雯工资": 23,
        "房贷": 28,
    }


@pytest.mark.parametrize("today", YEAR, ids=str)
def test_idle_money_reads_near_19400(today):
    reading = read(book_on(today, "family"), today, business=False)
    assert reading.liquid == 4_764_000
    assert reading.spending == pytest.approx(1_260_000, rel=0.15)
    # The yearly insurances of June, when they lie ahead, are set aside and cannot be idle.
    insurance_ahead = dt.date(today.year, 5, 7) <= today <= dt.date(today.year, 6, 26)
    low = 1_200_000 if insurance_ahead else 1_552_000
    assert low <= reading.surplus <= 2_328_000
    # Small purchases from day to day are steady: at most 110 yuan a root day.
    assert reading.sigma <= 11_000
