"""儿童房翻新: one room of the family's flat, done up between eight and six months ago, and one retention unpaid."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.draft import Drafts
from ledger.demo.family import family_book
from ledger.demo.family_events import ROOM, room_days
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoBudget, DemoMember, DemoScheduled

KEY = "room"
POCKET = "pocket_chen"
AREA = 11
BUDGET_MINOR = 3_500_000
STAGE_BUDGETS_MINOR = {
    "design": 150_000,
    "demolition": 250_000,
    "wiring": 450_000,
    "carpentry": 1_350_000,
    "paint": 450_000,
    "fitting": 850_000,
}
RETENTION_MINOR, RETENTION_IN_DAYS = 120_000, 12
# For each of the room's payments: its category, what proves it, and for how many years it is under warranty.
DETAILS: tuple[tuple[str, str, int], ...] = (
    ("design.drawings", "contract", 0),
    ("demolition.removal", "none", 0),
    ("wiring.electrician", "receipt", 2),
    ("carpentry.wardrobes", "contract", 0),
    ("paint.labour", "receipt", 1),
    ("materials.flooring", "invoice", 3),
    ("carpentry.wardrobes", "contract", 5),
    ("extras.labour", "receipt", 0),
    ("lighting_soft.lamps", "invoice", 1),
    ("appliances.air_conditioning", "invoice", 6),
)
MEMBERS = (
    DemoMember("chen", "陈屿", "chenyu", "owner", "#2f6fab"),
    DemoMember("lin", "林晓雯", "linxiaowen", "bookkeeper", "#c2587a"),
)


def room_book(today: dt.date, seed: int) -> DemoBook:
    """The room's book as of `today`: what the family paid for as one project, the same payments stage by stage."""
    days = room_days(today)
    first = days[0] - dt.timedelta(days=3)
    drafts = Drafts(first, today)
    paid = [entry for entry in family_book(today, seed).entries if entry.project == ROOM]
    for entry, (category, voucher, years) in zip(paid, DETAILS, strict=True):
        extra: dict[str, object] = {"voucher": voucher}
        if years:
            extra["warranty_until"] = almanac.add_months(days[-1], 12 * years).isoformat()
        if "增项" in entry.note:
            extra["stage"] = "wiring"
        if "首付" in entry.note:
            extra |= {"rest": entry.amount_minor, "rest_due": days[6].isoformat()}
        drafts.add(
            entry.date,
            entry.time,
            "expense",
            entry.amount_minor,
            from_account=POCKET,
            category_key=category,
            recorded_by="chen",
            paid_by="chen",
            merchant=entry.merchant,
            note=entry.note,
            linked=f"family/{entry.key}",
            extra=extra,
        )
    return DemoBook(
        key=KEY,
        name=ROOM,
        scene="renovation",
        icon="hammer",
        color="#5b6b3f",
        created_by="chenyu",
        opened_on=first,
        members=MEMBERS,
        accounts=(DemoAccount(POCKET, "陈屿", "member", 0, drafts.total_minor(POCKET), member="chen"),),
        entries=drafts.numbered("r"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={
            "plan_budget": BUDGET_MINOR,
            "area": AREA,
            "start_date": days[1].isoformat(),
            "finished_on": (days[-1] + dt.timedelta(days=1)).isoformat(),
        },
        budgets=tuple(DemoBudget(amount, stage=stage) for stage, amount in STAGE_BUDGETS_MINOR.items()),
        scheduled=(
            DemoScheduled(
                "expense",
                "衣柜书桌 质保金",
                today + dt.timedelta(days=RETENTION_IN_DAYS),
                amount_minor=RETENTION_MINOR,
                icon="shield-check",
                party="定制柜工厂",
                category_key="deposits_tax.retention",
                stage="carpentry",
            ),
        ),
    )
