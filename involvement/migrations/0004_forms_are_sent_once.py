from django.db import migrations, models


def sent_key():
    return models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)


class Migration(migrations.Migration):
    dependencies = [("involvement", "0003_photos_can_be_hidden")]

    operations = [
        migrations.AddField("action", "sent_key", sent_key()),
        migrations.AddField("actionnote", "sent_key", sent_key()),
        migrations.AddField("person", "sent_key", sent_key()),
    ]
