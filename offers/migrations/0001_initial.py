import accounts.ids
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from accounts.migrating import AtOnce


class Migration(migrations.Migration):

    replaces = [('offers', '0001_offers'), ('offers', '0003_staff_words')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('ledger', '0001_initial'),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name='Provider',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=120, unique=True, verbose_name='full name')),
                        ('kind', models.CharField(choices=[('fund_seller', 'Fund distributor'), ('bank', 'Bank'), ('consumer_finance', 'Consumer finance company'), ('small_loan', 'Small-loan company')], max_length=20, verbose_name='kind')),
                        ('licence_no', models.CharField(max_length=60, verbose_name='licence number')),
                        ('hotline', models.CharField(max_length=30, verbose_name='hotline')),
                        ('valid_to', models.DateField(verbose_name='licence valid until')),
                        ('is_example', models.BooleanField(default=False, verbose_name='example, not a real institution')),
                    ],
                    options={
                        'verbose_name': 'provider',
                        'verbose_name_plural': 'providers',
                    },
                ),
                migrations.CreateModel(
                    name='ReadingCursor',
                    fields=[
                        ('book', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='ledger.book')),
                        ('revision', models.BigIntegerField()),
                        ('accounts_mark', models.BigIntegerField(default=0)),
                        ('read_on', models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Calibration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mode', models.CharField(max_length=20, verbose_name='mode')),
                        ('phi', models.FloatField(verbose_name='believed share of the drift')),
                        ('q', models.FloatField(verbose_name='width of the band')),
                        ('coverage', models.FloatField(blank=True, null=True, verbose_name='measured coverage')),
                        ('n', models.PositiveIntegerField(default=0, verbose_name='readings measured')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='measured on')),
                        ('fitted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='fitted')),
                    ],
                    options={
                        'verbose_name': 'calibration',
                        'verbose_name_plural': 'calibrations',
                        'constraints': [models.CheckConstraint(condition=models.Q(('phi__gte', 0), ('phi__lte', 1)), name='offers_calibration_phi'), models.CheckConstraint(condition=models.Q(('q__gte', 0)), name='offers_calibration_q'), models.CheckConstraint(condition=models.Q(('coverage__isnull', True), models.Q(('coverage__gte', 0), ('coverage__lte', 1)), _connector='OR'), name='offers_calibration_coverage')],
                    },
                ),
                migrations.CreateModel(
                    name='JobRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='task')),
                        ('started_at', models.DateTimeField(verbose_name='started')),
                        ('milliseconds', models.PositiveIntegerField(verbose_name='milliseconds')),
                        ('counts', models.JSONField(default=dict, verbose_name='counts')),
                        ('error', models.CharField(blank=True, max_length=200, verbose_name='error')),
                    ],
                    options={
                        'verbose_name': 'task run',
                        'verbose_name_plural': 'task runs',
                        'indexes': [models.Index(fields=['-started_at'], name='offers_jobrun_newest')],
                    },
                ),
                migrations.CreateModel(
                    name='Product',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(editable=False, max_length=20)),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('summary', models.CharField(max_length=120, verbose_name='one sentence')),
                        ('risk_text', models.CharField(max_length=200, verbose_name='risk sentence')),
                        ('provider_approved', models.BooleanField(default=False, verbose_name='wording approved by the provider')),
                        ('commission_text', models.CharField(blank=True, max_length=120, verbose_name='what we are paid')),
                        ('is_example', models.BooleanField(default=False, verbose_name='example')),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'Waiting for the second pair of eyes'), ('live', 'Live'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                        ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                        ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created')),
                        ('checked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='offers.provider', verbose_name='provider')),
                    ],
                    options={
                        'verbose_name': 'product',
                        'verbose_name_plural': 'products',
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'live', 'withdrawn'])), name='offers_product_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), ('version__gte', 1), _connector='OR'), name='offers_product_live_has_version'), models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), ('made_by__isnull', True), models.Q(('checked_by', models.F('made_by')), _negated=True), _connector='OR'), name='offers_product_four_eyes')],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_of', models.DateField(verbose_name='as of')),
                        ('revision', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('surplus', 'money left over'), ('tight', 'tight'), ('watch', 'might run short'), ('likely', 'will probably run short'), ('none', 'nothing to say')], max_length=10, verbose_name='state')),
                        ('since', models.DateField(null=True, verbose_name='since')),
                        ('quiet', models.BooleanField(default=False)),
                        ('recent', models.JSONField(default=list)),
                        ('level', models.PositiveSmallIntegerField(choices=[(0, 'not enough to read'), (1, 'describes only'), (2, 'speaks')], verbose_name='level')),
                        ('confidence', models.PositiveSmallIntegerField(choices=[(0, 'none'), (1, 'low'), (2, 'medium'), (3, 'high')], verbose_name='confidence')),
                        ('credit', models.BooleanField(default=False)),
                        ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                        ('liquid_minor', models.BigIntegerField()),
                        ('buffer_minor', models.BigIntegerField()),
                        ('spending_minor', models.BigIntegerField()),
                        ('income_minor', models.BigIntegerField()),
                        ('net_minor', models.BigIntegerField()),
                        ('trough50_minor', models.BigIntegerField()),
                        ('trough50_day', models.PositiveSmallIntegerField()),
                        ('trough10_minor', models.BigIntegerField()),
                        ('trough10_day', models.PositiveSmallIntegerField()),
                        ('end50_minor', models.BigIntegerField()),
                        ('surplus_minor', models.BigIntegerField()),
                        ('shortfall_minor', models.BigIntegerField()),
                        ('shortfall_day', models.PositiveSmallIntegerField()),
                        ('timing_gap', models.BooleanField(default=False)),
                        ('structural', models.BooleanField(default=False)),
                        ('shown_minor', models.BigIntegerField(null=True)),
                        ('path', models.JSONField(null=True)),
                        ('evidence', models.JSONField(default=dict)),
                        ('calibration_id', models.BigIntegerField(null=True)),
                        ('inputs_hash', models.CharField(max_length=32)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='read at')),
                        ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                    ],
                    options={
                        'verbose_name': 'reading',
                        'verbose_name_plural': 'readings',
                        'constraints': [models.UniqueConstraint(fields=('book', 'as_of'), name='offers_reading_one_a_day'), models.CheckConstraint(condition=models.Q(('state__in', ['none', 'surplus', 'tight', 'watch', 'likely'])), name='offers_reading_state_known'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 3)), name='offers_reading_confidence'), models.CheckConstraint(condition=models.Q(('level__gte', 0), ('level__lte', 2)), name='offers_reading_level')],
                    },
                ),
                migrations.CreateModel(
                    name='ReferenceRate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20, verbose_name='code')),
                        ('rate_ppm', models.PositiveIntegerField(verbose_name='rate, parts per million')),
                        ('effective_from', models.DateField(verbose_name='effective from')),
                    ],
                    options={
                        'verbose_name': 'reference rate',
                        'verbose_name_plural': 'reference rates',
                        'constraints': [models.UniqueConstraint(fields=('code', 'effective_from'), name='offers_referencerate_one_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Stream',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('key', models.BigIntegerField(blank=True, null=True)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('kind', models.CharField(blank=True, max_length=20, verbose_name='kind')),
                        ('flow', models.CharField(default='operating', max_length=12)),
                        ('cadence', models.PositiveSmallIntegerField(verbose_name='cadence')),
                        ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                        ('sd_minor', models.BigIntegerField(default=0)),
                        ('confidence', models.FloatField(verbose_name='confidence')),
                        ('anchor', models.PositiveSmallIntegerField(default=0)),
                        ('shifts', models.BooleanField(default=False)),
                        ('last_day', models.DateField()),
                        ('hit_days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None)),
                        ('hit_amounts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                        ('state', models.CharField(choices=[('found', 'Found'), ('confirmed', 'Confirmed'), ('ignored', 'Not counted')], default='found', max_length=10, verbose_name='state')),
                        ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                    ],
                    options={
                        'verbose_name': 'recurring movement',
                        'verbose_name_plural': 'recurring movements',
                        'constraints': [models.UniqueConstraint(fields=('book', 'key'), name='offers_stream_key_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['found', 'confirmed', 'ignored'])), name='offers_stream_state_known'), models.CheckConstraint(condition=models.Q(('cadence__gte', 1), ('cadence__lte', 5)), name='offers_stream_cadence'), models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='offers_stream_amount')],
                    },
                ),
                migrations.CreateModel(
                    name='Suggestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(max_length=20, verbose_name='kind')),
                        ('state', models.CharField(choices=[('surplus', 'money left over'), ('tight', 'tight'), ('watch', 'might run short'), ('likely', 'will probably run short'), ('none', 'nothing to say')], max_length=10, verbose_name='state of the reading')),
                        ('confidence', models.PositiveSmallIntegerField(choices=[(0, 'none'), (1, 'low'), (2, 'medium'), (3, 'high')], verbose_name='confidence')),
                        ('as_of', models.DateField(verbose_name='as of')),
                        ('products', models.JSONField()),
                        ('reason', models.JSONField()),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made')),
                        ('shown_at', models.DateTimeField(null=True, verbose_name='first shown')),
                        ('dismissed_at', models.DateTimeField(null=True, verbose_name='dismissed at')),
                        ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                        ('reading', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='offers.reading', verbose_name='reading')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ],
                    options={
                        'verbose_name': 'suggestion',
                        'verbose_name_plural': 'suggestions',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('dismissed_at__isnull', True)), fields=('user', 'book', 'kind'), name='offers_suggestion_one_open')],
                    },
                ),
                migrations.CreateModel(
                    name='Impression',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('reason', models.JSONField()),
                        ('shown_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='shown')),
                        ('suggestion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='impressions', to='offers.suggestion')),
                    ],
                    options={
                        'verbose_name': 'impression',
                        'verbose_name_plural': 'impressions',
                        'constraints': [models.UniqueConstraint(fields=('suggestion', 'day'), name='offers_impression_one_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Transition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_of', models.DateField(verbose_name='as of')),
                        ('from_state', models.CharField(choices=[('surplus', 'money left over'), ('tight', 'tight'), ('watch', 'might run short'), ('likely', 'will probably run short'), ('none', 'nothing to say')], max_length=10, verbose_name='from')),
                        ('to_state', models.CharField(choices=[('surplus', 'money left over'), ('tight', 'tight'), ('watch', 'might run short'), ('likely', 'will probably run short'), ('none', 'nothing to say')], max_length=10, verbose_name='to')),
                        ('inputs_hash', models.CharField(max_length=32)),
                        ('calibration_id', models.BigIntegerField(null=True)),
                        ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                    ],
                    options={
                        'verbose_name': 'change of state',
                        'verbose_name_plural': 'changes of state',
                        'constraints': [models.UniqueConstraint(fields=('book', 'as_of'), name='offers_transition_one_a_day'), models.CheckConstraint(condition=models.Q(('from_state', models.F('to_state')), _negated=True), name='offers_transition_differs')],
                    },
                ),
                migrations.CreateModel(
                    name='LoanProduct',
                    fields=[
                        ('product_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='offers.product')),
                        ('repayment', models.CharField(choices=[('flat_fee', 'Equal parts and a fee on the first principal'), ('equal_instalment', 'Equal instalments'), ('equal_principal', 'Equal principal')], max_length=20, verbose_name='how it is repaid')),
                        ('rate_ppm', models.PositiveIntegerField(verbose_name='rate, ppm (a month for a flat fee, else a year)')),
                        ('rate_collector', models.CharField(max_length=120, verbose_name='who collects the interest or fee')),
                        ('least_minor', models.BigIntegerField(verbose_name='smallest amount')),
                        ('largest_minor', models.BigIntegerField(verbose_name='largest amount')),
                        ('tenors', models.CharField(max_length=40, verbose_name='months, such as 3,6,12')),
                        ('stated_apr_ppm', models.PositiveIntegerField(blank=True, null=True, verbose_name="provider's own yearly cost (simple), ppm")),
                        ('stated_tenor', models.PositiveSmallIntegerField(default=12, verbose_name='for how many months it is stated')),
                        ('late_apr_ppm', models.PositiveIntegerField(blank=True, null=True, verbose_name='overdue interest a year, ppm')),
                        ('late_fee_text', models.CharField(blank=True, max_length=120, verbose_name='what else falls due when late')),
                        ('free_early_repayment', models.BooleanField(default=False, verbose_name='early repayment costs nothing')),
                        ('early_fee_text', models.CharField(blank=True, max_length=120, verbose_name='cost of early repayment')),
                        ('cancellation_days', models.PositiveSmallIntegerField(default=0, verbose_name='days to withdraw without reason')),
                        ('nothing_else', models.BooleanField(default=False, verbose_name='stated: nothing is charged but the items named')),
                    ],
                    options={
                        'verbose_name': 'small loan',
                        'verbose_name_plural': 'small loans',
                        'constraints': [models.CheckConstraint(condition=models.Q(('largest_minor__gte', models.F('least_minor')), ('least_minor__gt', 0)), name='offers_loanproduct_amounts')],
                    },
                    bases=('offers.product',),
                ),
                migrations.CreateModel(
                    name='CostItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(choices=[('guarantee', 'Guarantee'), ('insurance', 'Insurance'), ('membership', 'Membership or service'), ('account', 'Account fee'), ('other', 'Other')], max_length=20, verbose_name='what for')),
                        ('when', models.CharField(choices=[('monthly', 'with every instalment'), ('first', 'with the first instalment'), ('upfront', 'before or when the money is paid out')], max_length=10, verbose_name='when')),
                        ('amount_minor', models.BigIntegerField(default=0, verbose_name='amount each time, minor units')),
                        ('of_principal_ppm', models.PositiveIntegerField(default=0, verbose_name='share of the principal each time, ppm')),
                        ('collector', models.CharField(max_length=120, verbose_name='who collects it')),
                        ('loan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='offers.loanproduct')),
                    ],
                    options={
                        'verbose_name': 'cost item',
                        'verbose_name_plural': 'cost items',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('of_principal_ppm', 0)), models.Q(('amount_minor', 0), ('of_principal_ppm__gt', 0)), _connector='OR'), name='offers_costitem_amount')],
                    },
                ),
                migrations.CreateModel(
                    name='MoneyFund',
                    fields=[
                        ('product_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='offers.product')),
                        ('code', models.CharField(max_length=12, unique=True, verbose_name='fund code')),
                        ('manager', models.CharField(max_length=80, verbose_name='fund manager')),
                        ('management_ppm', models.PositiveIntegerField(verbose_name='management fee a year, ppm')),
                        ('custody_ppm', models.PositiveIntegerField(verbose_name='custody fee a year, ppm')),
                        ('service_ppm', models.PositiveIntegerField(verbose_name='sales service fee a year, ppm')),
                        ('scale_minor', models.BigIntegerField(verbose_name='size of the fund, minor units')),
                        ('started_on', models.DateField(verbose_name='founded')),
                        ('quick_redemption', models.BooleanField(default=True, verbose_name='money the same day (T+0)')),
                        ('carried_daily', models.BooleanField(default=True, verbose_name='income is carried daily')),
                        ('risk', models.PositiveSmallIntegerField(default=1, verbose_name='risk level (R)')),
                    ],
                    options={
                        'verbose_name': 'money fund',
                        'verbose_name_plural': 'money funds',
                        'constraints': [models.CheckConstraint(condition=models.Q(('risk', 1)), name='offers_moneyfund_r1'), models.CheckConstraint(condition=models.Q(('scale_minor__gt', 0)), name='offers_moneyfund_scale')],
                    },
                    bases=('offers.product',),
                ),
                migrations.CreateModel(
                    name='FundYield',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('per_10k', models.DecimalField(decimal_places=4, max_digits=8, verbose_name='income of 10,000 shares, yuan')),
                        ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='yields', to='offers.moneyfund')),
                    ],
                    options={
                        'verbose_name': 'daily income of a fund',
                        'verbose_name_plural': 'daily incomes of funds',
                        'constraints': [models.UniqueConstraint(fields=('fund', 'day'), name='offers_fundyield_one_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='CostReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField()),
                        ('table', models.JSONField()),
                        ('digest', models.CharField(max_length=64)),
                        ('opened_at', models.DateTimeField(verbose_name='opened')),
                        ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                        ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offers.product')),
                    ],
                    options={
                        'verbose_name': 'cost table read',
                        'verbose_name_plural': 'cost tables read',
                        'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('confirmed_at__gte', models.F('opened_at')), _connector='OR'), name='offers_costreading_confirmed_later')],
                    },
                ),
                migrations.CreateModel(
                    name='Mute',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('times', models.PositiveSmallIntegerField(default=0)),
                        ('until', models.DateField(blank=True, null=True)),
                        ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'book', 'kind'), name='offers_mute_one')],
                    },
                ),
                migrations.CreateModel(
                    name='OneOff',
                    fields=[
                        ('pk', models.CompositePrimaryKey('book_id', 'day', 'category_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('day', models.DateField()),
                        ('category_id', models.BigIntegerField()),
                        ('amount_minor', models.BigIntegerField()),
                        ('book', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='offers_oneoff_amount')],
                    },
                ),
                migrations.CreateModel(
                    name='Planned',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=accounts.ids.uuid7, editable=False, unique=True)),
                        ('due', models.DateField(verbose_name='due')),
                        ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                        ('kind', models.CharField(max_length=20, verbose_name='kind')),
                        ('probability_ppm', models.PositiveIntegerField(blank=True, null=True)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('source', models.CharField(default='answer', max_length=10)),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.book')),
                    ],
                    options={
                        'verbose_name': 'planned movement',
                        'verbose_name_plural': 'planned movements',
                        'indexes': [models.Index(fields=['book', 'due'], name='offers_planned_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['ledger', 'answer'])), name='offers_planned_source_known'), models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='offers_planned_amount'), models.CheckConstraint(condition=models.Q(('probability_ppm__isnull', True), ('probability_ppm__lte', 1000000), _connector='OR'), name='offers_planned_probability')],
                    },
                ),
                migrations.CreateModel(
                    name='ProductVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('snapshot', models.JSONField(verbose_name='as published')),
                        ('digest', models.CharField(max_length=64, verbose_name='digest')),
                        ('published_at', models.DateTimeField(verbose_name='published')),
                        ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='offers.product', verbose_name='product')),
                    ],
                    options={
                        'verbose_name': 'published version',
                        'verbose_name_plural': 'published versions',
                        'constraints': [models.UniqueConstraint(fields=('product', 'number'), name='offers_productversion_number_unique')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='productversion',
                    trigger=pgtrigger.compiler.Trigger(name='version_keep', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='abb6885603095f29d1bf653ccc02a752167c0ca4', operation='DELETE', pgid='pgtrigger_version_keep_8a9a6', table='offers_productversion', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='productversion',
                    trigger=pgtrigger.compiler.Trigger(name='version_as_it_was', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a40f05a5a840dffb7b5c7d206862907c4a1400a4', operation='UPDATE', pgid='pgtrigger_version_as_it_was_206df', table='offers_productversion', when='BEFORE')),
                ),
            ]
        ),
    ]
