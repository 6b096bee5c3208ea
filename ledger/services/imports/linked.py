"""What an import pays for another book of the same person: each row is written in both books, as a linked payment."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ledger.models import Entry, EntryKind, ImportBatch, ImportGroup, ImportRow, Member
from ledger.permissions import Action, allows
from ledger.rules.flow import entry_flow
from ledger.services.approvals import ask_for_those, limit_for
from ledger.services.imports.categories import Categoriser
from ledger.services.links import category_named_after
from ledger.services.members import pocket_of


def may_pay_for(member: Member, batch: ImportBatch, group: ImportGroup, other: Member) -> bool:
    """May the rows of a group be written into the book of `other` too?

    They are expenses in that book's currency, and `other` is the same user, who may record there.
    """
    book = other.book
    return (
        group.kind == EntryKind.EXPENSE
        and other.user_id is not None
        and other.user_id == member.user_id
        and other.archived_at is None
        and book.archived_at is None
        and book.deleted_at is None
        and book.pk != batch.book_id
        and allows(other, Action.RECORD)
        and {place["currency"] for place in batch.places} == {book.currency}
    )


def linked_books(batch_id: int) -> list[int]:
    """The other books that writing a batch writes into; to be locked with its own."""
    groups = ImportGroup.objects.filter(batch_id=batch_id, paid_for__isnull=False)
    return sorted(set(groups.values_list("paid_for__book_id", flat=True)))


def settle_links(batch: ImportBatch, member: Member) -> list[ImportGroup]:
    """The groups that are paid for another book, each under the category named after it in this one.

    What no longer may be written there (the role was taken away, the book closed) is written here alone, as it was
    guessed. The caller holds the locks of all books.
    """
    groups = ImportGroup.objects.filter(batch=batch, paid_for__isnull=False)
    linked = []
    for group in groups.select_related("paid_for__book", "paid_for__user"):
        if group.paid_for is not None and may_pay_for(member, batch, group, group.paid_for):
            group.category = category_named_after(group.paid_for.book, batch.book)
            linked.append(group)
        else:
            group.paid_for = None
        group.save(update_fields=["category", "paid_for"])
    return linked


def write_other_sides(batch: ImportBatch, groups: Iterable[ImportGroup]) -> None:
    """Writes, for the entries of these groups, the other side: an expense from the person's pocket in the other book.

    The category there is what that book would have guessed for the merchant.
    """
    by_payer: dict[Member, list[ImportGroup]] = {}
    for group in groups:
        if group.paid_for is not None:
            by_payer.setdefault(group.paid_for, []).append(group)
    for payer, theirs in by_payer.items():
        _write_other_side(batch, payer, theirs)


def _write_other_side(batch: ImportBatch, payer: Member, groups: list[ImportGroup]) -> None:
    pocket = pocket_of(payer)
    flow, sides = entry_flow(EntryKind.EXPENSE, pocket.kind, None)
    categoriser = Categoriser(payer.book)
    guesses = [categoriser.category("expense", each.merchant, "", "", None, each.amount_minor) for each in groups]
    parameters: dict[str, Any] = {
        "batch": batch.pk,
        "home": batch.book_id,
        "book": payer.book_id,
        "payer": payer.pk,
        "approval_above": limit_for(payer),
        "pocket": pocket.pk,
        "flow": str(flow),
        "sides": int(sides),
        "groups": [each.pk for each in groups],
        "categories": guesses,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MERCHANTS, parameters)
        cursor.execute(_OTHER_SIDES, parameters)
    here = Entry.objects.filter(book_id=batch.book_id, batch=batch, link_id__isnull=False)
    there = Entry.objects.filter(book_id=payer.book_id, link_id__in=here.values("link_id"))
    ask_for_those(payer, there, key=f"import/{batch.public_id}")


def linked_books_of_written(batch: ImportBatch) -> list[int]:
    """The other books in which sides of a written batch's entries stand."""
    return sorted(set(_others(batch).values_list("book_id", flat=True)))


def _others(batch: ImportBatch) -> QuerySet[Entry]:
    links = Entry.objects.filter(book_id=batch.book_id, batch=batch, link_id__isnull=False).values("link_id")
    return Entry.objects.filter(link_id__in=links).exclude(book_id=batch.book_id)


def delete_other_sides(batch: ImportBatch) -> None:
    """Deletes for good the other sides of a batch's linked entries where neither side was touched since."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM ledger_entry o USING ledger_entry e
               WHERE e.book_id = %(book)s AND e.batch_id = %(batch)s AND e.version = 1 AND o.link_id = e.link_id
                 AND o.book_id <> e.book_id AND o.version = 1""",
            {"book": batch.book_id, "batch": batch.pk},
        )


_MERCHANTS = """
    INSERT INTO ledger_merchant (public_id, book_id, name)
    SELECT gen_random_uuid(), %(book)s, merchant FROM ledger_importgroup
    WHERE id = ANY(%(groups)s) AND merchant <> '' GROUP BY merchant
    ON CONFLICT (book_id, name) DO NOTHING"""

_OTHER_SIDES = f"""
    INSERT INTO ledger_entry (
        book_id, client_id, kind, date, time, amount_minor, base_amount_minor, from_account_id, category_id,
        merchant_id, note, flow, liquid_sides, link_id, extra, paid_by_id, recorded_by_id, changed_by_id, tags, claim,
        approval, version, created_at, changed_at
    )
    SELECT %(book)s, gen_random_uuid(), e.kind, e.date, e.time, e.amount_minor, e.amount_minor, %(pocket)s,
           nullif(t.category_id, 0), coalesce(m.merged_into_id, m.id), e.note, %(flow)s, %(sides)s, e.link_id,
           '{{}}', %(payer)s, %(payer)s, %(payer)s, '{{}}', '',
           CASE WHEN e.amount_minor > %(approval_above)s::bigint THEN 'pending' ELSE '' END, 1, now(), now()
    FROM unnest(%(groups)s::bigint[], %(categories)s::bigint[]) AS t(group_id, category_id)
    JOIN ledger_importgroup g ON g.id = t.group_id
    JOIN ledger_importrow r ON r.batch_id = %(batch)s AND r.kind = g.kind AND r.merchant = g.merchant
         AND r.category = g.guess AND r.state = '{ImportRow.State.NEW}'
    JOIN ledger_entry e ON e.book_id = %(home)s AND e.client_id = r.key AND e.batch_id = %(batch)s
         AND e.link_id IS NOT NULL
    LEFT JOIN ledger_merchant m ON m.book_id = %(book)s AND m.name = nullif(r.merchant, '')
    ORDER BY e.date, e.time, e.id"""
