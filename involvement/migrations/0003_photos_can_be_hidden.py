from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("involvement", "0002_record_and_limits")]

    operations = [
        migrations.AddField("photo", "hidden_on", models.DateField(blank=True, null=True)),
    ]
