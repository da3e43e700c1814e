"""Search: words and their stems, newest first; what is misspelt is mended word by word. The database's own index
finds, ``visible_to`` decides what is shown (docs/decisions/search.md)."""

import re
from itertools import islice, product

from django.db import connection
from django.db.models import BooleanField, Func
from django.db.models.expressions import RawSQL
from rapidfuzz import process
from rapidfuzz.distance import OSA

from meetings.models.search import SearchWord

# Words that say nothing about what a text is about (Snowball's English list, as PostgreSQL leaves them out).
STOP_WORDS = frozenset(
    """i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves what which who whom this that these those am is are
    was were be been being have has had having do does did doing a an the and but if or because as until while
    of at by for with about against between into through during before after above below to from up down in out
    on off over under again further then once here there when where why how all any both each few more most
    other some such no nor not only own same so than too very s t can will just don should now""".split()
)
WORD = re.compile(r"[^\W_]+")
# What is looked for at most; longer questions are cut.
MOST_WORDS = 12
# Of common words this many rows of the list are looked at in its order; a word in fewer than RARE is rare.
LOOK_AT, RARE = 5_000, 1_500
# Nearest words in the database that are compared letter by letter.
NEAR = 60
ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "ly", "s", "e", "y")


def words_in(text: str) -> list[str]:
    """The words of a text that say something, in lower case, each once."""
    found = dict.fromkeys(WORD.findall(text.lower()))
    return [word for word in found if word not in STOP_WORDS and len(word) < 40][:200]


# --- Finding --------------------------------------------------------------------------------------


class Matches(Func):
    """Whether a suggestion's shown words hold all words of one of these groups, or their stems. Reads the
    generated column on PostgreSQL; on SQLite the FTS5 table, and word by word the few that are not in it yet.

    ``by_index=False`` keeps PostgreSQL from the index: for rows that are read anyway."""

    output_field = BooleanField()

    def __init__(self, *groups: list[str], by_index: bool = True):
        self.groups, self.by_index = groups, by_index
        super().__init__()

    def as_sql(self, compiler, connection, **extra):
        table, params = compiler.query.get_initial_alias(), self.params(connection.vendor, self.groups)
        if connection.vendor == "postgresql":
            asked = _joined(self.groups, "plainto_tsquery('english', %s)", " && ", " || ")
            sql = f"{table}.search @@ ({asked})" if self.by_index else f"ts_match_vq({table}.search, {asked})"
            return sql, params
        fresh = _joined(self.groups, SHOWN_WORDS + " LIKE %s", " AND ", " OR ")
        return IN_FTS5.replace("FRESH", fresh).replace("TABLE", table), params

    @staticmethod
    def params(vendor: str, groups) -> list[str]:
        """What stands for the words of the groups in its SQL, in the order of it."""
        words = [word for group in groups for word in group]
        if vendor == "postgresql":
            return words
        quoted = " OR ".join("(" + " AND ".join(f'"{word}"' for word in group) + ")" for group in groups)
        return [quoted, *(f"%{_crude_stem(word)}%" for word in words)]


def _joined(groups, each: str, all_of: str, any_of: str) -> str:
    return any_of.join("(" + all_of.join([each] * len(group)) + ")" for group in groups)


SHOWN_WORDS = (
    "(CASE TABLE.covered_title WHEN '' THEN TABLE.title ELSE TABLE.covered_title END || ' ' || "
    "CASE TABLE.covered_words WHEN '' THEN TABLE.words ELSE TABLE.covered_words END)"
)
IN_FTS5 = (
    "(TABLE.id IN (SELECT rowid FROM meetings_search WHERE meetings_search MATCH %s) OR "
    "(TABLE.id IN (SELECT id FROM meetings_search_pending) AND (FRESH)))"
)


def _crude_stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def matching(rows, q: str):
    """The rows whose shown words hold every word of ``q``; none when it has no word that says something."""
    words = words_in(q)[:MOST_WORDS]
    return rows.filter(Matches(words)) if words else rows.none()


