"""Writing the demo's books into the database: opened like any book, their entries by COPY.

What the generator in `ledger.demo` says is taken as it stands; nothing here knows whose life it is.
"""

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.utils import translation

from accounts.models import User
from accounts.services import register_user
from ledger import scenarios
from ledger.demo.records import Demo, DemoBook, DemoEntry, DemoPerson
from ledger.models import (
    Account,
    Book,
    BookChange,
    Budget,
    Category,
    Comment,
    Entry,
    EntryChange,
    Member,
    Merchant,
    Project,
    Scheduled,
    Settlement,
)
from ledger.rules.flow import AccountClass, entry_flow
from ledger.rules.recurrence import anchor_of
from ledger.services.accounts import add_account, edit_account
from ledger.services.books import open_book
from ledger.services.guests import make_guest_link
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import add_member, pocket_of

# The same demo has the same entries wherever it is written, so a link to one keeps working when it is made anew.
_NAMESPACE = uuid.UUID("8a2f6f0e-6d0c-5b5e-9a51-3f1d7b0c2f11")
_TABLE = Entry._meta.db_table
_COLUMNS = (
    "id",
    "book_id",
    "client_id",
    "kind",
    "date",
    "time",
    "amount_minor",
    "base_amount_minor",
    "from_account_id",
    "to_account_id",
    "category_id",
    "member_id",
    "paid_by_id",
    "recorded_by_id",
    "merchant_id",
    "project_id",
    "tags",
    "note",
    "flow",
    "liquid_sides",
    "group",
    "refund_of_id",
    "claim",
    "approval",
    "extra",
    "link_id",
    "version",
    "created_at",
    "changed_at",
    "changed_by_id",
)
_DAY_CLOSE = dt.time(21, 30)
_AMOUNTS = ("amount_minor", "base_amount_minor")
_COUNTED = (AccountClass.LIQUID, AccountClass.CREDIT)
# A debt that is paid in full is put away.
_ENDS = (AccountClass.LOAN, AccountClass.PAYABLE)


def demo_is_there(people: Iterable[DemoPerson]) -> bool:
    """Does somebody of the demo have an account already?"""
    return User.objects.filter(email__in=[person.email for person in people]).exists()


@writes_books
def write_demo(demo: Demo, *, password: str, now: dt.datetime) -> dict[str, Book]:
    """Makes the demo's people, who all sign in with `password`, and their books; returns the books by their keys.

    Nothing is dated after `now`. Raises IdentifierTaken where one of the people has an account.
    """
    # One hash for all: a good hash takes its time, and the password is no secret.
    encoded = make_password(password)
    with translation.override("zh-hans"):
        users = {
            person.key: register_user(
                email=person.email,
                encoded_password=encoded,
                name=person.name,
                birth_year=person.birth_year,
                is_staff=person.is_staff,
                language="zh-hans",
            )
            for person in demo.people
        }
        for person in demo.people:
            _signed_up_with_the_first_book(users[person.key], person, demo)
            if person.staff_group:
                users[person.key].groups.add(Group.objects.get(name=person.staff_group))
        links = _links(demo)
        return {book.key: _Writer(book, users, demo.today, now, links).write() for book in demo.books}


def _links(demo: Demo) -> dict[str, uuid.UUID]:
    """The link of each entry that is one payment with one in another book, by "book/entry" of both."""
    written = {book.key for book in demo.books}
    links = {}
    for book in demo.books:
        for entry in book.entries:
            if entry.linked and entry.linked.partition("/")[0] in written:
                here = f"{book.key}/{entry.key}"
                links[here] = links[entry.linked] = uuid.uuid5(_NAMESPACE, f"link/{here}")
    return links


