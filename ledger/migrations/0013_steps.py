import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import accounts.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0012_undo_of_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ("said", models.CharField(max_length=200, verbose_name="what was done")),
                ("books", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("n", models.PositiveIntegerField(default=0)),
                ("first_change", models.BigIntegerField(null=True)),
                ("last_change", models.BigIntegerField(null=True)),
                ("rows", models.JSONField(default=list)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("undone_at", models.DateTimeField(null=True)),
                ("left_alone", models.PositiveIntegerField(default=0)),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="ledger.book",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.member",
                    ),
                ),
                (
                    "moved_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.book",
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "indexes": [models.Index(fields=["book", "by", "id"], name="ledger_step_mine")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_change__isnull", True), ("last_change__isnull", True), ("n", 0)),
                            models.Q(
                                ("first_change__isnull", False),
                                ("last_change__gte", models.F("first_change")),
                                ("n__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_step_changes",
                    )
                ],
            },
        ),
    ]
