"""Statement triggers that keep a book exact, whatever writes its entries: a form, COPY or a migration.

Each of the three entry triggers (INSERT, UPDATE, DELETE) sees its statement's rows as transition tables and, in the
same transaction:

1. locks the `BookState` rows of the books it touches, in id order, and moves their count and revision;
2. refuses references to rows of another book, and categories of the wrong kind;
3. adds NEW minus OLD of live rows to the three rollups;
4. on UPDATE, writes what changed, with the old values, to `EntryChange`.

Step 1 makes the writers of a book stand in a queue, so that steps 3's upserts can meet no deadlock and no race.
docs/ledger.md lists each trigger and why it is there.
"""

from dataclasses import dataclass

import pgtrigger

# Stands for the ids of the veiled accounts of a statement's books: a variable, or the argument of a planned query.
_VEILED = "@veiled_accounts@"


def _is_veiled(column: str) -> str:
    """A condition on an entry `e`: that side is a veiled account, or there is none."""
    return f"(e.{column} IS NULL OR e.{column} = ANY ({_VEILED}))"


# `ledger.models.Part`
_PENDING = "CASE e.approval WHEN 'pending' THEN 2 ELSE 0 END"
_PART = f"""
    (CASE WHEN {_is_veiled("from_account_id")} AND {_is_veiled("to_account_id")} THEN 1 ELSE 0 END + {_PENDING})"""

# The columns of a movement that the rollups need, once for each live row; `sign` is +1 for NEW and -1 for OLD.
_MOVES = f"SELECT e.*, {{sign}} AS sign, {_PART}::smallint AS part FROM {{table}} e WHERE e.deleted_at IS NULL"

# Up to this many rows a statement is small.
_FEW = 100


def _planned_by_size(query: str) -> str:
    """Runs a query with a plan that fits the number of rows.

    PL/pgSQL keeps the plan of a query for the session. One that was made for a COPY of 100,000 rows would read
    whole tables for a single entry, and one made for a single entry would take minutes over the COPY. So small
    statements share a kept plan and large ones are planned each time.
    """
    query = query.strip().rstrip(";")
    using = " USING veiled_accounts" if _VEILED in query else ""
    return f"""
        IF few THEN
            {query.replace(_VEILED, "veiled_accounts")};
        ELSE
            EXECUTE $planned${query.replace(_VEILED, "$1")}$planned${using};
        END IF;"""


_BEGAN = "(m.date - (b.month_start_day - 1))"
# date_part costs half of what to_char does.
_PERIOD = f"(date_part('year', {_BEGAN}) * 100 + date_part('month', {_BEGAN}))::int"


@dataclass(frozen=True)
class _Rollup:
    """A rollup table, its key columns, its sums, and the query that turns movements into `(*keys, *sums, n)`."""

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    source: str


_ROLLUPS = (
    _Rollup(
        table="ledger_categorymonth",
        keys=("book_id", "period", "category_id", "member_id", "kind", "part"),
        sums=("amount_minor",),
        source=f"""
            SELECT m.book_id, {_PERIOD} AS period, coalesce(m.category_id, 0) AS category_id,
                   coalesce(m.member_id, 0) AS member_id, m.kind, m.part,
                   m.sign * m.base_amount_minor AS amount_minor, m.sign AS n
            FROM moves m JOIN ledger_book b ON b.id = m.book_id
        """,
    ),
    _Rollup(
        table="ledger_accountmonth",
        keys=("book_id", "account_id", "period"),
        sums=("inflow_minor", "outflow_minor"),
        source=f"""
            SELECT m.book_id, m.from_account_id AS account_id, {_PERIOD} AS period,
                   0 AS inflow_minor, m.sign * m.amount_minor AS outflow_minor, m.sign AS n
            FROM moves m JOIN ledger_book b ON b.id = m.book_id
            WHERE m.from_account_id IS NOT NULL
            UNION ALL
            SELECT m.book_id, m.to_account_id, {_PERIOD},
                   m.sign * coalesce(m.to_amount_minor, m.amount_minor), 0, m.sign
            FROM moves m JOIN ledger_book b ON b.id = m.book_id
            WHERE m.to_account_id IS NOT NULL
        """,
    ),
    _Rollup(
        table="ledger_bookday",
        keys=("book_id", "day", "flow", "part"),
        sums=("inflow_minor", "outflow_minor"),
        # Where no liquid money moved, the flow is "credit" and the sides are those of the purchase or the earning.
        source="""
            SELECT m.book_id, m.date AS day, m.flow, m.part,
                   CASE WHEN m.liquid_sides & 2 > 0 OR (m.liquid_sides = 0 AND m.from_account_id IS NULL)
                        THEN m.sign * m.base_amount_minor ELSE 0 END AS inflow_minor,
                   CASE WHEN m.liquid_sides & 1 > 0 OR (m.liquid_sides = 0 AND m.to_account_id IS NULL)
                        THEN m.sign * m.base_amount_minor ELSE 0 END AS outflow_minor,
                   m.sign AS n
            FROM moves m
        """,
    ),
)


