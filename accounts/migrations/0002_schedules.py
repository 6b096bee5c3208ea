"""What beat runs for accounts: staff may change when in the admin."""

from django.db import migrations

SEND = "accounts: send notices"
FORGET = "accounts: forget old notices"
ERASE = "accounts: erase accounts that are due"


def add(apps, schema_editor):
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    interval, _ = intervals.get_or_create(every=1, period="minutes")
    tasks.update_or_create(name=SEND, defaults={"task": "accounts.send_notices", "interval": interval})
    crontab, _ = crontabs.get_or_create(
        minute="25", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks.update_or_create(name=FORGET, defaults={"task": "accounts.forget_notices", "crontab": crontab})
    crontab, _ = crontabs.get_or_create(
        minute="10", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks.update_or_create(name=ERASE, defaults={"task": "accounts.erase_due_accounts", "crontab": crontab})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[SEND, FORGET, ERASE]).delete()


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0004_erasing_schedule"),
        ("accounts", "0008_notice_schedule"),
    ]

    dependencies = [
        ("accounts", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
