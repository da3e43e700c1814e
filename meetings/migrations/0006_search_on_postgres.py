"""PostgreSQL finds words by a generated column of stems, and near words by trigrams. On SQLite the tables of search
are made after each migrate (meetings/operations/search_index.py)."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

FORWARDS = [
    # Marks that the parser would read as parts of an address or a path become spaces, as in a query.
    """ALTER TABLE meetings_suggestion ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('english'::regconfig, translate(
            coalesce(nullif(covered_title, ''), title) || ' ' || coalesce(nullif(covered_words, ''), words),
            '/@.:_-', '      '
        ))
    ) STORED""",
    "ALTER TABLE meetings_suggestion ALTER COLUMN search SET STATISTICS 500",
    # Without the list of pending entries each insert costs the same, and none pays for a hundred before it.
    "CREATE INDEX suggestion_search ON meetings_suggestion USING gin (search) WITH (fastupdate = off)",
    "CREATE INDEX search_word_near ON meetings_searchword USING gist (word gist_trgm_ops)",
]
BACKWARDS = [
    "DROP INDEX search_word_near",
    "ALTER TABLE meetings_suggestion DROP COLUMN search",
]


def on_postgres(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_search_and_lists")]

    operations = [
        TrigramExtension(),
        migrations.RunPython(on_postgres(FORWARDS), on_postgres(BACKWARDS)),
    ]
