import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import redcross.fields
import redcross.models.entry_urls
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('redcross', '0001_initial'),
        ('redcross', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided at')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='reason for voiding')),
                ('date', models.DateField(verbose_name='date')),
                ('end_date', models.DateField(blank=True, help_text='When it lasted longer than a day.', null=True, verbose_name='end date')),
                ('date_precision', models.CharField(choices=[('day', 'day'), ('third', 'third of the month'), ('month', 'month'), ('year', 'year')], default='day', help_text='When only the month or the year is known: any day of it as the date.', max_length=5, verbose_name='date known to the')),
                ('times', models.PositiveIntegerField(blank=True, default=1, help_text='One row may stand for several of the same kind; or “unknown”.', null=True, verbose_name='times')),
                ('rounded', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='The numbers of which only the approximate size is known.', size=None, verbose_name='rounded')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('outcomes', models.TextField(blank=True, help_text='What no field foresees, one a line: notice boards 200 pieces', verbose_name='outcomes')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('kind', models.CharField(choices=[('publicity', 'publicity'), ('clinic', 'free clinic'), ('service', 'volunteer service'), ('meeting', 'meeting'), ('other', 'other')], default='publicity', max_length=10, verbose_name='kind')),
                ('contents', redcross.fields.ChoiceArrayField(size=None, verbose_name='contents')),
                ('theme_day', models.CharField(blank=True, choices=[('red_cross_week', 'Red Cross Week'), ('red_cross_day', 'World Red Cross Day'), ('disasters', 'Disaster Prevention Day'), ('blood_donors', 'World Blood Donor Day'), ('first_aid', 'World First Aid Day'), ('marrow_donors', 'World Marrow Donor Day'), ('aids', 'World AIDS Day'), ('law', 'Legal Publicity Day')], default='', help_text='The day it was held for.', max_length=20, verbose_name='theme day')),
                ('topics', redcross.fields.ChoiceArrayField(size=None, verbose_name='topics')),
                ('channels', redcross.fields.ChoiceArrayField(size=None, verbose_name='channels')),
                ('programme', models.CharField(blank=True, help_text='By its name.', max_length=100, verbose_name='programme it serves')),
                ('spot', models.CharField(blank=True, help_text='A grid, lane, square.', max_length=60, verbose_name='exact spot')),
                ('chair', models.CharField(blank=True, help_text='Of a meeting or leading group.', max_length=60, verbose_name='headed by')),
                ('people', models.PositiveIntegerField(blank=True, help_text='Who was reached; rough numbers are marked under “More”.', null=True, verbose_name='people reached')),
                ('volunteers', models.PositiveIntegerField(blank=True, null=True, verbose_name='volunteers')),
                ('hours', models.DecimalField(blank=True, decimal_places=1, help_text='Of all volunteers together.', max_digits=8, null=True, verbose_name='hours of service')),
                ('entered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('partners', models.ManyToManyField(blank=True, related_name='+', to='redcross.partner', verbose_name='partners')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='redcross.place', verbose_name='place')),
                ('society', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='redcross.society', verbose_name='society')),
                ('voided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='voided by')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['-date', '-pk'],
                'abstract': False,
                'default_permissions': ('view', 'add', 'change', 'void', 'export', 'import', 'reveal'),
                'indexes': [models.Index(fields=['society', 'date'], name='event_society_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='event_void_reason_given', violation_error_message='Say why it is voided.'), models.CheckConstraint(condition=models.Q(('end_date', None), ('end_date__gte', models.F('date')), _connector='OR'), name='event_ends_after_start', violation_error_message='The end date lies before the date.'), models.CheckConstraint(condition=models.Q(('times__gte', 1)), name='event_times_positive', violation_error_message='At least once.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), ('times', None)), models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), _negated=True), ('times__isnull', False)), _connector='OR'), name='event_times_known_or_said_not_to_be', violation_error_message='Say how many it stands for, or “unknown”.'), models.CheckConstraint(condition=models.Q(('hours', None), ('hours__gt', 0), _connector='OR'), name='event_hours_positive', violation_error_message='The number must be above zero, or empty.')],
            },
            bases=(redcross.models.entry_urls.EntryUrlsMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=100, verbose_name='item')),
                ('kind', models.CharField(choices=[('printed', 'printed matter'), ('article', 'articles')], default='printed', max_length=10, verbose_name='kind')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('unit', models.CharField(default='份', max_length=10, verbose_name='unit of quantity')),
                ('rounded', models.BooleanField(default=False, verbose_name='rounded')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='campaigns.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'material handed out',
                'verbose_name_plural': 'materials handed out',
                'ordering': ['pk'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='material_quantity_positive', violation_error_message='The quantity must be above zero.')],
            },
            bases=(redcross.models.entry_urls.EntryUrlsMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided at')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='reason for voiding')),
                ('date', models.DateField(verbose_name='date')),
                ('end_date', models.DateField(blank=True, help_text='When it lasted longer than a day.', null=True, verbose_name='end date')),
                ('date_precision', models.CharField(choices=[('day', 'day'), ('third', 'third of the month'), ('month', 'month'), ('year', 'year')], default='day', help_text='When only the month or the year is known: any day of it as the date.', max_length=5, verbose_name='date known to the')),
                ('times', models.PositiveIntegerField(blank=True, default=1, help_text='One row may stand for several of the same kind; or “unknown”.', null=True, verbose_name='times')),
                ('rounded', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='The numbers of which only the approximate size is known.', size=None, verbose_name='rounded')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('subject', models.CharField(help_text="A service, a programme, the year's work.", max_length=100, verbose_name='about what')),
                ('asked', models.PositiveIntegerField(blank=True, help_text='Sheets handed out.', null=True, verbose_name='people asked')),
                ('answered', models.PositiveIntegerField(help_text='Sheets that came back and can be used.', verbose_name='answered')),
                ('satisfied', models.PositiveIntegerField(help_text='Of those who answered; very satisfied among them.', verbose_name='satisfied')),
                ('entered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('society', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='redcross.society', verbose_name='society')),
                ('voided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='voided by')),
            ],
            options={
                'verbose_name': 'survey of satisfaction',
                'verbose_name_plural': 'surveys of satisfaction',
                'ordering': ['-date', '-pk'],
                'abstract': False,
                'default_permissions': ('view', 'add', 'change', 'void', 'export', 'import', 'reveal'),
                'indexes': [models.Index(fields=['society', 'date'], name='survey_society_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='survey_void_reason_given', violation_error_message='Say why it is voided.'), models.CheckConstraint(condition=models.Q(('end_date', None), ('end_date__gte', models.F('date')), _connector='OR'), name='survey_ends_after_start', violation_error_message='The end date lies before the date.'), models.CheckConstraint(condition=models.Q(('times__gte', 1)), name='survey_times_positive', violation_error_message='At least once.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), ('times', None)), models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), _negated=True), ('times__isnull', False)), _connector='OR'), name='survey_times_known_or_said_not_to_be', violation_error_message='Say how many it stands for, or “unknown”.'), models.CheckConstraint(condition=models.Q(('answered__gt', 0)), name='survey_answered_positive', violation_error_message='The number must be above zero.'), models.CheckConstraint(condition=models.Q(('asked', None), ('asked__gte', models.F('answered')), _connector='OR'), name='survey_answered_of_those_asked', violation_error_message='No more answered than were asked.'), models.CheckConstraint(condition=models.Q(('satisfied__lte', models.F('answered'))), name='survey_satisfied_of_those_who_answered', violation_error_message='No more are satisfied than answered.')],
            },
            bases=(redcross.models.entry_urls.EntryUrlsMixin, models.Model),
        ),
        migrations.CreateModel(
            name='CommunityProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='version')),
                ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided at')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=200, verbose_name='reason for voiding')),
                ('date', models.DateField(verbose_name='date')),
                ('end_date', models.DateField(blank=True, help_text='When it lasted longer than a day.', null=True, verbose_name='end date')),
                ('date_precision', models.CharField(choices=[('day', 'day'), ('third', 'third of the month'), ('month', 'month'), ('year', 'year')], default='day', help_text='When only the month or the year is known: any day of it as the date.', max_length=5, verbose_name='date known to the')),
                ('times', models.PositiveIntegerField(blank=True, default=1, help_text='One row may stand for several of the same kind; or “unknown”.', null=True, verbose_name='times')),
                ('rounded', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='The numbers of which only the approximate size is known.', size=None, verbose_name='rounded')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('kind', models.CharField(choices=[('home', 'Fraternity Home'), ('square', 'Fraternity Square'), ('clinic', 'Fraternity Clinic'), ('other', 'other')], default='home', max_length=10, verbose_name='kind')),
                ('stage', models.CharField(choices=[('planned', 'planned'), ('building', 'being built'), ('accepted', 'accepted'), ('stopped', 'given up')], default='planned', max_length=10, verbose_name='stage')),
                ('funder', models.CharField(blank=True, help_text='Who pays for it.', max_length=60, verbose_name='paid for by')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount (yuan)')),
                ('entered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='redcross.place', verbose_name='place')),
                ('society', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='redcross.society', verbose_name='society')),
                ('voided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='voided by')),
            ],
            options={
                'verbose_name': 'community project',
                'verbose_name_plural': 'community projects',
                'ordering': ['-date', '-pk'],
                'abstract': False,
                'default_permissions': ('view', 'add', 'change', 'void', 'export', 'import', 'reveal'),
                'indexes': [models.Index(fields=['society', 'date'], name='communityproject_society_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('voided_at', None), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='communityproject_void_reason_given', violation_error_message='Say why it is voided.'), models.CheckConstraint(condition=models.Q(('end_date', None), ('end_date__gte', models.F('date')), _connector='OR'), name='communityproject_ends_after_start', violation_error_message='The end date lies before the date.'), models.CheckConstraint(condition=models.Q(('times__gte', 1)), name='communityproject_times_positive', violation_error_message='At least once.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), ('times', None)), models.Q(models.Q(models.Q(('rounded__contains', ['times:unknown'])), _negated=True), ('times__isnull', False)), _connector='OR'), name='communityproject_times_known_or_said_not_to_be', violation_error_message='Say how many it stands for, or “unknown”.'), models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gt', 0), _connector='OR'), name='community_project_amount_positive', violation_error_message='The amount must be above zero.')],
            },
            bases=(redcross.models.entry_urls.EntryUrlsMixin, models.Model),
        ),
    ]
