from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_sample_books")]

    operations = [
        migrations.RemoveConstraint("budget", "ledger_budget_once"),
        migrations.RemoveIndex("scheduled", "ledger_scheduled_due"),
        migrations.AddField("budget", "before", models.JSONField(blank=True, default=dict, editable=False)),
        migrations.AddField("budget", "deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("scheduled", "before", models.JSONField(blank=True, default=dict, editable=False)),
        migrations.AddField("scheduled", "deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddIndex(
            "scheduled",
            models.Index(
                fields=["book", "due"],
                condition=Q(done_at__isnull=True, deleted_at__isnull=True),
                name="ledger_scheduled_due",
            ),
        ),
        migrations.AddConstraint(
            "budget",
            models.UniqueConstraint(
                fields=["book", "category", "project", "stage", "first", "last"],
                name="ledger_budget_once",
                condition=Q(deleted_at__isnull=True),
                nulls_distinct=False,
            ),
        ),
    ]
