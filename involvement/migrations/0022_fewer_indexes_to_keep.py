"""Indexes that others can stand in for, or that no question uses, go: what sending and marking a row costs grows with
each. They are dropped by name, since a field that is altered is a table copied on SQLite, without its triggers."""

import django.db.models.deletion
from django.db import migrations, models


def dropped(name: str, table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {table} ({column})")


# What Django makes beside a unique text for LIKE, on PostgreSQL only: nobody asks so for these.
FOR_LIKE = ("involvement_outboxrow_key_9887c776_like", "involvement_tally_key_9cc405af_like")


def to_person(**more):
    return models.ForeignKey(blank=True, db_index=False, null=True, to="involvement.person", **more)


class Migration(migrations.Migration):
    dependencies = [("involvement", "0021_texts_sent_lately")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "outboxrow",
                    "bundle",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="involvement.outboxrow",
                    ),
                ),
                migrations.AlterField(
                    "outboxrow",
                    "person",
                    to_person(on_delete=django.db.models.deletion.CASCADE, related_name="told"),
                ),
                migrations.AlterField(
                    "outboxrow",
                    "taken_by",
                    to_person(on_delete=django.db.models.deletion.SET_NULL, related_name="taken_rows"),
                ),
                migrations.AlterField(
                    "story",
                    "actor",
                    to_person(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+"
                    ),
                ),
                migrations.AlterField(
                    "story",
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="involvement.service",
                    ),
                ),
            ],
            database_operations=[
                dropped("involvement_outboxrow_bundle_id_86d33032", "involvement_outboxrow", "bundle_id"),
                dropped("involvement_outboxrow_person_id_19dbd3a7", "involvement_outboxrow", "person_id"),
                dropped("involvement_outboxrow_taken_by_id_08c0501c", "involvement_outboxrow", "taken_by_id"),
                dropped("involvement_story_actor_id_fd5880bd", "involvement_story", "actor_id"),
                dropped("involvement_story_service_id_d8b14f4a", "involvement_story", "service_id"),
                *(migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in FOR_LIKE),
            ],
        ),
        migrations.AddIndex(
            "outboxrow",
            models.Index(condition=models.Q(("bundle__isnull", False)), fields=["bundle"], name="outbox_bundle"),
        ),
        migrations.AddIndex(
            "outboxrow",
            models.Index(
                condition=models.Q(("taken_by__isnull", False)), fields=["taken_by"], name="outbox_taken_by"
            ),
        ),
    ]
