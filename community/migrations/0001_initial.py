import accounts.ids
import community.models.photos
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.math
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import AtOnce


class Migration(migrations.Migration):

    replaces = [('community', '0001_posts'), ('community', '0002_talk'), ('community', '0003_articles'), ('community', '0004_follows_and_words'), ('community', '0005_comments_on_articles'), ('community', '0006_order'), ('community', '0008_deleted_from'), ('community', '0009_lessons_and_answers'), ('community', '0010_photos_that_wait'), ('community', '0011_plainer_words')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Column',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=40, unique=True, verbose_name='address')),
                        ('name', models.CharField(max_length=20, verbose_name='name')),
                        ('name_en', models.CharField(max_length=40, verbose_name='name in English')),
                        ('summary', models.CharField(max_length=80, verbose_name='what it is about')),
                        ('summary_en', models.CharField(blank=True, max_length=160, verbose_name='what it is about, in English')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ],
                    options={
                        'verbose_name': 'column',
                        'verbose_name_plural': 'columns',
                        'ordering': ['position', 'name'],
                    },
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
                    name='LinkRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('host', models.CharField(help_text='Such as example.com; what is below counts too.', max_length=120, unique=True, verbose_name='host')),
                        ('action', models.CharField(choices=[('allow', 'anybody may link to it'), ('refuse', 'nobody may link to it')], max_length=10, verbose_name='what happens')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                    ],
                    options={
                        'verbose_name': 'linked host',
                        'verbose_name_plural': 'linked hosts',
                        'ordering': ['host'],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('story', 'Story'), ('share', 'Things I bought'), ('question', 'Question'), ('scene', 'My scene'), ('chart', 'Chart'), ('checkin', 'Monthly check-in')], max_length=10, verbose_name='kind')),
                        ('title', models.CharField(blank=True, max_length=80, verbose_name='title')),
                        ('body', models.TextField(blank=True, verbose_name='text')),
                        ('body_html', models.TextField(blank=True, editable=False)),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('held', 'held'), ('hidden', 'taken down'), ('deleted', 'deleted')], default='draft', max_length=10, verbose_name='state')),
                        ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='language')),
                        ('city', models.CharField(blank=True, max_length=30, verbose_name='city')),
                        ('scene', models.CharField(blank=True, max_length=40, verbose_name='scene')),
                        ('form', models.JSONField(blank=True, default=dict)),
                        ('data', models.JSONField(blank=True, default=dict)),
                        ('created_at', models.DateTimeField(verbose_name='begun')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                        ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited at')),
                        ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='deleted at')),
                        ('deleted_from', models.CharField(blank=True, editable=False, max_length=10)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('accepted_comment_id', models.BigIntegerField(blank=True, editable=False, null=True)),
                        ('likes', models.PositiveIntegerField(default=0, verbose_name='likes')),
                        ('thanks', models.PositiveIntegerField(default=0, verbose_name='thanks')),
                        ('comments', models.PositiveIntegerField(default=0, verbose_name='comments')),
                        ('bookmarks', models.PositiveIntegerField(default=0, verbose_name='bookmarks')),
                        ('hot', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Ln(django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(1), '+', models.F('likes')), '+', django.db.models.expressions.CombinedExpression(models.Value(2), '*', models.F('bookmarks'))), '+', django.db.models.expressions.CombinedExpression(models.Value(3), '*', models.F('thanks'))), models.FloatField())), '/', models.Value(2.302585092994046)), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.functions.datetime.Extract(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('published_at'), '-', models.Value(datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), models.DateTimeField())), models.DurationField()), 'epoch'), models.FloatField()), '/', models.Value(172800))), output_field=models.FloatField())),
                        ('picked_at', models.DateTimeField(blank=True, null=True, verbose_name='picked at')),
                        ('sponsored', models.BooleanField(default=False, verbose_name='sponsored')),
                        ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='posts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'post',
                        'verbose_name_plural': 'posts',
                        'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['author', '-published_at', '-id'], name='community_post_author'), models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='community_post_latest'), models.Index(condition=models.Q(('state', 'published')), fields=['-hot', '-id'], name='community_post_hot'), models.Index(condition=models.Q(('state', 'published')), fields=['kind', '-published_at', '-id'], name='community_post_kind'), models.Index(condition=models.Q(('state', 'published'), models.Q(('scene', ''), _negated=True)), fields=['scene', '-published_at', '-id'], name='community_post_scene'), models.Index(condition=models.Q(('picked_at__isnull', False), ('state', 'published')), fields=['-picked_at'], name='community_post_picked'), models.Index(condition=models.Q(('state', 'published'), _negated=True), fields=['author', 'state', '-id'], name='community_post_own')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='community_post_published_when'), models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', False), ('state', 'deleted')), models.Q(models.Q(('state', 'deleted'), _negated=True), ('deleted_at', None)), _connector='OR'), name='community_post_deleted_when')],
                    },
                ),
                migrations.CreateModel(
                    name='Series',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=40, unique=True, verbose_name='address')),
                        ('title', models.CharField(max_length=60, verbose_name='title')),
                        ('summary', models.CharField(max_length=160, verbose_name='what it is about')),
                    ],
                    options={
                        'verbose_name': 'series',
                        'verbose_name_plural': 'series',
                        'ordering': ['title'],
                    },
                ),
                migrations.CreateModel(
                    name='WordRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('pattern', models.CharField(max_length=40, unique=True, verbose_name='word')),
                        ('action', models.CharField(choices=[('mask', 'show stars instead'), ('hold', 'hold it until somebody looked'), ('refuse', 'refuse it')], max_length=10, verbose_name='what happens')),
                        ('unless', models.CharField(blank=True, help_text='Words that contain it and are harmless, with commas.', max_length=200, verbose_name='not inside of')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ],
                    options={
                        'verbose_name': 'word',
                        'verbose_name_plural': 'word list',
                        'ordering': ['action', 'pattern'],
                    },
                ),
                migrations.CreateModel(
                    name='Article',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('slug', models.SlugField(help_text='In the address of its page; it stays as it is.', max_length=80, unique=True, verbose_name='address')),
                        ('title', models.CharField(max_length=60, verbose_name='title')),
                        ('summary', models.CharField(blank=True, max_length=160, verbose_name='summary')),
                        ('body', models.TextField(blank=True, verbose_name='text')),
                        ('cover', models.FileField(blank=True, max_length=120, storage=community.models.photos.photo_storage, upload_to='', verbose_name='cover photo')),
                        ('cover_alt', models.CharField(blank=True, max_length=120, verbose_name='what is on the photo')),
                        ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='zh-hans', max_length=10, verbose_name='language')),
                        ('byline', models.CharField(default='编辑部', help_text='The name that readers see.', max_length=30, verbose_name='by')),
                        ('series_position', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='part of the series')),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('withdrawn', 'taken down')], default='draft', max_length=10)),
                        ('publish_at', models.DateTimeField(blank=True, help_text='Empty: at the moment somebody publishes it.', null=True, verbose_name='publish at')),
                        ('sponsor', models.CharField(blank=True, help_text='Who paid for it; readers then see 广告 and this name.', max_length=60, verbose_name='paid by')),
                        ('picked', models.BooleanField(default=False, verbose_name='staff pick')),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('edited_at', models.DateTimeField(null=True)),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('column', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='community.column', verbose_name='column')),
                        ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='community.series', verbose_name='series')),
                    ],
                    options={
                        'verbose_name': 'article',
                        'verbose_name_plural': 'articles',
                        'ordering': ['-publish_at', '-pk'],
                        'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['-publish_at', '-id'], name='community_article_live'), models.Index(condition=models.Q(('state', 'published')), fields=['column', '-publish_at', '-id'], name='community_article_in_column')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='community_article_published_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('series__isnull', True), ('series_position__isnull', True)), models.Q(('series__isnull', False), ('series_position__isnull', False)), _connector='OR'), name='community_article_part_of_a_series'), models.UniqueConstraint(fields=('series', 'series_position'), name='community_article_place_in_series')],
                    },
                ),
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(max_length=20, verbose_name='what it is')),
                        ('thing_id', models.BigIntegerField()),
                        ('title', models.CharField(blank=True, max_length=80, verbose_name='what it says')),
                        ('said', models.TextField(blank=True, verbose_name='the text, as it was reported')),
                        ('path', models.CharField(blank=True, max_length=200, verbose_name='page')),
                        ('state', models.CharField(choices=[('open', 'waiting'), ('decided', 'decided'), ('appealed', 'appealed'), ('closed', 'closed after an appeal')], default='open', max_length=10, verbose_name='state')),
                        ('reason', models.CharField(blank=True, max_length=20, verbose_name='most urgent reason')),
                        ('reports', models.PositiveIntegerField(default=0, verbose_name='reports')),
                        ('found', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='found by checks')),
                        ('waits_since', models.DateTimeField(verbose_name='waiting since')),
                        ('due_at', models.DateTimeField(verbose_name='due')),
                        ('claimed_until', models.DateTimeField(null=True, verbose_name='taken until')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                        ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
                    ],
                    options={
                        'verbose_name': 'case',
                        'verbose_name_plural': 'cases',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'appealed'])), fields=['due_at', 'id'], name='community_case_waiting')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'thing_id'), name='community_case_one_per_thing'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('claimed_until', None)), models.Q(('claimed_by__isnull', False), ('claimed_until__isnull', False)), _connector='OR'), name='community_case_claimed_until')],
                    },
                ),
                migrations.CreateModel(
                    name='Collection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=30, verbose_name='name')),
                        ('is_public', models.BooleanField(default=False, verbose_name='Everybody may read it')),
                        ('created_at', models.DateTimeField()),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'collection',
                        'verbose_name_plural': 'collections',
                        'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='community_collection_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('at', models.DateTimeField(verbose_name='decided')),
                        ('outcome', models.CharField(choices=[('leave', 'Let it stand'), ('hide', 'Hide it until it is mended'), ('take_down', 'Take it down for good')], max_length=10, verbose_name='what becomes of it')),
                        ('measure', models.CharField(choices=[('none', 'Nothing'), ('warn', 'Warn'), ('suspend', 'No posting for some days')], default='none', max_length=10, verbose_name='what becomes of its author')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='no posting until')),
                        ('reason', models.CharField(blank=True, max_length=20, verbose_name='reason')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='words to its author')),
                        ('overturned_at', models.DateTimeField(blank=True, null=True, verbose_name='overturned')),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='community.case')),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                    ],
                    options={
                        'verbose_name': 'decision',
                        'verbose_name_plural': 'decisions',
                        'indexes': [models.Index(fields=['person', '-at'], name='community_decision_person'), models.Index(fields=['at'], name='community_decision_when')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('measure', 'suspend'), ('until__gt', models.F('at'))), models.Q(models.Q(('measure', 'suspend'), _negated=True), ('until', None)), _connector='OR'), name='community_decision_suspends_until'), models.CheckConstraint(condition=models.Q(models.Q(('measure', 'none'), ('outcome', 'leave')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='community_decision_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='Appeal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('text', models.TextField(blank=True, max_length=1000, verbose_name='what the author says')),
                        ('at', models.DateTimeField(verbose_name='appealed')),
                        ('upheld', models.BooleanField(blank=True, null=True, verbose_name='the decision stands')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='words to its author')),
                        ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='community.decision')),
                    ],
                    options={
                        'verbose_name': 'appeal',
                        'verbose_name_plural': 'appeals',
                        'constraints': [models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('decided_by')), _negated=True), _connector='OR'), name='community_appeal_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('upheld', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('upheld__isnull', False)), _connector='OR'), name='community_appeal_answered_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='LessonProgress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('course', models.CharField(max_length=40)),
                        ('lesson', models.CharField(max_length=40)),
                        ('opened_at', models.DateTimeField()),
                        ('seen_at', models.DateTimeField()),
                        ('done_at', models.DateTimeField(null=True)),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'course', 'lesson'), name='community_lessonprogress_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Mute',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'mute',
                        'verbose_name_plural': 'mutes',
                        'constraints': [models.UniqueConstraint(fields=('user', 'other'), name='community_mute_once'), models.CheckConstraint(condition=models.Q(('user', models.F('other')), _negated=True), name='community_mute_somebody_else')],
                    },
                ),
                migrations.CreateModel(
                    name='Photo',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('waiting', models.BooleanField(default=False)),
                        ('alt', models.CharField(blank=True, max_length=120, verbose_name='what is on it')),
                        ('width', models.PositiveSmallIntegerField()),
                        ('height', models.PositiveSmallIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('dhash', models.BigIntegerField(db_index=True)),
                        ('blur', models.CharField(max_length=1500)),
                        ('file', models.FileField(max_length=120, storage=community.models.photos.photo_storage, upload_to='')),
                        ('thumbnail', models.FileField(max_length=120, storage=community.models.photos.photo_storage, upload_to='')),
                        ('created_at', models.DateTimeField(verbose_name='uploaded')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'photo',
                        'verbose_name_plural': 'photos',
                        'ordering': ['position', 'id'],
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
                migrations.AddField(
                    model_name='post',
                    name='cover',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.photo'),
                ),
                migrations.AddField(
                    model_name='photo',
                    name='post',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='community.post'),
                ),
                migrations.CreateModel(
                    name='Comment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('body', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                        ('body_html', models.TextField(blank=True, editable=False)),
                        ('state', models.CharField(choices=[('published', 'published'), ('held', 'waits for a look'), ('hidden', 'taken down'), ('deleted', 'deleted')], default='published', max_length=10, verbose_name='state')),
                        ('likes', models.PositiveIntegerField(default=0, verbose_name='likes')),
                        ('thanks', models.PositiveIntegerField(default=0, verbose_name='thanks')),
                        ('replies', models.PositiveIntegerField(default=0, verbose_name='replies')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written')),
                        ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited')),
                        ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('article', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.article')),
                        ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.comment')),
                        ('root', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.comment')),
                        ('post', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comment_rows', to='community.post')),
                    ],
                    options={
                        'verbose_name': 'comment',
                        'verbose_name_plural': 'comments',
                        'indexes': [models.Index(condition=models.Q(('root', None)), fields=['post', 'created_at', 'id'], name='community_comment_roots'), models.Index(condition=models.Q(('article__isnull', False), ('root', None)), fields=['article', 'created_at', 'id'], name='community_comment_article'), models.Index(fields=['root', 'created_at', 'id'], name='community_comment_replies'), models.Index(fields=['author', '-id'], name='community_comment_author'), models.Index(condition=models.Q(('deleted_at', None), _negated=True), fields=['deleted_at'], name='community_comment_gone')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('article', None), ('post__isnull', False)), models.Q(('article__isnull', False), ('post', None)), _connector='OR'), name='community_comment_about_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('parent', None), ('root', None)), models.Q(('parent__isnull', False), ('replies', 0), ('root__isnull', False)), _connector='OR'), name='community_comment_levels'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), _negated=True), ('state', 'deleted'), _connector='OR'), name='community_comment_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', False), ('state', 'deleted')), models.Q(models.Q(('state', 'deleted'), _negated=True), ('deleted_at', None)), _connector='OR'), name='community_comment_deleted_when')],
                    },
                ),
                migrations.CreateModel(
                    name='Bookmark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('collection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bookmarks', to='community.collection')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.post')),
                    ],
                    options={
                        'verbose_name': 'bookmark',
                        'verbose_name_plural': 'bookmarks',
                        'indexes': [models.Index(fields=['user', '-at', '-id'], name='community_bookmark_own')],
                        'constraints': [models.UniqueConstraint(fields=('user', 'post'), name='community_bookmark_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PostItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('price_minor', models.BigIntegerField(verbose_name='price')),
                        ('currency', models.CharField(default='CNY', max_length=3, verbose_name='currency')),
                        ('place', models.CharField(blank=True, max_length=40, verbose_name='where bought')),
                        ('bought_on', models.DateField(blank=True, null=True, verbose_name='month')),
                        ('verdict', models.CharField(choices=[('worth', 'Worth it'), ('fair', 'Fair'), ('not_worth', 'Not worth it')], max_length=10, verbose_name='verdict')),
                        ('why', models.CharField(max_length=500, verbose_name='why')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                        ('asked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='community.post')),
                    ],
                    options={
                        'verbose_name': 'shared thing',
                        'verbose_name_plural': 'shared things',
                        'ordering': ['position'],
                        'indexes': [models.Index(condition=models.Q(('asked_at__isnull', True)), fields=['bought_on'], name='community_item_to_ask')],
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('post', 'position'), name='community_item_position'), models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='community_item_price_known'), models.CheckConstraint(condition=models.Q(('verdict__in', ['worth', 'fair', 'not_worth'])), name='community_item_verdict_known'), models.CheckConstraint(condition=models.Q(('why__length__gte', 15)), name='community_item_why_said')],
                    },
                ),
                migrations.AddField(
                    model_name='photo',
                    name='item',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='photos', to='community.postitem'),
                ),
                migrations.CreateModel(
                    name='FollowUp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('at', models.DateTimeField(verbose_name='when')),
                        ('verdict', models.CharField(choices=[('worth', 'Worth it'), ('fair', 'Fair'), ('not_worth', 'Not worth it')], max_length=10, verbose_name='verdict')),
                        ('text', models.CharField(max_length=500, verbose_name='why')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='community.postitem')),
                    ],
                    options={
                        'verbose_name': 'later verdict',
                        'verbose_name_plural': 'later verdicts',
                        'ordering': ['at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['worth', 'fair', 'not_worth'])), name='community_followup_verdict_known')],
                    },
                ),
                migrations.CreateModel(
                    name='PostRevision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('title', models.CharField(blank=True, max_length=80)),
                        ('body', models.TextField(blank=True)),
                        ('items', models.JSONField(default=list)),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='community.post')),
                    ],
                    options={
                        'verbose_name': 'earlier version',
                        'verbose_name_plural': 'earlier versions',
                        'constraints': [models.UniqueConstraint(fields=('post', 'version'), name='community_revision_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Profile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=24, verbose_name='name in the community')),
                        ('name_key', models.CharField(editable=False, max_length=72, unique=True)),
                        ('bio', models.CharField(blank=True, max_length=200, verbose_name='about me')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'profile',
                        'verbose_name_plural': 'profiles',
                    },
                ),
                migrations.CreateModel(
                    name='QuizAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('course', models.CharField(max_length=40)),
                        ('lesson', models.CharField(max_length=40)),
                        ('question', models.CharField(max_length=40)),
                        ('choice', models.CharField(max_length=1)),
                        ('answered_at', models.DateTimeField()),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'course', 'lesson', 'question'), name='community_quizanswer_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reaction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('like', 'like'), ('thanks', 'thanks')], max_length=6)),
                        ('at', models.DateTimeField()),
                        ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.comment')),
                        ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.post')),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'reaction',
                        'verbose_name_plural': 'reactions',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('comment', None), ('post__isnull', False)), models.Q(('comment__isnull', False), ('post', None)), _connector='OR'), name='community_reaction_to_one_thing'), models.UniqueConstraint(condition=models.Q(('comment', None)), fields=('user', 'post', 'kind'), name='community_reaction_post_once'), models.UniqueConstraint(condition=models.Q(('post', None)), fields=('user', 'comment', 'kind'), name='community_reaction_comment_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('reason', models.CharField(max_length=20, verbose_name='reason')),
                        ('text', models.CharField(blank=True, max_length=500, verbose_name='what is wrong with it')),
                        ('at', models.DateTimeField(verbose_name='reported')),
                        ('outcome', models.CharField(blank=True, choices=[('acted', 'Acted on'), ('nothing', 'Within the rules')], max_length=10, verbose_name='outcome')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_rows', to='community.case')),
                        ('reporter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'report',
                        'verbose_name_plural': 'reports',
                        'indexes': [models.Index(fields=['reporter', '-at'], name='community_report_own')],
                        'constraints': [models.UniqueConstraint(fields=('case', 'reporter'), name='community_report_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='community_report_answered_when')],
                    },
                ),
                migrations.CreateModel(
                    name='StaffAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='done at')),
                        ('what', models.CharField(max_length=30, verbose_name='what')),
                        ('about', models.CharField(blank=True, max_length=120, verbose_name='of what')),
                        ('why', models.CharField(blank=True, max_length=600, verbose_name='why')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                        ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='community.case', verbose_name='case')),
                    ],
                    options={
                        'verbose_name': 'staff action',
                        'verbose_name_plural': 'staff actions',
                        'indexes': [models.Index(fields=['-at'], name='community_staffaction_latest')],
                    },
                ),
                migrations.CreateModel(
                    name='TakenDownPicture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dhash', models.BigIntegerField(unique=True)),
                        ('at', models.DateTimeField(verbose_name='taken down')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='community.case')),
                    ],
                    options={
                        'verbose_name': 'taken down picture',
                        'verbose_name_plural': 'taken down pictures',
                    },
                ),
                migrations.CreateModel(
                    name='Thing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('key', models.CharField(editable=False, max_length=180, unique=True)),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='community.thing')),
                    ],
                    options={
                        'verbose_name': 'thing',
                        'verbose_name_plural': 'things',
                        'constraints': [models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='community_thing_not_into_itself')],
                    },
                ),
                migrations.AddField(
                    model_name='postitem',
                    name='thing',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='community.thing'),
                ),
                migrations.CreateModel(
                    name='Topic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='name')),
                        ('slug', models.CharField(max_length=80, unique=True, verbose_name='address')),
                        ('posts', models.PositiveIntegerField(default=0, verbose_name='posts')),
                    ],
                    options={
                        'verbose_name': 'topic',
                        'verbose_name_plural': 'topics',
                        'indexes': [models.Index(fields=['-posts', 'id'], name='community_topic_busy')],
                    },
                ),
                migrations.CreateModel(
                    name='PostTopic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('published_at', models.DateTimeField()),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.post')),
                        ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.topic')),
                    ],
                    options={
                        'verbose_name': 'topic of a post',
                        'verbose_name_plural': 'topics of posts',
                        'indexes': [models.Index(fields=['topic', '-published_at', '-post'], name='community_posttopic_latest')],
                        'constraints': [models.UniqueConstraint(fields=('post', 'topic'), name='community_posttopic_once')],
                    },
                ),
                migrations.AddField(
                    model_name='post',
                    name='topics',
                    field=models.ManyToManyField(related_name='+', through='community.PostTopic', to='community.topic'),
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
                        'indexes': [models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='community_follow_of_person'), models.Index(condition=models.Q(('topic__isnull', False)), fields=['topic'], name='community_follow_of_topic'), models.Index(condition=models.Q(('scene', ''), _negated=True), fields=['scene'], name='community_follow_of_scene')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('scene', ''), ('topic', None)), models.Q(('person', None), ('scene', ''), ('topic__isnull', False)), models.Q(('person', None), ('topic', None), models.Q(('scene', ''), _negated=True)), _connector='OR'), name='community_follow_one_thing'), models.CheckConstraint(condition=models.Q(('person', models.F('follower')), _negated=True), name='community_follow_not_oneself'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('follower', 'person'), name='community_follow_person_once'), models.UniqueConstraint(condition=models.Q(('topic__isnull', False)), fields=('follower', 'topic'), name='community_follow_topic_once'), models.UniqueConstraint(condition=models.Q(('scene', ''), _negated=True), fields=('follower', 'scene'), name='community_follow_scene_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WishItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('price_minor', models.BigIntegerField(blank=True, null=True, verbose_name='price')),
                        ('currency', models.CharField(default='CNY', max_length=3, verbose_name='currency')),
                        ('created_at', models.DateTimeField(verbose_name='added')),
                        ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='bought')),
                        ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.postitem')),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'wish',
                        'verbose_name_plural': 'wishes',
                        'indexes': [models.Index(fields=['user', '-id'], name='community_wish_list')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('item__isnull', False)), fields=('user', 'item'), name='community_wish_once'), models.CheckConstraint(condition=models.Q(('price_minor__isnull', True), ('price_minor__gte', 0), _connector='OR'), name='community_wish_price_known')],
                    },
                ),
                migrations.CreateModel(
                    name='ArticleVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('title', models.CharField(max_length=60)),
                        ('summary', models.CharField(blank=True, max_length=160)),
                        ('body', models.TextField(blank=True)),
                        ('sponsor', models.CharField(blank=True, max_length=60)),
                        ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='community.article')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'version of an article',
                        'verbose_name_plural': 'versions of articles',
                        'ordering': ['-number'],
                        'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='community_articleversion_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Block',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'block',
                        'verbose_name_plural': 'blocks',
                        'constraints': [models.UniqueConstraint(fields=('user', 'other'), name='community_block_once'), models.CheckConstraint(condition=models.Q(('user', models.F('other')), _negated=True), name='community_block_somebody_else')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='decision',
                    trigger=pgtrigger.compiler.Trigger(name='decision_keep', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4e69d41e7c79477531c7213eaa3ab34b6af3f3d9', operation='DELETE', pgid='pgtrigger_decision_keep_817be', table='community_decision', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='decision',
                    trigger=pgtrigger.compiler.Trigger(name='decision_keep_words', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."measure" IS DISTINCT FROM (NEW."measure") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."until" IS DISTINCT FROM (NEW."until"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ffb3145eed1a5e33cb47a0fad2435708a9ba1e40', operation='UPDATE', pgid='pgtrigger_decision_keep_words_255be', table='community_decision', when='BEFORE')),
                ),
                migrations.AddIndex(
                    model_name='photo',
                    index=models.Index(fields=['post', 'position'], name='community_photo_post'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='staffaction',
                    trigger=pgtrigger.compiler.Trigger(name='action_keep', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='afb0b833e740da0a4cf4642816378cb356c4ded7', operation='UPDATE OR DELETE', pgid='pgtrigger_action_keep_7b86a', table='community_staffaction', when='BEFORE')),
                ),
                migrations.AddIndex(
                    model_name='postitem',
                    index=models.Index(fields=['thing', 'price_minor'], name='community_item_thing'),
                ),
            ]
        ),
    ]