def first_matches(rows, *groups: list[str], wanted: int, most: int, thought=None) -> tuple[list[int], bool]:
    """The keys of the first of the ordered ``rows`` that hold every word of one of the groups: at least
    ``wanted`` of them when there are so many, ``most`` at most; and whether these are all (when fewer than
    ``most``).

    Of common words the first rows of the list are read in its order; of rare ones all matches are taken from the
    index of words and sorted. Left to itself PostgreSQL guesses wrong when words go together, and reads a
    hundred thousand rows. ``thought`` is what ``thought_to_match`` said of these words, where it was asked before."""
    groups = [group for group in groups if group]
    if not groups:
        return [], True
    if connection.vendor == "postgresql" and _any_common(thought or thought_to_match(rows, groups), groups):
        looked_at = rows.annotate(hit=Matches(*groups, by_index=False)).values_list("pk", "hit")[:LOOK_AT]
        sql, params = looked_at.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(FIRST_HITS.replace("LOOKED_AT", sql), [*params, most])
            keys = [key for (key,) in cursor.fetchall()]
        if len(keys) >= wanted:
            return keys, False
    return list(rows.filter(Matches(*groups)).values_list("pk", flat=True)[:most]), True


FIRST_HITS = "SELECT pk FROM (LOOKED_AT) AS looked_at WHERE hit LIMIT %s"


def _any_common(thought: dict[str, int], groups) -> bool:
    """Whether all words of some group are each in more than RARE of the rows. Reading the first rows is never wrong, so
    a word of which nothing is known counts as common."""
    return any(all(thought.get(word, RARE + 1) > RARE for word in group[:5]) for group in groups)


def thought_to_match(rows, groups) -> dict[str, int]:
    """In how many of the rows PostgreSQL's statistics say that each word of the groups is. Empty when they leave out a
    part that they know to be empty."""
    words = list(dict.fromkeys(word for group in groups for word in group[:5]))
    sql, params = rows.order_by().filter(Matches([ANY_WORD])).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) " + " UNION ALL ".join([f"({sql})"] * len(words)),
            [word if value == ANY_WORD else value for word in words for value in params],
        )
        plan = cursor.fetchone()[0][0]["Plan"]
    parts = plan["Plans"] if len(words) > 1 else [plan]
    if len(parts) != len(words):
        return {}
    return {word: part["Plan Rows"] for word, part in zip(words, parts, strict=True)}


# Stands for each word in turn: no word that is looked for has a space.
ANY_WORD = "any word"


# --- Mending what is misspelt ---------------------------------------------------------------------


def mended(q: str, is_found) -> str:
    """``q`` with its unknown words put right, or "" when there is nothing better. ``is_found(q)`` says whether
    this viewer would find anything, so that no word is offered from what they may not see."""
    words = words_in(q)[:MOST_WORDS]
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    choices = [[word] if word in known else _near(word) or [word] for word in words]
    for attempt in islice(product(*choices), 4):
        if list(attempt) != words and is_found(" ".join(attempt)):
            return " ".join(attempt)
    return ""


def _near(word: str) -> list[str]:
    """Up to three known words that this one may have been meant to be, the likeliest first."""
    if len(word) < 4 or not word.isalpha():
        return []
    if connection.vendor == "postgresql":
        rows = SearchWord.objects.order_by(RawSQL("word <-> %s", [word]))[:NEAR]
    else:
        rows = SearchWord.objects.filter(length__range=(len(word) - 2, len(word) + 2))
    uses = dict(rows.values_list("word", "uses"))
    wrong = 1 if len(word) < 6 else 2
    near = process.extract(word, list(uses), scorer=OSA.distance, score_cutoff=wrong, limit=20)
    near.sort(key=lambda found: (found[1], found[0][0] != word[0], -uses[found[0]]))
    return [found[0] for found in near[:3]]
