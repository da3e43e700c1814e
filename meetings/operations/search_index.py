"""Keeping what search needs beside the suggestions. PostgreSQL keeps its index itself. On SQLite triggers only note
which suggestions changed; the worker takes them into FTS5 together and then merges the index into one piece, since
its pieces, in the order in which they came, would show which named suggestion was sent beside an anonymous one."""

import re
from collections import Counter
from itertools import islice

from django.db import connection, transaction

from involvement.models import Reach
from meetings.models import Suggestion
from meetings.models.search import SearchWord
from meetings.queries.search import STOP_WORDS

# The newest suggestions whose words are known words; they bound the work to some seconds.
READ = 50_000
WORD = re.compile(r"[^\W\d_]{3,39}")

TAKE_IN = """INSERT INTO meetings_search (rowid, words)
    SELECT id, CASE covered_title WHEN '' THEN title ELSE covered_title END || ' ' ||
           CASE covered_words WHEN '' THEN words ELSE covered_words END
    FROM meetings_suggestion WHERE id IN (SELECT id FROM meetings_search_pending)"""
TRIGGERS = {
    "meetings_search_new": """AFTER INSERT ON meetings_suggestion BEGIN
        INSERT OR IGNORE INTO meetings_search_pending (id) VALUES (new.id); END""",
    "meetings_search_changed": """AFTER UPDATE OF title, words, covered_title, covered_words ON meetings_suggestion
        WHEN (old.title, old.words, old.covered_title, old.covered_words)
            IS NOT (new.title, new.words, new.covered_title, new.covered_words) BEGIN
        DELETE FROM meetings_search WHERE rowid = old.id;
        INSERT OR IGNORE INTO meetings_search_pending (id) VALUES (new.id); END""",
    "meetings_search_gone": """AFTER DELETE ON meetings_suggestion BEGIN
        DELETE FROM meetings_search WHERE rowid = old.id;
        INSERT OR IGNORE INTO meetings_search_pending (id) VALUES (old.id); END""",
}


def prepare_sqlite(**_signal) -> None:
    """After every migrate: make FTS5 and its triggers where they are missing. A migration that rebuilds the
    table drops its triggers without a word; then everything is noted to be read again."""
    if connection.vendor != "sqlite" or Suggestion._meta.db_table not in connection.introspection.table_names():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS meetings_search USING fts5"
            "(words, detail=none, columnsize=0, tokenize='porter unicode61 remove_diacritics 2')"
        )
        cursor.execute("CREATE TABLE IF NOT EXISTS meetings_search_pending (id INTEGER PRIMARY KEY)")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        for name, body in TRIGGERS.items():
            if name not in there:
                cursor.execute(f"CREATE TRIGGER {name} {body}")
        if not TRIGGERS.keys() <= there:
            cursor.execute("INSERT OR IGNORE INTO meetings_search_pending (id) SELECT id FROM meetings_suggestion")


def index_pending() -> int:
    """Take what changed into the index, in one piece. Returns how many there were; 0 on PostgreSQL."""
    if connection.vendor != "sqlite":
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM meetings_search_pending")
        (number,) = cursor.fetchone()
        if number:
            cursor.execute("DELETE FROM meetings_search WHERE rowid IN (SELECT id FROM meetings_search_pending)")
            cursor.execute(TAKE_IN)
            cursor.execute("DELETE FROM meetings_search_pending")
            cursor.execute("INSERT INTO meetings_search (meetings_search) VALUES ('optimize')")
    return number


def refresh_words() -> int:
    """Learn the words of the newest READ suggestions that people of a place may read. Returns how many words."""
    rows = (
        Suggestion.objects.filter(reach__gte=Reach.SERVICE, shown=True)
        .order_by("-posted_at", "-id")
        .values_list("title", "words", "covered_title", "covered_words")[:READ]
    )
    uses: Counter = Counter()
    for title, words, covered_title, covered_words in rows.iterator(chunk_size=2000):
        uses.update(set(WORD.findall(f"{covered_title or title} {covered_words or words}".lower())))
    learnt = (
        SearchWord(word=word, length=len(word), uses=number)
        for word, number in sorted(uses.items())
        if word not in STOP_WORDS
    )
    with transaction.atomic():
        SearchWord.objects.all().delete()
        while chunk := list(islice(learnt, 2000)):
            SearchWord.objects.bulk_create(chunk)
        return SearchWord.objects.count()
