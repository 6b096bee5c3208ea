"""Follows, choices for home, words of posts; the database keeps how hot a post is (`rules.hot`)."""

import datetime

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q, Value

AGE = models.ExpressionWrapper(
    F("published_at") - Value(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), models.DateTimeField()),
    models.DurationField(),
)
HOT = django.db.models.functions.Ln(
    django.db.models.functions.Cast(1 + F("likes") + 2 * F("bookmarks") + 3 * F("thanks"), models.FloatField())
) / 2.302585092994046 + (
    django.db.models.functions.Cast(django.db.models.functions.Extract(AGE, "epoch"), models.FloatField()) / 172800
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("community", "0003_articles"),
    ]

    operations = [
        migrations.RemoveField(model_name="profile", name="fits_books"),
        # A column can't become a generated one: it is made anew, with its index.
        migrations.RemoveIndex(model_name="post", name="community_post_hot"),
        migrations.RemoveField(model_name="post", name="hot"),
        migrations.AddField(
            model_name="post",
            name="hot",
            field=models.GeneratedField(db_persist=True, expression=HOT, output_field=models.FloatField()),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(condition=Q(state="published"), fields=["-hot", "-id"], name="community_post_hot"),
        ),
        migrations.CreateModel(
            name='HomeChoice',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('fits_books', models.BooleanField(default=True, verbose_name='posts that fit my books')),
            ],
            options={
                'verbose_name': 'choice for home',
                'verbose_name_plural': 'choices for home',
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scene', models.CharField(blank=True, max_length=40, verbose_name='scene')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('follower', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.topic')),
            ],
            options={
                'verbose_name': 'follow',
                'verbose_name_plural': 'follows',
            },
        ),
        migrations.CreateModel(
            name='PostWords',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='community.post')),
                ('version', models.PositiveIntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'verbose_name': 'words of a post',
                'verbose_name_plural': 'words of posts',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='community_words')],
            },
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='community_follow_of_person'),
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(condition=models.Q(('topic__isnull', False)), fields=['topic'], name='community_follow_of_topic'),
        ),
        migrations.AddIndex(
            model_name='follow',
            index=models.Index(condition=models.Q(('scene', ''), _negated=True), fields=['scene'], name='community_follow_of_scene'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('scene', ''), ('topic', None)), models.Q(('person', None), ('scene', ''), ('topic__isnull', False)), models.Q(('person', None), ('topic', None), models.Q(('scene', ''), _negated=True)), _connector='OR'), name='community_follow_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('follower')), _negated=True), name='community_follow_not_oneself'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('follower', 'person'), name='community_follow_person_once'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('topic__isnull', False)), fields=('follower', 'topic'), name='community_follow_topic_once'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(condition=models.Q(('scene', ''), _negated=True), fields=('follower', 'scene'), name='community_follow_scene_once'),
        ),
    ]
