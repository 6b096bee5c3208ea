"""What beat runs for the ledger: staff may change when in the admin."""

from django.db import migrations

IMPORTS = "ledger: resume imports"
EXPORTS = "ledger: resume exports"
TELL = "ledger: tell what is due and which budgets run out"
REMIND = "ledger: remind of a day without entries"
PURGE = "ledger: purge the recycle bins"


def add(apps, schema_editor):
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    interval, _ = intervals.get_or_create(every=5, period="minutes")
    tasks.update_or_create(name=IMPORTS, defaults={"task": "ledger.resume_imports", "interval": interval})
    tasks.update_or_create(name=EXPORTS, defaults={"task": "ledger.resume_exports", "interval": interval})
    tasks.update_or_create(name=TELL, defaults={"task": "ledger.tell", "interval": interval})
    interval, _ = intervals.get_or_create(every=1, period="minutes")
    tasks.update_or_create(name=REMIND, defaults={"task": "ledger.remind", "interval": interval})
    crontab, _ = crontabs.get_or_create(
        minute="40", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks.update_or_create(name=PURGE, defaults={"task": "ledger.purge_bin", "crontab": crontab})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(
        name__in=[IMPORTS, EXPORTS, TELL, REMIND, PURGE]
    ).delete()


class Migration(migrations.Migration):
    replaces = [
        ("ledger", "0003_upkeep_schedule"),
        ("ledger", "0017_export_upkeep"),
        ("ledger", "0030_telling_schedule"),
    ]

    dependencies = [
        ("ledger", "0002_storage"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
