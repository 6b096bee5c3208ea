"""Beat sends each minute what is due, and forgets old notices each night; staff may change when in the admin."""

from django.db import migrations

SEND = "accounts: send notices"
FORGET = "accounts: forget old notices"


def add(apps, schema_editor):
    minute, _ = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=1, period="minutes"
    )
    night, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="25", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.update_or_create(name=SEND, defaults={"task": "accounts.send_notices", "interval": minute})
    tasks.update_or_create(name=FORGET, defaults={"task": "accounts.forget_notices", "crontab": night})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[SEND, FORGET]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_notices_about"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
