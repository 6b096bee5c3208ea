import accounts.ids
import accounts.models.users
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_user'), ('accounts', '0002_consents_and_api_keys'), ('accounts', '0003_erasures_and_questions'), ('accounts', '0005_notices'), ('accounts', '0006_devices_since'), ('accounts', '0007_notices_about'), ('accounts', '0009_notice_channels')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('email', accounts.models.users.EmailIdentifierField(blank=True, max_length=254, null=True, unique=True, verbose_name='email')),
                ('phone', accounts.models.users.IdentifierField(blank=True, max_length=20, null=True, unique=True, verbose_name='phone')),
                ('phone_verified', models.BooleanField(default=False, verbose_name='phone verified')),
                ('name', models.CharField(blank=True, max_length=50, verbose_name='name')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('hide_amounts', models.BooleanField(default=False, verbose_name='hide amounts')),
                ('green_income', models.BooleanField(default=False, verbose_name='income in green')),
                ('is_student', models.BooleanField(default=False, verbose_name='student')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of birth')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_staff', models.BooleanField(default=False, verbose_name='staff')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('devices_since', models.DateTimeField(blank=True, editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.CheckConstraint(condition=models.Q(('email__isnull', False), ('phone__isnull', False), _connector='OR'), name='accounts_user_identifier_required')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('hint', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('expires_at__gt', models.F('created_at')), _connector='OR'), name='accounts_apitoken_expires_later')],
            },
        ),
        migrations.CreateModel(
            name='Browser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('endpoint', models.CharField(max_length=1000, unique=True)),
                ('p256dh', models.CharField(max_length=120)),
                ('auth', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(verbose_name='added')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='browsers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'browser',
                'verbose_name_plural': 'browsers',
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('text_version', models.CharField(max_length=20, verbose_name='version of the wording')),
                ('where', models.CharField(max_length=60, verbose_name='where')),
                ('granted_at', models.DateTimeField(verbose_name='granted')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('user', 'purpose'), name='accounts_consent_one_open'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('granted_at')), _connector='OR'), name='accounts_consent_withdrawn_later')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='erasure', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='accounts_erasure_due')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('key', models.CharField(max_length=160)),
                ('about', models.UUIDField(blank=True, null=True)),
                ('facts', models.JSONField(default=dict)),
                ('path', models.CharField(blank=True, max_length=300)),
                ('on_page', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(verbose_name='told')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(condition=models.Q(('on_page', True)), fields=['user', '-id'], name='accounts_notice_list'), models.Index(condition=models.Q(('on_page', True), ('read_at__isnull', True)), fields=['user'], name='accounts_notice_unread'), models.Index(fields=['kind', 'key'], name='accounts_notice_key'), models.Index(fields=['created_at'], name='accounts_notice_age'), models.Index(condition=models.Q(('about__isnull', False)), fields=['about'], name='accounts_notice_about')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'key'), name='accounts_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('text', models.TextField(max_length=2000, verbose_name='question')),
                ('page', models.CharField(blank=True, max_length=200, verbose_name='page')),
                ('job', models.UUIDField(blank=True, null=True, verbose_name='job')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='reasons')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'question to the help desk',
                'verbose_name_plural': 'questions to the help desk',
                'indexes': [models.Index(fields=['user', '-id'], name='accounts_question_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='accounts_question_answered_in_words')],
            },
        ),
        migrations.CreateModel(
            name='Robot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                ('service', models.CharField(max_length=20, verbose_name='service')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('secret', models.CharField(blank=True, max_length=120, verbose_name='signing secret')),
                ('names_amounts', models.BooleanField(default=False, verbose_name='Messages may name amounts')),
                ('error', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField(verbose_name='added')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robots', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'robot',
                'verbose_name_plural': 'robots',
                'constraints': [models.UniqueConstraint(fields=('user', 'url'), name='accounts_robot_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('about', models.UUIDField(blank=True, null=True)),
                ('channel', models.CharField(max_length=10, verbose_name='channel')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'failed'), ('skipped', 'not sent any more')], default='waiting', max_length=10, verbose_name='state')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('created_at', models.DateTimeField(verbose_name='written')),
                ('due_at', models.DateTimeField(verbose_name='next try')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.CharField(blank=True, max_length=40, verbose_name='error')),
                ('browser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.browser')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='accounts.notice')),
                ('robot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.robot')),
            ],
            options={
                'verbose_name': 'delivery of a notice',
                'verbose_name_plural': 'deliveries of notices',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='accounts_delivery_due'), models.Index(fields=['user', 'kind', '-id'], name='accounts_delivery_group')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'channel', 'browser', 'robot'), name='accounts_delivery_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='accounts_delivery_sent_when')],
            },
        ),
        migrations.CreateModel(
            name='NoticeSettings',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_settings', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('channels', models.JSONField(blank=True, default=dict)),
                ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, verbose_name='time zone')),
                ('quiet_from', models.TimeField(default=datetime.time(22, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='until')),
                ('remind_at', models.TimeField(blank=True, null=True, verbose_name='remind me to record at')),
                ('reminded_on', models.DateField(blank=True, editable=False, null=True)),
                ('calendar_id', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
            ],
            options={
                'verbose_name': 'settings of notices',
                'verbose_name_plural': 'settings of notices',
                'indexes': [models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['user'], name='accounts_noticesettings_remind')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_keep', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ec337a063b82ee6e2c271d318232cb71a8eb5754', operation='DELETE', pgid='pgtrigger_consent_keep_a040b', table='accounts_consent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_keep_words', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."granted_at" IS DISTINCT FROM (NEW."granted_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."text_version" IS DISTINCT FROM (NEW."text_version") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."where" IS DISTINCT FROM (NEW."where"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='11558a61141dc31f4c2e1ec5196ebdcd38b6fbca', operation='UPDATE', pgid='pgtrigger_consent_keep_words_311d0', table='accounts_consent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consent_close_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c6644b7352dfc89055060b982e886b684f888ef4', operation='UPDATE', pgid='pgtrigger_consent_close_once_43b72', table='accounts_consent', when='BEFORE')),
        ),
    ]
