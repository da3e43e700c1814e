"""A meeting to which nobody came says what was done instead; meetings of a month are found by their time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0004_unread_has_an_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='done_instead',
            field=models.TextField(blank=True, max_length=500, verbose_name='what did you do instead?'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['starts_at'], name='meeting_by_time'),
        ),
    ]
