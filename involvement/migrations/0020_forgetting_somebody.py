"""Somebody can be forgotten, as they asked or when they moved on long ago."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("involvement", "0019_marks_of_people")]

    operations = [
        migrations.AlterField(
            "person", "mark", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AddField("person", "forget_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "organisation",
            "keep_people_years",
            models.PositiveSmallIntegerField(
                default=6,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="years: the record of somebody who has moved on",
            ),
        ),
        migrations.CreateModel(
            "Forgetting",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="asked on")),
                ("due_on", models.DateField(verbose_name="to be answered by")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forgetting",
                        to="involvement.person",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="involvement.person",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="involvement.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "somebody to be forgotten",
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", True)), fields=["due_on"], name="forgetting_asked"
                    )
                ],
            },
        ),
    ]
