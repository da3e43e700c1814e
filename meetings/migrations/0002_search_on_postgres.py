"""PostgreSQL finds words by a generated column of stems, and near words by trigrams. On SQLite the tables of search
are made after each migrate (meetings/operations/search_index.py)."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

# Every sign of ASCII is a space to search, as it is in what people look for: the parser would else take <b> for a
# tag, and an address for one word.
SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"
SPACES = " " * len(SIGNS.replace("''", "'"))
WORDS = "coalesce(nullif(covered_title, ''), title) || ' ' || coalesce(nullif(covered_words, ''), words)"

FORWARDS = [
    f"ALTER TABLE meetings_suggestion ADD COLUMN search tsvector GENERATED ALWAYS AS "
    f"(to_tsvector('english'::regconfig, translate({WORDS}, '{SIGNS}', '{SPACES}'))) STORED",
    "ALTER TABLE meetings_suggestion ALTER COLUMN search SET STATISTICS 500",
    # The index of words knows the place too, and those that may be read elsewhere have one of their own: finding a
    # common word at one place, or in other places, then reads only what it shows. Without the list of pending entries
    # each insert costs the same, and none pays for a hundred before it.
    "CREATE INDEX suggestion_search ON meetings_suggestion USING gin (search, service_id) WITH (fastupdate = off)",
    "CREATE INDEX suggestion_all_search ON meetings_suggestion USING gin (search) WITH (fastupdate = off) "
    "WHERE reach >= 3 AND shown",
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
                schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_first")]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunPython(on_postgres(FORWARDS), on_postgres(BACKWARDS)),
    ]
