import django.db.models.deletion
from django.db import migrations, models


def sums(name: str, *keys: tuple[str, models.Field], sums: tuple[str, ...]) -> migrations.CreateModel:
    names = [f"{key}_id" if key == "book" else key for key, _field in keys]
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False),
            ),
            *keys,
            *((each, models.BigIntegerField()) for each in (*sums, "n")),
        ],
        options={
            "constraints": [
                models.CheckConstraint(condition=models.Q(n__gte=0), name=f"ledger_{name.lower()}_n"),
            ],
        },
    )


def book() -> tuple[str, models.Field]:
    return (
        "book",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.DO_NOTHING,
            related_name="+",
            to="ledger.book",
        ),
    )


class Migration(migrations.Migration):
    """Django knows no other primary key for a table that is there, so the tables are changed beside it."""

    dependencies = [("ledger", "0021_invitations")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        f"ALTER TABLE {table} ADD COLUMN part smallint NOT NULL DEFAULT 0",
                        f"ALTER TABLE {table} ALTER COLUMN part DROP DEFAULT",
                        f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
                        f"ALTER TABLE {table} ADD PRIMARY KEY ({keys}, part)",
                    ],
                    reverse_sql=[
                        f"DELETE FROM {table} WHERE part <> 0",
                        f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
                        f"ALTER TABLE {table} ADD PRIMARY KEY ({keys})",
                        f"ALTER TABLE {table} DROP COLUMN part",
                    ],
                )
                for table, keys in (
                    ("ledger_categorymonth", "book_id, period, category_id, member_id, kind"),
                    ("ledger_bookday", "book_id, day, flow"),
                )
            ],
            state_operations=[
                migrations.DeleteModel("CategoryMonth"),
                migrations.DeleteModel("BookDay"),
                sums(
                    "CategoryMonth",
                    book(),
                    ("period", models.IntegerField()),
                    ("category_id", models.BigIntegerField()),
                    ("member_id", models.BigIntegerField()),
                    ("kind", models.CharField(max_length=12)),
                    ("part", models.SmallIntegerField()),
                    sums=("amount_minor",),
                ),
                sums(
                    "BookDay",
                    book(),
                    ("day", models.DateField()),
                    ("flow", models.CharField(max_length=12)),
                    ("part", models.SmallIntegerField()),
                    sums=("inflow_minor", "outflow_minor"),
                ),
            ],
        ),
    ]
