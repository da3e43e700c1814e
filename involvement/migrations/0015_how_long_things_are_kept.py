"""How long what leads to people is kept: the organisation says."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('involvement', '0014_how_often_was_changed'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='keep_attendance_months',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1200)], verbose_name='months: who came to a meeting, by name'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='keep_hidden_months',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1200)], verbose_name='months: what was hidden, taken back or reported'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='keep_messages_months',
            field=models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(1200)], verbose_name='months: what somebody was told'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='keep_sent_days',
            field=models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days: the address in a message that was sent'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='keep_ways_in_months',
            field=models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1200)], verbose_name='months: cards, invitations and answers to who asked to join'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='keep_words_years',
            field=models.PositiveSmallIntegerField(default=6, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='years: words and photos, once it is answered'),
        ),
    ]
