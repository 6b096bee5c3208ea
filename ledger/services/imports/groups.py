"""The preview's groups: rows of one kind, merchant and guessed category, decided together."""

from django.db import connection
from django.db.models import Q

from ledger.models import ImportBatch, ImportGroup, ImportRow, MerchantRule

Row = ImportRow.State


def make_groups(batch: ImportBatch) -> None:
    """Makes the groups of a batch whose rows are matched, with the book's rules applied, and counts its rows.

    Called again after rows have changed their state it adds what is missing and keeps what was chosen.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH told AS MATERIALIZED (
                SELECT state, kind, merchant, category, count(*) AS n, sum(amount_minor) AS amount_minor,
                       min(place) AS place, max(place) AS last_place
                FROM ledger_importrow WHERE batch_id = %(batch)s GROUP BY state, kind, merchant, category
            ), made AS (
                INSERT INTO ledger_importgroup (batch_id, kind, merchant, guess, category_id, taken_as, chosen, always,
                                                n, amount_minor, place, last_place)
                SELECT %(batch)s, kind, merchant, category, CASE WHEN category > 0 THEN category END, '', false, false,
                       sum(n), sum(amount_minor), min(place), max(last_place)
                FROM told WHERE state IN (%(new)s, %(asked)s) GROUP BY kind, merchant, category
                ON CONFLICT (batch_id, kind, merchant, guess) DO UPDATE SET
                    n = excluded.n, amount_minor = excluded.amount_minor, place = excluded.place,
                    last_place = excluded.last_place
            )
            SELECT state, sum(n)::int FROM told GROUP BY state
            """,
            {"batch": batch.pk, "new": Row.NEW, "asked": Row.ASKED},
        )
        batch.counts = dict(cursor.fetchall())
    if batch.whole:
        # Another app's book says itself what its rows are.
        return
    of_this_person = Q(paid_for__user=batch.created_by.user)
    rules = MerchantRule.objects.filter(Q(account__isnull=False) | of_this_person, book_id=batch.book_id)
    for rule in rules.annotate(is_own=of_this_person):
        groups = ImportGroup.objects.filter(batch=batch, merchant=rule.name, kind=rule.kind, chosen=False)
        groups.update(account=rule.account_id, paid_for=rule.paid_for_id if rule.is_own else None)


def count_rows(batch: ImportBatch) -> None:
    """Counts the batch's rows by state into `batch.counts`, unsaved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*) FROM ledger_importrow WHERE batch_id = %s GROUP BY state",
            [batch.pk],
        )
        batch.counts = dict(cursor.fetchall())