def _apply(rollup: _Rollup, moves: str, *, may_shrink: bool) -> str:
    """SQL that adds the sums of `moves` to one rollup, in key order.

    A key whose count shrinks must exist, so it is updated; the others are upserted. They are told apart because
    CHECK (n >= 0) is applied to the row that an upsert proposes before the conflict is seen. The movements are read
    anew where they are named twice: kept, whole rows of 100,000 entries would go through temporary files.
    """
    keys = ", ".join(rollup.keys)
    sums = ", ".join(rollup.sums)
    totals = ", ".join(f"sum({column})::bigint AS {column}" for column in (*rollup.sums, "n"))
    changed = " OR ".join(f"sum({column}) <> 0" for column in (*rollup.sums, "n"))
    delta = f"""
        moves AS NOT MATERIALIZED ({moves}),
        delta AS MATERIALIZED (
            SELECT {keys}, {totals} FROM ({rollup.source}) s GROUP BY {keys} HAVING {changed} ORDER BY {keys}
        )"""
    upsert = f"""
        INSERT INTO {rollup.table} AS t ({keys}, {sums}, n)
        SELECT {keys}, {sums}, n FROM delta {"WHERE n >= 0" if may_shrink else ""} ORDER BY {keys}
        ON CONFLICT ({keys}) DO UPDATE SET
            {", ".join(f"{column} = t.{column} + excluded.{column}" for column in (*rollup.sums, "n"))};"""
    if not may_shrink:
        return _planned_by_size(f"WITH {delta} {upsert}")
    match = " AND ".join(f"t.{column} = d.{column}" for column in rollup.keys)
    shrink = f"""
        shrunk AS (
            UPDATE {rollup.table} t SET
                {", ".join(f"{column} = t.{column} + d.{column}" for column in (*rollup.sums, "n"))}
            FROM delta d WHERE d.n < 0 AND {match}
        )"""
    return _planned_by_size(f"WITH {delta}, {shrink} {upsert}")


def _lock(*tables: str) -> str:
    """Locks the states of the books named in the transition tables, in id order, and counts the change.

    A book without a state does not exist, so this also stands for the foreign key from an entry to its book.
    """
    books = " UNION ALL ".join(f"SELECT book_id FROM {table}" for table in tables)
    moves = " UNION ALL ".join(
        f"SELECT book_id, {sign} * (deleted_at IS NULL)::int AS n FROM {table}"
        for table, sign in ((table, 1 if table == "new_rows" else -1) for table in tables)
    )
    # One book is locked by its update: most statements write into one.
    return f"""
        SELECT count(*) <= {_FEW}, min(book_id), max(book_id) INTO few, first_book, last_book FROM ({books}) k;
        IF first_book IS NULL THEN
            RETURN NULL;
        END IF;
        book_ids := ARRAY[first_book];
        IF first_book <> last_book THEN
            book_ids := (SELECT array_agg(DISTINCT book_id) FROM ({books}) k);
            PERFORM 1 FROM ledger_bookstate WHERE book_id = ANY (book_ids) ORDER BY book_id FOR NO KEY UPDATE;
        END IF;
        UPDATE ledger_bookstate s SET
            n = s.n + d.n, revision = s.revision + 1, changed_at = clock_timestamp()
        FROM (SELECT book_id, sum(n)::bigint AS n FROM ({moves}) m GROUP BY book_id) d
        WHERE s.book_id = d.book_id;
        GET DIAGNOSTICS found_n = ROW_COUNT;
        IF found_n < cardinality(book_ids) THEN
            RAISE EXCEPTION 'an entry names a book that does not exist'
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_entry_book_exists';
        END IF;
        veiled_accounts := coalesce(
            (SELECT array_agg(a.id) FROM ledger_account a WHERE a.veiled AND a.book_id = ANY (book_ids)), '{{}}'
        );
    """


