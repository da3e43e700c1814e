"""What was counted of a month stays as it was: the database changes and deletes no reading of a promise."""

from django.db import migrations

TABLE = "involvement_promisereading"
TRIGGERS = {f"{TABLE}_append_only": "UPDATE", f"{TABLE}_kept_for_ever": "DELETE"}


def refuse(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    for name, change in TRIGGERS.items():
        if on_postgres:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {change} ON {TABLE} "
                "FOR EACH ROW EXECUTE FUNCTION involvement_refuse_update()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {change} ON {TABLE} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def allow(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name}{on}")


class Migration(migrations.Migration):
    dependencies = [("involvement", "0008_promises")]

    operations = [migrations.RunPython(refuse, allow)]
