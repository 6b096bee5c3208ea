"""Beat looks for what people are to be told; staff may change how often in the admin."""

from django.db import migrations

TELL = "ledger: tell what is due and which budgets run out"
REMIND = "ledger: remind of a day without entries"


def add(apps, schema_editor):
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    for name, task, minutes in ((TELL, "ledger.tell", 5), (REMIND, "ledger.remind", 1)):
        interval, _ = intervals.get_or_create(every=minutes, period="minutes")
        tasks.update_or_create(name=name, defaults={"task": task, "interval": interval})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[TELL, REMIND]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0029_veiled_sides"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