def _signed_up_with_the_first_book(user: User, person: DemoPerson, demo: Demo) -> None:
    """The demo tells three years of somebody's life here, so that person has been here for as long."""
    opened = [book.opened_on for book in demo.books if any(member.person == person.key for member in book.members)]
    if opened:
        user.date_joined = dt.datetime.combine(min(opened), dt.time(12), ZoneInfo("Asia/Shanghai"))
        user.save(update_fields=["date_joined"])


class _Writer:
    def __init__(
        self,
        demo: DemoBook,
        users: Mapping[str, User],
        today: dt.date,
        now: dt.datetime,
        links: Mapping[str, uuid.UUID],
    ) -> None:
        self.demo = demo
        self.users = users
        self.today = today
        self.now = now
        self.links = links
        self.fields = {field.key for field in scenarios.scene(demo.scene).entry_fields}

    def write(self) -> Book:
        owner = open_book(
            self.users[self.demo.created_by], scene=self.demo.scene, name=self.demo.name, facts=dict(self.demo.facts)
        )
        self.owner, self.book = owner, owner.book
        self.zone = ZoneInfo(self.book.time_zone)
        lock_books(self.book.pk)
        self.members = self._members()
        self.accounts = self._accounts()
        Book.objects.filter(pk=self.book.pk).update(created_at=self._recorded(self.demo.opened_on, dt.time(8)))
        self.categories = {
            (category.kind, category.key): category for category in Category.objects.filter(book=self.book)
        }
        self.merchants = self._merchants()
        names = {row.project for row in self.demo.entries} | {row.project for row in self.demo.budgets}
        self.projects = {
            row.name: row
            for row in Project.objects.bulk_create(Project(book=self.book, name=n) for n in sorted(names) if n)
        }
        self._write_entries()
        self._write_edits()
        self._write_remarks()
        self._write_plans()
        self._write_settlement()
        self._let_guests_in()
        if self.demo.approval_above_minor is not None:
            limit = self.demo.approval_above_minor
            Book.objects.filter(pk=self.book.pk).update(approval_above_minor=limit)
        if self.demo.archived:
            Book.objects.filter(pk=self.book.pk).update(archived_at=self.now)
        # What opening the book and its accounts left in its activity happened then, and not today.
        BookChange.objects.filter(book=self.book).update(at=self._recorded(self.demo.opened_on, dt.time(8)))
        return self.book

    def _members(self) -> dict[str, Member]:
        members = {}
        for position, person in enumerate(self.demo.members):
            if person.person == self.demo.created_by:
                member = self.owner
            else:
                user = self.users[person.person] if person.person else None
                member = add_member(self.owner, name=person.name, user=user, role=person.role)
            member.color, member.position, member.counts_in_totals = person.color, position, person.counts
            member.joined_at = self._recorded(self.demo.opened_on, dt.time(8)) if person.person else None
            member.till = person.till
            member.save(update_fields=["color", "position", "counts_in_totals", "joined_at", "till"])
            members[person.key] = member
        return members

    def _let_guests_in(self) -> None:
        """Those who record without an account came by a link, which nobody has at hand."""
        guests = [self.members[person.key].pk for person in self.demo.members if person.guest]
        if guests:
            link = make_guest_link(self.owner, at=self._recorded(self.demo.opened_on, dt.time(8))).link
            Member.objects.filter(pk__in=guests).update(guest_link=link)

    def _accounts(self) -> dict[str, Account]:
        ready_made = {account.key: account for account in Account.objects.filter(book=self.book)}
        accounts = {}
        balances = self.demo.balances_minor()
        for position, place in enumerate(self.demo.accounts):
            if place.kind == "member":
                accounts[place.key] = pocket_of(self.members[place.member])
                continue
            details: dict[str, Any] = {
                "name": place.name,
                "kind": place.kind,
                "number_tail": place.number_tail,
                "due_day": place.due_day,
                "statement_day": place.statement_day,
                "hidden": False,
                "at_till": place.at_till,
                "position": position,
            }
            if place.scene_key:
                account = edit_account(self.owner, ready_made.pop(place.scene_key), **details)
            else:
                account = add_account(self.owner, **details)
            account.member = self.members.get(place.member)
            if account.account_class in _COUNTED:
                account.balance_confirmed_on = self.today
            if account.account_class in _ENDS and not balances[place.key]:
                account.archived_at = self.now
            account.save(update_fields=["member", "balance_confirmed_on", "archived_at"])
            accounts[place.key] = account
        for account in ready_made.values():
            # What these people do not have stays for later, out of the way.
            Account.objects.filter(pk=account.pk).update(hidden=True, position=len(accounts) + account.position)
        return accounts

    def _merchants(self) -> dict[str, Merchant]:
        """The merchants, each with the category it is mostly used for."""
        used: dict[str, Counter] = {}
        for entry in self.demo.entries:
            if entry.merchant:
                kind = "income" if entry.kind == "income" else "expense"
                used.setdefault(entry.merchant, Counter())[(kind, entry.category_key)] += bool(entry.category_key)
        rows = [
            Merchant(book=self.book, name=name, category=self.categories.get(counts.most_common(1)[0][0]))
            for name, counts in used.items()
        ]
        return {row.name: row for row in Merchant.objects.bulk_create(rows)}

    def _write_entries(self) -> None:
        entries = [*self._openings(), *self.demo.entries]
        columns = ", ".join(connection.ops.quote_name(name) for name in _COLUMNS)
        with connection.cursor() as cursor:
            # The numbers are taken first, so that a refund can name what it refunds within the one statement.
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [_TABLE, len(entries)]
            )
            self.numbers = dict(zip((entry.key for entry in entries), (n for (n,) in cursor.fetchall()), strict=True))
            with cursor.copy(f"COPY {_TABLE} ({columns}) FROM STDIN") as copy:
                for entry in entries:
                    copy.write_row(self._row(entry))

    def _write_edits(self) -> None:
        """The history of some entries, as the triggers would have written it on its day."""
        entries = {entry.key: entry for entry in self.demo.entries}
        for edit in self.demo.edits:
            at = self._later(entries[edit.entry], edit.minutes)
            amounts = {} if edit.amount_minor is None else dict.fromkeys(_AMOUNTS, edit.amount_minor)
            before = amounts if edit.note is None else amounts | {"note": edit.note}
            by, number = self.members[edit.by], self.numbers[edit.entry]
            EntryChange.objects.create(book=self.book, entry_id=number, version=2, at=at, by_id=by.pk, before=before)
            Entry.objects.filter(pk=number).update(version=2, changed_by=by, changed_at=at)

    def _write_remarks(self) -> None:
        entries = {entry.key: entry for entry in self.demo.entries}
        Comment.objects.bulk_create(
            Comment(
                book=self.book,
                entry_id=self.numbers[remark.entry],
                by_id=self.members[remark.by].pk,
                text=remark.text,
                at=self._later(entries[remark.entry], remark.minutes),
            )
            for remark in self.demo.remarks
        )

    def _later(self, entry: DemoEntry, minutes: int) -> dt.datetime:
        return min(self._recorded(entry.date, entry.time) + dt.timedelta(minutes=minutes), self.now)

    def _write_plans(self) -> None:
        """The budgets, and what is to come."""
        Budget.objects.bulk_create(
            Budget(
                book=self.book,
                category=self.categories.get(("expense", row.category_key)),
                project=self.projects.get(row.project),
                stage=row.stage,
                amount_minor=row.amount_minor,
                first=row.first,
                last=row.last,
            )
            for row in self.demo.budgets
        )
        Scheduled.objects.bulk_create(
            Scheduled(
                book=self.book,
                kind=row.kind,
                name=row.name,
                icon=row.icon,
                due=row.due,
                anchor_day=anchor_of(row.due, lunar=row.lunar),
                every=row.every,
                lunar=row.lunar,
                amount_minor=row.amount_minor,
                party=row.party,
                category=self.categories.get(("income" if row.kind == "income" else "expense", row.category_key)),
                account=self.accounts.get(row.account),
                to_account=self.accounts.get(row.to_account),
                member=self.members.get(row.member),
                stage=row.stage,
                note=row.note,
                done_at=row.done_on and self._recorded(row.done_on, None),
                extra=dict(row.extra),
            )
            for row in self.demo.scheduled
        )

    def _write_settlement(self) -> None:
        """By which of the entries the people of the book settled up."""
        payments = [entry for entry in self.demo.entries if entry.key in self.demo.settled]
        if not payments:
            return
        last = payments[-1]
        Settlement.objects.create(
            book=self.book,
            by=self.members[last.recorded_by],
            at=self._recorded(last.date, last.time),
            payments=[
                {
                    "giver": self.accounts[entry.from_account].member_id,
                    "taker": self.accounts[entry.to_account].member_id,
                    "amount_minor": entry.amount_minor,
                    "entry": str(self._id(entry.key)),
                }
                for entry in payments
            ],
        )

    def _openings(self) -> list[DemoEntry]:
        """What lay in the accounts before the first entry, as the balance that a new book is told."""
        return [
            DemoEntry(
                key=f"opening/{place.key}",
                date=self.demo.opened_on,
                time=dt.time(0, 1),
                kind="adjustment",
                amount_minor=abs(place.opening_minor),
                recorded_by=self.demo.members[0].key,
                from_account=place.key if place.opening_minor < 0 else "",
                to_account=place.key if place.opening_minor > 0 else "",
            )
            for place in self.demo.accounts
            if place.opening_minor
        ]

    def _row(self, entry: DemoEntry) -> tuple[object, ...]:
        """An entry's values in the order of `_COLUMNS`."""
        source, target = self.accounts.get(entry.from_account), self.accounts.get(entry.to_account)
        kind = "income" if entry.kind == "income" else "expense"
        category = self.categories[kind, entry.category_key] if entry.category_key else None
        recorded_by = self.members[entry.recorded_by].pk
        recorded = self._recorded(entry.date, entry.time)
        holder = source or target
        assert holder is not None, "an entry moves an account"
        payer = self.members.get(entry.paid_by)
        flow, liquid_sides = entry_flow(entry.kind, source.kind if source else None, target.kind if target else None)
        return (
            self.numbers[entry.key],
            self.book.pk,
            self._id(entry.key),
            entry.kind,
            entry.date,
            entry.time,
            entry.amount_minor,
            entry.amount_minor,
            source and source.pk,
            target and target.pk,
            category and category.pk,
            self._number(self.members, entry.member),
            payer.pk if payer else holder.member_id,
            recorded_by,
            self._number(self.merchants, entry.merchant),
            self._number(self.projects, entry.project),
            [],
            entry.note,
            flow.value,
            int(liquid_sides),
            self._id(f"group/{entry.group}") if entry.group else None,
            self.numbers[entry.refund_of] if entry.refund_of else None,
            entry.claim,
            entry.approval,
            json.dumps({key: value for key, value in entry.extra.items() if key in self.fields}),
            self.links.get(f"{self.demo.key}/{entry.key}"),
            1,
            recorded,
            recorded,
            recorded_by,
        )

    @staticmethod
    def _number(rows: Mapping[str, Model], key: str) -> int | None:
        row = rows.get(key)
        return row.pk if row else None

    def _id(self, key: str) -> uuid.UUID:
        return uuid.uuid5(_NAMESPACE, f"{self.demo.key}/{key}")

    def _recorded(self, day: dt.date, time: dt.time | None) -> dt.datetime:
        """When an entry was written down: soon after it happened, a day's close in the evening."""
        at = dt.datetime.combine(day, time or _DAY_CLOSE, self.zone) + dt.timedelta(minutes=2)
        return min(at, self.now)
