import datetime as dt

import pytest

from ledger.cards import next_payment, per_square_metre, stage_budgets, stage_progress, warranties
from ledger.models import Budget, Scheduled
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from tests.ledger.pages.conftest import account_key, at, category_key, words
from tests.ledger.pages.scene_demo import DAYS, demo_owner, own_card_keys, shown_cards

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def flat(alice):
    facts = {"plan_budget": 3000000, "area": 20, "start_date": "2026-11-01"}
    return open_book(alice, scene="renovation", name="Flat", facts=facts)


@pytest.fixture
def pay(flat):
    def record(amount_minor, key, *, day=DAY, kind="expense", **more):
        card = account_key(flat.book, "renovation_card")
        sides = {"from_account": card} if kind == "expense" else {"to_account": card}
        draft = EntryDraft(
            kind=kind, date=day, amount_minor=amount_minor, category=category_key(flat.book, key), **sides, **more
        )
        return record_entry(flat, draft=draft)

    return record


@pytest.fixture
def to_pay(flat):
    def schedule(amount_minor, due, *, stage="", key="", **more):
        return Scheduled.objects.create(
            book=flat.book,
            kind="expense",
            due=due,
            anchor_day=due.day,
            amount_minor=amount_minor,
            stage=stage,
            category=category_key(flat.book, key) if key else None,
            **more,
        )

    return schedule


def built(card, member):
    return card.build(member, today=DAY, options={})


def stages(member):
    card = built(stage_budgets, member)
    return {row.key: (row.budget_minor, row.agreed_minor, row.paid_minor, row.unpaid_minor) for row in card["stages"]}


def test_each_stage_with_its_budget_what_is_agreed_paid_and_unpaid(flat, pay, to_pay):
    """Wiring: 4,000.00 planned; 3,000.00 paid, 200.00 came back, 1,500.00 to come: agreed at 4,300.00, 300.00 over."""
    Budget.objects.create(book=flat.book, stage="wiring", amount_minor=400000)
    pay(300000, "wiring.electrician")
    pay(20000, "wiring.materials", kind="refund")
    to_pay(150000, DAY + dt.timedelta(days=9), stage="wiring", name="Second half")
    pay(70000, "extras.labour")
    assert stages(flat) == {"wiring": (400000, 430000, 280000, 150000)}
    card = built(stage_budgets, flat)
    assert (card["over"].key, card["over"].over_minor, card["unstaged_minor"]) == ("wiring", 30000, 70000)


def test_an_entry_says_its_stage_before_its_category_does(flat, pay):
    """Tiles are laid by masons, a lamp is hung at the end, and the extra sockets say that they are wiring."""
    pay(100, "materials.tiles")
    pay(200, "lighting_soft.lamps")
    pay(400, "extras.labour", extra={"stage": "wiring"})
    assert {key: row[2] for key, row in stages(flat).items()} == {"wiring": 400, "masonry": 100, "fitting": 200}


def test_nothing_paid_or_planned_has_no_stages(flat):
    assert built(stage_budgets, flat) is None


def test_the_rest_after_a_down_payment_is_to_be_paid_until_it_is(flat, pay):
    """2,000.00 down, 8,000.00 rest due 20 December; 3,000.00 are paid since, so 5,000.00 are left."""
    pay(
        200000,
        "carpentry.wardrobes",
        day=DAY - dt.timedelta(days=20),
        merchant="Cabinet maker",
        extra={"rest": 800000, "rest_due": "2026-12-20"},
    )
    pay(300000, "carpentry.wardrobes", merchant="Cabinet maker")
    card = built(next_payment, flat)
    assert (card["next"].party, card["next"].amount_minor, card["in_days"]) == ("Cabinet maker", 500000, 28)
    assert stages(flat)["carpentry"] == (0, 1000000, 500000, 500000)
    pay(500000, "carpentry.wardrobes", merchant="Cabinet maker")
    assert built(next_payment, flat)["next"] is None


def test_the_next_payment_is_the_earliest_and_says_how_late_it_is(flat, to_pay):
    to_pay(100, DAY + dt.timedelta(days=5), name="Paint", party="Painter")
    to_pay(200, DAY - dt.timedelta(days=3), name="Tiles", party="Tile shop")
    done = to_pay(300, DAY - dt.timedelta(days=9), name="Design")
    done.done_at = dt.datetime(2026, 11, 14, tzinfo=dt.UTC)
    done.save()
    card = built(next_payment, flat)
    assert (card["next"].party, card["late_days"], card["in_days"]) == ("Tile shop", 3, None)
    assert [payment.party for payment in card["following"]] == ["Painter"]
    assert card["unpaid_minor"] == 300


def test_what_is_scheduled_is_done_there_and_a_rest_is_recorded_on_the_pad(flat, pay, to_pay, page):
    row = to_pay(120000, DAY, name="Retention", party="Cabinet maker")
    overview = at("book-overview", flat.book)
    assert at("schedule-do", flat.book, row.public_id) in page.get(overview).content.decode()
    row.delete()
    pay(200000, "carpentry", merchant="Cabinet maker", extra={"rest": 800000})
    assert "mode=pay&amp;merchant=Cabinet%20maker" in page.get(overview).content.decode()