# (column, table, what more must hold of the row `r` that the entry `e` names)
_REFERENCES = (
    ("from_account_id", "ledger_account", ""),
    ("to_account_id", "ledger_account", ""),
    (
        "category_id",
        "ledger_category",
        """AND r.kind = CASE WHEN e.kind = 'income' OR (e.kind = 'refund' AND e.to_account_id IS NULL)
                             THEN 'income' ELSE 'expense' END""",
    ),
    ("member_id", "ledger_member", ""),
    ("paid_by_id", "ledger_member", ""),
    ("recorded_by_id", "ledger_member", ""),
    ("changed_by_id", "ledger_member", ""),
    ("merchant_id", "ledger_merchant", ""),
    ("project_id", "ledger_project", ""),
    ("refund_of_id", "ledger_entry", ""),
    ("batch_id", "ledger_importbatch", ""),
)


def _names_nothing(column: str, table: str, more: str) -> str:
    """A condition on the new row `e`: its column names a row that its book does not have."""
    return f"""(e.{column} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {table} r WHERE r.id = e.{column} AND r.book_id = e.book_id {more}))"""


_NAMES_NO_TAG = """(e.tags <> '{}' AND EXISTS (
                SELECT 1 FROM unnest(e.tags) t (id)
                WHERE NOT EXISTS (SELECT 1 FROM ledger_tag r WHERE r.id = t.id AND r.book_id = e.book_id)))"""


# A condition on a row `e` of entries, or one that is to become one: it names something that its book does not have.
NAMES_WHAT_IS_GONE = " OR ".join([*(_names_nothing(*reference) for reference in _REFERENCES), _NAMES_NO_TAG])


def _check_references() -> str:
    """Refuses what names a row that does not exist in the entry's own book: one pass, and a second to say which."""
    query = f"SELECT EXISTS (SELECT 1 FROM new_rows e WHERE {NAMES_WHAT_IS_GONE})"
    named = [(column, _names_nothing(column, table, more)) for column, table, more in _REFERENCES]
    refusals = "".join(
        f"""
            IF EXISTS (SELECT 1 FROM new_rows e WHERE {condition}) THEN
                RAISE EXCEPTION 'an entry names by {column} what its book does not have'
                    USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_entry_{column}_in_book';
            END IF;"""
        for column, condition in [*named, ("tags", _NAMES_NO_TAG)]
    )
    return f"""
        IF few THEN
            broken := ({query});
        ELSE
            EXECUTE $planned${query}$planned$ INTO broken;
        END IF;
        IF broken THEN {refusals}
        END IF;
    """


# Keys that say nothing about what a person changed.
_UNTOLD = "ARRAY['version', 'changed_at', 'changed_by_id', 'flow', 'liquid_sides']"

_HISTORY = _planned_by_size(f"""
    INSERT INTO ledger_entrychange (book_id, entry_id, version, at, by_id, before)
    SELECT n.book_id, n.id, n.version, clock_timestamp(), n.changed_by_id, c.before
    FROM new_rows n
    JOIN old_rows o ON o.id = n.id
    -- OFFSET keeps the new row from being turned into JSON once for each of its columns.
    CROSS JOIN LATERAL (SELECT to_jsonb(n) AS columns OFFSET 0) became
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(was.key, was.value) AS before
        FROM jsonb_each(to_jsonb(o) - {_UNTOLD}) was
        WHERE became.columns -> was.key IS DISTINCT FROM was.value
    ) c
    WHERE c.before IS NOT NULL;
""")


def _body(*parts: str) -> str:
    return "\n".join(parts) + "\nRETURN NULL;"


_NEW = _MOVES.format(table="new_rows", sign=1)
_OLD = _MOVES.format(table="old_rows", sign=-1)


def _statement_trigger(name: str, operation, referencing, body: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[
            ("few", "boolean"),
            ("broken", "boolean"),
            ("first_book", "bigint"),
            ("last_book", "bigint"),
            ("book_ids", "bigint[]"),
            ("found_n", "bigint"),
            ("veiled_accounts", "bigint[]"),
        ],
        func=body,
    )


