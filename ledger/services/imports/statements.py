"""The statements that carry the rows of a batch over into entries, one for each sort of entry.

They take the parameters that `writing` puts together, and `first` and `last`, the rows to begin and to end with.
"""

FILES = "unnest(%(files)s::int[], %(sources)s::text[]) AS s(file, source)"

# The bill's own number, with the source that gave it, and the merchant's: a later refund may name either.
# jsonb_build_object and jsonb_strip_nulls take three times as long, which a long bill feels.
EXTRA = """jsonb_object(
        CASE WHEN r.number <> '' THEN ARRAY['bill', s.source || ':' || r.number] ELSE '{}' END
        || CASE WHEN r.order_number <> '' THEN ARRAY['order', r.order_number] ELSE '{}' END)"""

_COLUMNS = """
    INSERT INTO ledger_entry (
        book_id, client_id, kind, date, time, amount_minor, base_amount_minor, from_account_id, to_account_id,
        category_id, merchant_id, note, flow, liquid_sides, "group", refund_of_id, extra, paid_by_id,
        recorded_by_id, changed_by_id, batch_id, tags, claim, approval, version, created_at, changed_at, link_id,
        to_amount_minor, member_id, project_id
    )"""

_BASE = """CASE WHEN c.foreign_minor = c.base_minor THEN {amount}
                WHEN (%(place_currencies)s::text[])[r.counter_place + 1] = %(own_currency)s
                     AND r.counter_amount_minor > 0 THEN r.counter_amount_minor
                ELSE greatest(round({amount}::numeric * c.base_minor / c.foreign_minor)::bigint, 0) END"""


def _entries(*, columns: dict[str, str], joins: str = "", where: str) -> str:
    """INSERT ... SELECT of one sort of entries; `columns` are SQL over the row `r`, its group `g` and `k`.

    `k` says the kind of the entry and its two accounts.
    """
    amount = columns["amount"]
    return f"""
    {_COLUMNS}
    SELECT %(book)s, {columns["client_id"]}, k.kind, r.date, r.time, {amount}, {_BASE.format(amount=amount)},
           k.from_id, k.to_id, {columns["category"]}, {columns["merchant"]}, r.note, f.flow, f.sides,
           {columns["group"]}, {columns["refund_of"]}, {columns["extra"]}, f.payer_id,
           %(member)s, %(member)s, %(batch)s, '{{}}', '',
           CASE WHEN k.kind = 'expense' AND {_BASE.format(amount=amount)} > %(approval_above)s::bigint
                THEN 'pending' ELSE '' END, 1, now(), now(),
           CASE WHEN g.paid_for_id IS NOT NULL AND k.kind = 'expense' THEN gen_random_uuid() END,
           r.counter_amount_minor, (%(people)s::bigint[])[r.member + 1], (%(projects)s::bigint[])[r.project + 1]
    FROM ledger_importrow r
    JOIN ledger_importgroup g ON g.batch_id = r.batch_id AND g.kind = r.kind AND g.merchant = r.merchant
         AND g.guess = r.category
    JOIN {FILES} ON s.file = r.file
    JOIN unnest(%(currencies)s::text[], %(foreign)s::bigint[], %(base)s::bigint[])
         AS c(currency, foreign_minor, base_minor) ON c.currency = r.currency
    CROSS JOIN LATERAL (
        SELECT {columns["kind"]} AS kind,
               coalesce(g.account_id, (%(accounts)s::bigint[])[r.place + 1]) AS own_id,
               coalesce(g.counter_account_id, (%(accounts)s::bigint[])[r.counter_place + 1]) AS other_id
    ) o
    CROSS JOIN LATERAL (
        SELECT o.kind, CASE WHEN o.kind IN ('expense', 'transfer') OR r.amount_minor < 0 THEN o.own_id END AS from_id,
               CASE WHEN o.kind = 'transfer' THEN o.other_id
                    WHEN o.kind <> 'expense' AND r.amount_minor >= 0 THEN o.own_id END AS to_id
    ) k
    JOIN unnest(%(flow_kinds)s::text[], %(flow_from)s::bigint[], %(flow_to)s::bigint[], %(flows)s::text[],
                %(flow_sides)s::smallint[], %(payers)s::bigint[]) AS f(kind, from_id, to_id, flow, sides, payer_id)
         ON f.kind = k.kind AND f.from_id = coalesce(k.from_id, 0) AND f.to_id = coalesce(k.to_id, 0)
    LEFT JOIN ledger_merchant m ON m.book_id = %(book)s AND m.name = r.merchant
    {joins}
    WHERE r.batch_id = %(batch)s AND r.id BETWEEN %(first)s AND %(last)s
      AND (r.state = %(new)s OR (r.state = %(asked)s AND g.taken_as <> ''))
      AND k.from_id IS DISTINCT FROM k.to_id AND {where}
    ORDER BY r.date, r.time, r.id
    """


