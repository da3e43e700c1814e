"""The audit keeps each entry for a year: the database itself deletes nothing younger. And refusals have an index."""

from django.db import migrations, models

TABLE = "involvement_audit"
TRIGGER = f"{TABLE}_kept_a_year"


def refuse_deletes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON {TABLE} FOR EACH ROW "
            "WHEN (OLD.at > now() - interval '365 days') EXECUTE FUNCTION involvement_refuse_update()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE DELETE ON {TABLE} WHEN OLD.at > datetime('now', '-365 days') "
            "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )


def allow_deletes(apps, schema_editor):
    on = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER {TRIGGER}" + (f" ON {TABLE}" if on else ""))


class Migration(migrations.Migration):
    dependencies = [("involvement", "0004_forms_are_sent_once")]

    operations = [
        migrations.AddIndex(
            "audit",
            models.Index(fields=["user", "-at"], condition=models.Q(kind="denied"), name="audit_denied"),
        ),
        migrations.RunPython(refuse_deletes, allow_deletes),
    ]