ENTRY_TRIGGERS = [
    _statement_trigger(
        "entries_inserted",
        pgtrigger.Insert,
        pgtrigger.Referencing(new="new_rows"),
        _body(
            _lock("new_rows"),
            _check_references(),
            *(_apply(rollup, _NEW, may_shrink=False) for rollup in _ROLLUPS),
        ),
    ),
    _statement_trigger(
        "entries_updated",
        pgtrigger.Update,
        pgtrigger.Referencing(old="old_rows", new="new_rows"),
        _body(
            _lock("old_rows", "new_rows"),
            _check_references(),
            *(_apply(rollup, f"{_NEW} UNION ALL {_OLD}", may_shrink=True) for rollup in _ROLLUPS),
            _HISTORY,
        ),
    ),
    _statement_trigger(
        "entries_deleted",
        pgtrigger.Delete,
        pgtrigger.Referencing(old="old_rows"),
        _body(
            _lock("old_rows"),
            *(_apply(rollup, _OLD, may_shrink=True) for rollup in _ROLLUPS),
        ),
    ),
    pgtrigger.Trigger(
        name="entries_truncate_refused",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'entries cannot be truncated: the sums of their books would stay behind';",
    ),
]


# The entries that become veiled, or are no longer, with an account: those that touch no other but veiled ones. What
# they add up to leaves one part of the sums and joins the other.
_OF_ACCOUNT = f"""
    SELECT e.*, s.sign, (s.veiled + {_PENDING})::smallint AS part
    FROM ledger_entry e CROSS JOIN (VALUES (1, NEW.veiled::int), (-1, OLD.veiled::int)) s (sign, veiled)
    WHERE e.book_id = NEW.book_id AND e.deleted_at IS NULL
        AND ((e.from_account_id = NEW.id AND {_is_veiled("to_account_id")})
            OR (e.to_account_id = NEW.id AND {_is_veiled("from_account_id")}))"""

MOVE_SUMS_OF_VEILED = pgtrigger.Trigger(
    name="veiled_account_moves_sums",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("veiled"),
    condition=pgtrigger.Q(old__veiled__df=pgtrigger.F("new__veiled")),
    declare=[("few", "boolean"), ("veiled_accounts", "bigint[]")],
    func="\n".join(
        (
            """
            few := true;
            UPDATE ledger_bookstate SET revision = revision + 1, changed_at = clock_timestamp()
            WHERE book_id = NEW.book_id;
            veiled_accounts := ARRAY(
                SELECT a.id FROM ledger_account a WHERE a.book_id = NEW.book_id AND a.veiled AND a.id <> NEW.id
            );""",
            *(_apply(rollup, _OF_ACCOUNT, may_shrink=True) for rollup in _ROLLUPS if "part" in rollup.keys),
            "RETURN NULL;",
        )
    ),
)


def refuse_deleting_used(*used: str) -> list[pgtrigger.Trigger]:
    """A trigger that refuses to delete a row that an entry of its book names; `used` are conditions on `e`.

    It takes the book's lock first, so that an entry that is being written cannot slip past.
    """
    condition = " OR ".join(used)
    return [
        pgtrigger.Trigger(
            name="used_row_kept",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=f"""
                PERFORM 1 FROM ledger_bookstate WHERE book_id = OLD.book_id FOR NO KEY UPDATE;
                IF EXISTS (SELECT 1 FROM ledger_entry e WHERE e.book_id = OLD.book_id AND ({condition})) THEN
                    RAISE EXCEPTION 'an entry names this row: archive it instead'
                        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_used_row_kept';
                END IF;
                RETURN OLD;
            """,
        )
    ]


def draw_directory_version(
    book_id: str = "book_id", *, unless_only: tuple[str, ...] = (), unless_new: bool = False
) -> list[pgtrigger.Trigger]:
    """Triggers that give a book another `directory_version` when a row of the table comes, changes or goes.

    `book_id` is the column that names the book. A change of none but the columns `unless_only` is passed over,
    and so is a new row where `unless_new` is set.
    """
    func = f"""
        UPDATE ledger_bookstate SET directory_version = gen_random_uuid()
        WHERE book_id = coalesce(NEW.{book_id}, OLD.{book_id});
        RETURN NULL;
    """
    changed = pgtrigger.AnyChange(exclude=list(unless_only)) if unless_only else pgtrigger.AnyChange()
    return [
        pgtrigger.Trigger(
            name="directory_row_changed",
            level=pgtrigger.Row,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=changed,
            func=func,
        ),
        pgtrigger.Trigger(
            name="directory_row_went" if unless_new else "directory_row_came_or_went",
            level=pgtrigger.Row,
            when=pgtrigger.After,
            operation=pgtrigger.Delete if unless_new else pgtrigger.Insert | pgtrigger.Delete,
            func=func,
        ),
    ]