def test_the_furthest_stage_that_was_worked_on_is_where_it_stands(flat, pay):
    """Wardrobes ordered at the start are no carpentry yet. 22 November is the 22nd day of work."""
    pay(200000, "carpentry.wardrobes", merchant="Cabinet maker", extra={"rest": 800000})
    pay(100000, "demolition")
    pay(150000, "wiring")
    card = built(stage_progress, flat)
    assert (card["current"].key, card["day"]) == ("wiring", 22)
    assert [stage.key for stage in card["to_come"]] == ["masonry", "carpentry", "paint", "fitting"]
    # There was no design to pay for, so that stage was not done but left out.
    assert [state for _stage, state in card["steps"]] == ["", "done", "now", "", "", "", ""]
    assert (card["paid_minor"], card["unpaid_minor"], card["left_minor"]) == (450000, 800000, 2550000)


def test_a_finished_renovation_says_how_long_it_took(flat, pay):
    pay(100000, "paint")
    change_settings(flat, facts=flat.book.facts | {"finished_on": "2026-11-20"})
    card = built(stage_progress, flat)
    assert (card["finished"], card["day"], card["current"]) == (dt.date(2026, 11, 20), 20, None)


def test_a_square_metre_and_the_extras(flat, pay):
    """10,500.00 on 20 square metres is 525.00, planned were 1,500.00; extras of 1,050.00 are 10 %."""
    pay(945000, "wiring")
    pay(45000, "extras.meals", note="Lunch for the painters")
    pay(60000, "extras", note="More sockets")
    card = built(per_square_metre, flat)
    assert (card["per_metre_minor"], card["planned_minor"]) == (52500, 150000)
    assert (card["extras_minor"], card["extras_percent"]) == (105000, 10)
    assert [entry.note for entry in card["extras"]] == ["More sockets", "Lunch for the painters"]


def test_without_an_area_it_is_asked_for(flat, pay):
    change_settings(flat, facts={})
    pay(100, "wiring")
    card = built(per_square_metre, flat)
    assert (card["per_metre_minor"], card["ask"]) == (None, ["area"])


def test_warranties_by_their_end_what_is_held_back_and_what_has_no_proof(flat, pay, to_pay):
    pay(300000, "paint", note="Walls", extra={"warranty_until": "2027-01-01", "voucher": "receipt"})
    pay(100000, "wiring", note="Wires", extra={"warranty_until": "2026-10-01", "voucher": "none"})
    pay(500000, "materials.flooring", note="Floor")
    Scheduled.objects.create(book=flat.book, kind="day", name="Boiler", due=dt.date(2026, 11, 10), anchor_day=10)
    to_pay(120000, DAY, name="Retention", key="deposits_tax.retention")
    card = built(warranties, flat)
    # The boiler's ended 12 days ago, which is still told; that of the wires too long ago.
    assert [(row.name, row.days, row.is_soon) for row in card["rows"]] == [("Boiler", -12, True), ("Walls", 40, True)]
    assert [payment.amount_minor for payment in card["held"]] == [120000]
    assert (card["n"], card["proven"], card["largest_without"].note) == (3, 1, "Floor")


def test_the_overview_of_a_new_renovation_asks_and_says_what_to_do(flat, page):
    text = words(page.get(at("book-overview", flat.book)))
    assert "开工了" in text
    assert "记一笔定金" in text


def test_fields_of_another_kind_count_as_none(flat, pay, page):
    pay(100, "paint", merchant="Painter", extra={"rest": "much", "rest_due": "soon", "warranty_until": ["never"]})
    pay(100, "paint", merchant="Carpenter", extra={"rest": 500, "rest_due": 12})
    card = built(next_payment, flat)
    assert (card["next"].amount_minor, card["next"].day) == (500, None)
    assert built(warranties, flat)["rows"] == []
    assert page.get(at("book-overview", flat.book)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_card_shows_numbers_with_the_demo(today):
    """38,600.00 on 11 square metres; 2,900.00 of extras; 1,200.00 held back."""
    cards = shown_cards(demo_owner("room", today), today)
    assert cards.keys() == own_card_keys("renovation")
    progress = cards["stage_progress"]
    assert (progress["paid_minor"], progress["unpaid_minor"], progress["left_minor"]) == (3860000, 120000, -360000)
    assert progress["finished"] < today
    assert len(cards["stage_budgets"]["stages"]) == 6
    assert (cards["next_payment"]["next"].amount_minor, cards["next_payment"]["in_days"]) == (120000, 12)
    assert cards["per_square_metre"]["per_metre_minor"] == 350909
    assert (cards["per_square_metre"]["extras_minor"], cards["per_square_metre"]["extras_percent"]) == (290000, 8)
    assert len(cards["warranties"]["rows"]) == 5
    assert cards["warranties"]["proven"] == 9