_KIND = "CASE WHEN r.state = %(asked)s THEN g.taken_as ELSE r.kind END"

MOVEMENTS = _entries(
    columns={
        "client_id": "r.key",
        "kind": _KIND,
        # A fee is contained in the amount; it becomes an expense of its own, in one group with the transfer.
        "amount": "(abs(r.amount_minor) - CASE WHEN k.kind = 'transfer' THEN r.fee_minor ELSE 0 END)",
        "category": "CASE WHEN k.kind <> 'transfer' THEN g.category_id END",
        "merchant": "CASE WHEN k.kind <> 'transfer' THEN coalesce(m.merged_into_id, m.id) END",
        "group": "CASE WHEN k.kind = 'transfer' AND r.fee_minor > 0 THEN r.key END",
        "refund_of": "NULL::bigint",
        "extra": EXTRA,
    },
    where="k.kind <> 'refund' AND (k.kind <> 'transfer' OR r.amount_minor > r.fee_minor)",
)

# A refund has the category of what it refunds: that of the entry, whatever was guessed or chosen for the row.
REFUNDS = _entries(
    columns={
        "client_id": "r.key",
        "kind": "r.kind",
        "amount": "abs(r.amount_minor)",
        "category": "CASE WHEN e.id IS NOT NULL THEN e.category_id ELSE g.category_id END",
        "merchant": "coalesce(m.merged_into_id, m.id)",
        "group": "NULL::uuid",
        "refund_of": "e.id",
        "extra": EXTRA,
    },
    # Refunds are few, and the expense of each is looked up by its id. OFFSET keeps the book out of that look-up: in a
    # book that has just been filled, and has no statistics yet, an index over the whole of it looks as good.
    joins="""LEFT JOIN LATERAL (
        SELECT found.id, found.category_id FROM (
            SELECT * FROM ledger_entry WHERE id = coalesce(r.refunds_entry, (
                SELECT coalesce(x.entry, (SELECT made.id FROM ledger_entry made
                                          WHERE made.book_id = %(book)s AND made.client_id = x.key))
                FROM ledger_importrow x WHERE x.id = r.refunds))
            OFFSET 0
        ) found WHERE found.book_id = %(book)s AND found.kind = 'expense'
    ) e ON true""",
    where="r.kind = 'refund'",
)

FEES = _entries(
    columns={
        # Its identity follows from the row's, so that a row brought again brings no second fee.
        "client_id": "md5(r.key::text || ':fee')::uuid",
        "kind": "'expense'",
        "amount": "r.fee_minor",
        "category": "%(fee_category)s::bigint",
        "merchant": "NULL::bigint",
        "group": "r.key",
        "refund_of": "NULL::bigint",
        "extra": "'{}'::jsonb",
    },
    where="r.kind = 'transfer' AND r.state = %(new)s AND r.fee_minor > 0",
)
