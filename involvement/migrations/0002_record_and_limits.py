"""The record cannot be rewritten, and rate limits have their table."""

from django.core.management import call_command
from django.db import migrations

TABLES = ("involvement_story", "involvement_audit")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION involvement_refuse_update() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the record is append-only'; END
$$ LANGUAGE plpgsql
"""


def refuse_updates(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        if vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION involvement_refuse_update()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def allow_updates(apps, schema_editor):
    on = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only" + (f" ON {table}" if on else ""))
    if on:
        schema_editor.execute("DROP FUNCTION involvement_refuse_update()")


def make_limits(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("involvement", "0001_first")]

    operations = [
        migrations.RunPython(refuse_updates, allow_updates),
        migrations.RunPython(make_limits, migrations.RunPython.noop),
    ]
