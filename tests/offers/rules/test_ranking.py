"""The published order of products, and what may not move it."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from offers.rules.ranking import RankedFund, RankedLoan, ranked_funds, ranked_loans, shown

WHO = {"reader": "reader-1", "week": "2026-W47"}
FUND = RankedFund("a", True, 3_000, 500_000_000_000, date(2015, 1, 1))
LOAN = RankedLoan("a", 660_00, 130_000, True, 7, "bank")


def names(ranked):
    return [one.product for one in ranked]


def test_funds_by_each_key_in_turn():
    funds = [
        replace(FUND, product="slow", quick_redemption=False, fee_ppm=1),
        replace(FUND, product="dear", fee_ppm=3_001),
        replace(FUND, product="small", scale_minor=99_999_999_999),
        replace(FUND, product="young", started=date(2020, 1, 1)),
        replace(FUND, product="best"),
        # Exactly 1 billion yuan is large; how much larger does not matter, so age decides.
        replace(FUND, product="old", scale_minor=100_000_000_000, started=date(2013, 1, 1)),
    ]
    assert names(ranked_funds(funds, **WHO)) == ["old", "best", "young", "small", "dear", "slow"]


def test_loans_by_each_key_in_turn():
    loans = [
        replace(LOAN, product="costs more", cost_minor=661_00),
        replace(LOAN, product="higher rate", apr_irr_ppm=130_001),
        replace(LOAN, product="charges early", free_early_repayment=False),
        replace(LOAN, product="no cancelling", cancellation_days=0),
        replace(LOAN, product="small loan", lender="small_loan"),
        replace(LOAN, product="consumer", lender="consumer_finance"),
        replace(LOAN, product="best"),
    ]
    assert names(ranked_loans(loans, **WHO)) == [
        "best",
        "consumer",
        "small loan",
        "no cancelling",
        "charges early",
        "higher rate",
        "costs more",
    ]


def test_three_are_shown():
    assert names(shown([replace(FUND, product=name) for name in "abcde"])) == ["a", "b", "c"]


def test_what_a_provider_pays_and_what_a_fund_yields_are_no_facts_of_the_order():
    known = {field.name for kind in (RankedFund, RankedLoan) for field in fields(kind)}
    assert not {name for name in known if any(word in name for word in ("commission", "bid", "cpa", "yield"))}


def test_ties_rotate_by_reader_and_week_and_stay_within_it():
    funds = [replace(FUND, product=name) for name in "abcdef"]
    orders = {
        tuple(names(ranked_funds(funds, reader=f"reader-{number}", week=week)))
        for number in range(20)
        for week in ("2026-W47", "2026-W48")
    }
    assert len(orders) > 20
    assert {order[0] for order in orders} == set("abcdef")


loans_drawn = st.lists(
    st.builds(
        RankedLoan,
        product=st.text("abcdef", min_size=1, max_size=4),
        cost_minor=st.integers(0, 3),
        apr_irr_ppm=st.integers(0, 3),
        free_early_repayment=st.booleans(),
        cancellation_days=st.integers(0, 2),
        lender=st.sampled_from(["bank", "consumer_finance", "small_loan"]),
    ),
    unique_by=lambda loan: loan.product,
    min_size=1,
)


@given(data=st.data(), loans=loans_drawn)
def test_the_order_of_arrival_does_not_matter(data, loans):
    assert ranked_loans(data.draw(st.permutations(loans)), **WHO) == ranked_loans(loans, **WHO)


@given(loans=loans_drawn, dearer=st.integers(1, 5))
def test_a_dearer_loan_never_ranks_higher(loans, dearer):
    first = loans[0]
    before = names(ranked_loans(loans, **WHO)).index(first.product)
    for worse in (
        replace(first, cost_minor=first.cost_minor + dearer),
        replace(first, apr_irr_ppm=first.apr_irr_ppm + dearer),
    ):
        after = names(ranked_loans([worse, *loans[1:]], **WHO)).index(first.product)
        assert after >= before
