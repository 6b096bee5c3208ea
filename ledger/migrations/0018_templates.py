import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import accounts.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0017_export_upkeep"),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("mode", models.CharField(max_length=40)),
                ("fields", models.JSONField(default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.book",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="templates",
                        to="ledger.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "template",
                "verbose_name_plural": "templates",
                "indexes": [models.Index(fields=["member", "position"], name="ledger_template_mine")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("member", "name"),
                        name="ledger_template_name_unique",
                    )
                ],
            },
        ),
    ]
