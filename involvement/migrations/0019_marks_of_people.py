"""Each person has an opaque id, which stands outside the backups once they are erased."""

import uuid

from django.db import migrations, models

CHUNK = 2000


def give_marks(apps, schema_editor):
    """Each person an opaque id of their own."""
    Person = apps.get_model("involvement", "Person")
    without = Person.objects.filter(mark__isnull=True).only("pk")
    while people := list(without[:CHUNK]):
        for person in people:
            person.mark = uuid.uuid4()
        Person.objects.bulk_update(people, ["mark"])


class Migration(migrations.Migration):
    dependencies = [("involvement", "0018_who_is_heard")]

    operations = [
        migrations.AddField("person", "mark", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_marks, migrations.RunPython.noop),
    ]
