"""Beat runs the ledger's upkeep; staff may change when in the admin."""

from django.db import migrations

RESUME = "ledger: resume imports"
PURGE = "ledger: purge the recycle bins"


def add(apps, schema_editor):
    interval, _ = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=5, period="minutes"
    )
    night, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="40", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.update_or_create(name=RESUME, defaults={"task": "ledger.resume_imports", "interval": interval})
    tasks.update_or_create(name=PURGE, defaults={"task": "ledger.purge_bin", "crontab": night})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[RESUME, PURGE]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_rollup_storage"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
