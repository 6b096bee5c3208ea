"""What beat runs for the community: staff may change when in the admin."""

from django.db import migrations

LATELY = "community: index posts that were missed"
ALL = "community: index all posts that were missed"
TIDY = "community: tidy posts"


def add(apps, schema_editor):
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects
    interval, _ = intervals.get_or_create(every=10, period="minutes")
    tasks.update_or_create(name=LATELY, defaults={"task": "community.index_missed", "interval": interval})
    crontab, _ = crontabs.get_or_create(
        minute="40", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks.update_or_create(name=ALL, defaults={"task": "community.index_all_missed", "crontab": crontab})
    crontab, _ = crontabs.get_or_create(
        minute="20", hour="9", day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    tasks.update_or_create(name=TIDY, defaults={"task": "community.tidy_posts", "crontab": crontab})


def remove(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[LATELY, ALL, TIDY]).delete()


class Migration(migrations.Migration):
    replaces = [
        ("community", "0012_search_schedule"),
        ("community", "0013_tidying_schedule"),
    ]

    dependencies = [
        ("community", "0002_first_words"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, remove)]
