"""How far the demo's people are in the academy: who did which lessons when, and what they got wrong."""

from community.demo.records import DemoLesson

LESSONS = {
    # The mortgage made him look; he stopped in the middle of a card's minimum.
    "chenyu": (
        DemoLesson("keep", "see-it", 52),
        DemoLesson("keep", "one-minute", 51, (True, False, True)),
        DemoLesson("keep", "match-the-balance", 47),
        DemoLesson("keep", "not-every-move", 45, (False, True, True)),
        DemoLesson("keep", "month-end", 40),
        DemoLesson("debt", "free-ways-first", 16),
        DemoLesson("debt", "what-a-year-costs", 13, (False, True, True)),
        DemoLesson("debt", "no-fee", 6),
        DemoLesson("debt", "the-minimum", 1, (True,)),
    ),
    "linxiaowen": (
        DemoLesson("budget", "real-numbers", 33),
        DemoLesson("budget", "day-by-day", 30),
        DemoLesson("budget", "once-a-year", 26, (True, True, False)),
        DemoLesson("budget", "over-it", 23),
        DemoLesson("budget", "tight-month", 20),
        DemoLesson("buffer", "first-thousand", 5),
        DemoLesson("buffer", "how-much", 3, (True, False, True)),
        DemoLesson("buffer", "where", 2, ()),
    ),
    "hejing": (
        DemoLesson("shop", "two-wallets", 60),
        DemoLesson("shop", "break-even", 55, (True, False, False)),
        DemoLesson("shop", "profit-not-cash", 48),
        DemoLesson("shop", "owed-to-me", 20, (True, True)),
    ),
    "xuyifan": (
        DemoLesson("keep", "see-it", 12),
        DemoLesson("keep", "one-minute", 11, (False, True, True)),
        DemoLesson("funds", "three-piles", 2, ()),
    ),
}
