from django.db import migrations

from community.rules.word_list import WORDS

# Anybody may link to the state and to schools.
HOSTS = ("gov.cn", "edu.cn")


def add_first_words(apps, schema_editor):
    WordRule = apps.get_model("community", "WordRule")
    WordRule.objects.bulk_create(
        [WordRule(pattern=word.pattern, action=word.action, unless=",".join(word.unless)) for word in WORDS]
    )
    LinkRule = apps.get_model("community", "LinkRule")
    LinkRule.objects.bulk_create([LinkRule(host=host, action="allow") for host in HOSTS])


def remove_all_words(apps, schema_editor):
    apps.get_model("community", "WordRule").objects.all().delete()
    apps.get_model("community", "LinkRule").objects.all().delete()


class Migration(migrations.Migration):
    replaces = [("community", "0007_first_words")]

    dependencies = [("community", "0001_initial")]

    operations = [migrations.RunPython(add_first_words, remove_all_words)]
