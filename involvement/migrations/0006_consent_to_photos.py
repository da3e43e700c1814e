"""A photo says when who sent it agreed that it is shown, and when they took that back. Of the photos that are here
already nobody was told who sees them, so no day stands there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("involvement", "0005_audit_is_kept_a_year")]

    operations = [
        migrations.AddField("photo", "agreed_on", models.DateField(blank=True, null=True)),
        migrations.AddField("photo", "taken_back_on", models.DateField(blank=True, null=True)),
    ]
