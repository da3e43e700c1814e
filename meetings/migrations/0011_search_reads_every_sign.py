"""Every sign of ASCII is a space to search, as it is in what people look for: PostgreSQL's parser would else take
<b> for a tag and leave out what stands in <script>."""

from django.db import migrations

SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"
WORDS = """coalesce(nullif(covered_title, ''), title) || ' ' || coalesce(nullif(covered_words, ''), words)"""
INDEXES = [
    "CREATE INDEX suggestion_search ON meetings_suggestion USING gin (search, service_id) WITH (fastupdate = off)",
    "CREATE INDEX suggestion_all_search ON meetings_suggestion USING gin (search) WITH (fastupdate = off) "
    "WHERE reach >= 3 AND shown",
]


def column(signs):
    spaces = " " * len(signs.replace("''", "'"))
    return [
        "ALTER TABLE meetings_suggestion DROP COLUMN search",
        f"ALTER TABLE meetings_suggestion ADD COLUMN search tsvector GENERATED ALWAYS AS "
        f"(to_tsvector('english'::regconfig, translate({WORDS}, '{signs}', '{spaces}'))) STORED",
        "ALTER TABLE meetings_suggestion ALTER COLUMN search SET STATISTICS 500",
        *INDEXES,
    ]


def on_postgres(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_random_keys")]

    operations = [migrations.RunPython(on_postgres(column(SIGNS)), on_postgres(column("/@.:_-")))]
