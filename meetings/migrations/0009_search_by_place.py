"""On PostgreSQL the index of words knows the place too, and those that may be read elsewhere have one of their own:
finding a common word at one place, or in other places, then reads only what it shows."""

from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations

FORWARDS = [
    "DROP INDEX suggestion_search",
    "CREATE INDEX suggestion_search ON meetings_suggestion USING gin (search, service_id) WITH (fastupdate = off)",
    "CREATE INDEX suggestion_all_search ON meetings_suggestion USING gin (search) WITH (fastupdate = off) "
    "WHERE reach >= 3 AND shown",
]
BACKWARDS = [
    "DROP INDEX suggestion_all_search",
    "DROP INDEX suggestion_search",
    "CREATE INDEX suggestion_search ON meetings_suggestion USING gin (search) WITH (fastupdate = off)",
]


def on_postgres(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_lists_counted_in_indexes")]

    operations = [
        BtreeGinExtension(),
        migrations.RunPython(on_postgres(FORWARDS), on_postgres(BACKWARDS)),
    ]
