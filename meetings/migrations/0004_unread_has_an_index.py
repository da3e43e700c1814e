"""The first page of staff takes the first of what nobody has read from an index and sorts nothing."""

from django.db import migrations, models

UNREAD = models.Q(("status__in", ("sent", "repair", "complaint"))) & (
    models.Q(status="sent") | models.Q(read_on__isnull=True)
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_comments_are_released")]

    operations = [
        migrations.AddIndex(
            "suggestion",
            models.Index(
                condition=UNREAD, fields=["service", "posted_at", "id", "reach"], name="suggestion_here_unread"
            ),
        ),
    ]
