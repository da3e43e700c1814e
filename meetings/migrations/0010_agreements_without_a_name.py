"""Agreements of people whose names are not kept any more stay counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_one_index_fewer'),
    ]

    operations = [
        migrations.AlterField(
            model_name='countedagreement',
            name='source',
            field=models.CharField(choices=[('hands', 'hands up in the meeting'), ('paper', 'on paper'), ('import', 'in an earlier list'), ('also_said', 'said the same without signing in'), ('forgotten', 'by people whose names are not kept any more')], max_length=10),
        ),
    ]
