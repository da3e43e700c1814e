"""A comment is read by the public after staff released it. Of the comments that are here already nobody said so."""

from django.db import migrations, models

ORGANISATION = 3


def as_far_as_the_house_knows(apps, schema_editor):
    comments = apps.get_model("meetings", "Comment").objects
    comments.filter(suggestion__reach__gte=ORGANISATION).update(let_out_to=ORGANISATION)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_search_on_postgres")]

    operations = [
        migrations.AddField(
            "comment",
            "let_out_to",
            models.PositiveSmallIntegerField(
                choices=[
                    (0, "Those who keep people safe"),
                    (1, "The involvement team"),
                    (2, "Everyone here"),
                    (3, "Everyone signed in"),
                    (4, "Everybody"),
                ],
                default=2,
            ),
        ),
        migrations.RunPython(as_far_as_the_house_knows, migrations.RunPython.noop),
    ]
