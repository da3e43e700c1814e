"""What is promised, how each home kept it month by month, and the sums of that; and days to talk about a suggestion."""
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('involvement', '0007_watching_the_machinery'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='Short and plain: A meeting at every home, every month.', max_length=120, verbose_name='the promise, in words for everybody')),
                ('counted', models.TextField(blank=True, help_text='The page says how it is counted. This stands below it.', max_length=1000, verbose_name='what else people should know about how it is counted')),
                ('measure', models.CharField(max_length=40, verbose_name='how it is counted')),
                ('target', models.PositiveSmallIntegerField(default=100, help_text='100 means all of them. 90 means 9 of 10.', verbose_name='how many of 100 are to be kept')),
                ('since', models.DateField(default=django.utils.timezone.localdate, help_text='It is counted from the first whole month on.', verbose_name='from')),
                ('until', models.DateField(blank=True, help_text='Months before stay as counted.', null=True, verbose_name='first day on which it no longer holds')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='place on the page')),
            ],
            options={
                'verbose_name': 'promise',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PromiseReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.PositiveIntegerField(default=0)),
                ('late', models.PositiveIntegerField(default=0)),
                ('missed', models.PositiveIntegerField(default=0)),
                ('instead', models.PositiveIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('unsure', models.PositiveIntegerField(default=0)),
                ('beside', models.JSONField(blank=True, default=dict)),
                ('month', models.DateField(verbose_name='first day of the month')),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('look', models.CharField(choices=[('kept', 'Kept'), ('instead', 'Nobody came, and something else was done'), ('late', 'Late'), ('missed', 'Missed'), ('not_due', 'Not due'), ('unknown', 'Not known')], max_length=8)),
                ('why', models.CharField(blank=True, max_length=20)),
                ('seen', models.JSONField(blank=True, default=list)),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'reading of a promise',
            },
        ),
        migrations.CreateModel(
            name='PromiseTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.PositiveIntegerField(default=0)),
                ('late', models.PositiveIntegerField(default=0)),
                ('missed', models.PositiveIntegerField(default=0)),
                ('instead', models.PositiveIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('unsure', models.PositiveIntegerField(default=0)),
                ('beside', models.JSONField(blank=True, default=dict)),
                ('month', models.DateField()),
                ('area', models.CharField(blank=True, max_length=60)),
                ('is_private', models.BooleanField(default=False)),
                ('looks', models.JSONField(blank=True, default=dict)),
                ('target', models.PositiveSmallIntegerField(default=100)),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'total of a promise',
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='talk_within_days',
            field=models.PositiveSmallIntegerField(default=35, verbose_name='days to talk about a suggestion'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['first_due_on'], name='action_first_due'),
        ),
        migrations.AddIndex(
            model_name='outboxrow',
            index=models.Index(condition=models.Q(('carrier__in', ['in_person', 'phone', 'letter', 'champion', 'key_worker', 'noticeboard'])), fields=['made_at'], name='outbox_by_hand'),
        ),
        migrations.AddField(
            model_name='promise',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='involvement.person', verbose_name='who sees to it that it is kept'),
        ),
        migrations.AddField(
            model_name='promisereading',
            name='promise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='involvement.promise'),
        ),
        migrations.AddField(
            model_name='promisereading',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='involvement.service'),
        ),
        migrations.AddField(
            model_name='promisetotal',
            name='promise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totals', to='involvement.promise'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('target__gte', 1), ('target__lte', 100)), name='promise_target_of_100'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='promise_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='promisereading',
            index=models.Index(fields=['service', 'month'], name='reading_by_service'),
        ),
        migrations.AddConstraint(
            model_name='promisereading',
            constraint=models.UniqueConstraint(fields=('promise', 'month', 'service', 'number'), name='one_reading_a_number'),
        ),
        migrations.AddIndex(
            model_name='promisetotal',
            index=models.Index(condition=models.Q(('area', ''), ('is_private', False)), fields=['promise', '-month'], name='total_of_all'),
        ),
        migrations.AddConstraint(
            model_name='promisetotal',
            constraint=models.UniqueConstraint(fields=('promise', 'month', 'area', 'is_private'), name='one_total_a_month'),
        ),
    ]
