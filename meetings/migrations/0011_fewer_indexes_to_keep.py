"""Indexes that others can stand in for, or that no question uses, go: what sending and marking a row costs grows with
each. They are dropped by name, since a field that is altered is a table copied on SQLite, without its triggers."""

import django.db.models.deletion
from django.db import migrations, models


def dropped(name: str, table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {table} ({column})")


# What Django makes beside a unique text for LIKE, on PostgreSQL only: nobody asks so for these.
FOR_LIKE = ("meetings_suggestion_sent_key_70603845_like", "meetings_suggestion_import_key_1e7687e5_like")
TABLE = "meetings_suggestion"


def link(to: str, **more):
    return models.ForeignKey(blank=True, db_index=False, null=True, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("involvement", "0022_fewer_indexes_to_keep"),
        ("meetings", "0010_agreements_without_a_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "suggestion",
                    "author",
                    link(
                        "involvement.person",
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suggestions",
                    ),
                ),
                migrations.AlterField(
                    "suggestion",
                    "find_out_who",
                    link("involvement.person", on_delete=django.db.models.deletion.SET_NULL, related_name="+"),
                ),
                migrations.AlterField(
                    "suggestion",
                    "put_together_with",
                    link(
                        "meetings.suggestion",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="others_put_in",
                    ),
                ),
                migrations.AlterField(
                    "suggestion",
                    "service",
                    link(
                        "involvement.service",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                    ),
                ),
            ],
            database_operations=[
                dropped("meetings_suggestion_author_id_eeec8b5b", TABLE, "author_id"),
                dropped("meetings_suggestion_find_out_who_id_42ffd0fc", TABLE, "find_out_who_id"),
                dropped("meetings_suggestion_put_together_with_id_b0e1d2cd", TABLE, "put_together_with_id"),
                dropped("meetings_suggestion_service_id_16641679", TABLE, "service_id"),
                *(migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in FOR_LIKE),
            ],
        ),
        migrations.AddIndex(
            "suggestion",
            models.Index(
                condition=models.Q(("put_together_with__isnull", False)),
                fields=["put_together_with"],
                name="suggestion_put_together",
            ),
        ),
        migrations.AddIndex(
            "suggestion",
            models.Index(
                condition=models.Q(("find_out_who__isnull", False)),
                fields=["find_out_who"],
                name="suggestion_find_out_who",
            ),
        ),
    ]
