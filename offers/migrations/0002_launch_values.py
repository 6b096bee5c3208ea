"""What a new installation begins with: calibrations measured before launch, the rate that caps follow, the schedules."""

import datetime as dt

from django.db import migrations

CALIBRATIONS = [
    # Coverage is the share of past troughs above the cautious path: 1,198 origins of 311 real accounts for households,
    # the business part of 4,438 generated ones for businesses.
    {"mode": "household", "phi": 0.0, "q": 3.0, "coverage": 0.90, "n": 1198, "source": "Berka, half B, 30 days"},
    {"mode": "business", "phi": 0.3, "q": 2.2, "coverage": 0.92, "n": 700, "source": "generated ledgers, 30 days"},
]
LPR = {"code": "LPR1Y", "rate_ppm": 30_000, "effective_from": dt.date(2025, 5, 20)}
EVERY_MINUTE = "offers: read the books that changed or are due"
EVERY_NIGHT = "offers: forget old runs of jobs"


def add_launch_values(apps, schema_editor):
    Calibration = apps.get_model("offers", "Calibration")
    fitted_at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    Calibration.objects.bulk_create(Calibration(fitted_at=fitted_at, **row) for row in CALIBRATIONS)
    apps.get_model("offers", "ReferenceRate").objects.create(**LPR)
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    minute, _made = IntervalSchedule.objects.get_or_create(every=1, period="minutes")
    night, _made = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="10", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    tasks.update_or_create(name=EVERY_MINUTE, defaults={"task": "offers.dispatch_readings", "interval": minute})
    tasks.update_or_create(name=EVERY_NIGHT, defaults={"task": "offers.purge_job_runs", "crontab": night})


def remove_launch_values(apps, schema_editor):
    apps.get_model("offers", "Calibration").objects.all().delete()
    apps.get_model("offers", "ReferenceRate").objects.all().delete()
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(
        name__in=[EVERY_MINUTE, EVERY_NIGHT]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("offers", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_launch_values, remove_launch_values)]
