"""Makes one of the bench's databases by set SQL, once, and keeps it. SIZE suggestions with five agreements each on
average, a person for every ten, twenty places.

Four in ten suggestions may be read in other places, all are spread over two years, one in five is anonymous and so
tied to its month, and four planted words are as rare or as common as PLANTED says."""

import sys
import time

from django.core.management import call_command
from django.db import connection, models, transaction

from bench.words import sentences
from involvement.models import Organisation, Person, Post, Residency, Role, Service
from meetings.models import Agreement, Suggestion
from meetings.operations.search_index import index_pending, refresh_words

PLACES = 20
POOL = 20_000
MINUTES = 2 * 365 * 24 * 60
# A word, and in how many of a million suggestions it stands (in a small database at least in three).
PLANTED = {"lantern": 1_000, "kettledrum": 6_500, "curtains": 100_000, "thanks": 980_000}
# By turns: how many people agree (five on average), how far it is, who may read it, what it is about.
TURNS = {
    "bench_agree": [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 10, 12, 15, 18],
    "bench_status": ["sent"] * 3 + ["read"] * 7 + ["talked_about"] * 8 + ["finding_out"] * 4 + ["agreed"] * 8
    + ["being_done"] * 10 + ["done"] * 35 + ["no"] * 12 + ["not_yet"] * 8 + ["put_together"] * 3 + ["taken_back"] * 2,
    "bench_reach": [2] * 52 + [3] * 15 + [4] * 28 + [1] * 4 + [0],
    "bench_topic": ["repairs"] * 5 + ["shared"] * 4 + ["listened", "safety", "social", "parking", "bins", "laundry",
                                                       "money", "rules", "wifi", "other", "other"],
}  # fmt: skip


def people_for(size: int) -> int:
    return max(size // 10, 400)


def postgres() -> bool:
    return connection.vendor == "postgresql"


# --- SQL, the same on both databases but for series and times ---------------------------------------


def series(name: str, number: int) -> str:
    """A common table of the numbers 0 to ``number`` - 1."""
    if postgres():
        return f"{name}(n) AS (SELECT generate_series(0::bigint, {number - 1}))"
    return f"{name}(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM {name} WHERE n < {number - 1})"


def time_of(n: str, size: int) -> str:
    """When the n-th suggestion was sent: the first at the beginning of this month, the last two years before."""
    minutes = f"({n} * {MINUTES} / {size})"
    if postgres():
        return f"date_trunc('month', now()) - {minutes} * interval '1 minute'"
    return f"datetime('now', 'start of month', '-' || {minutes} || ' minutes')"


def month_of(moment: str) -> str:
    return f"date_trunc('month', {moment})" if postgres() else f"datetime({moment}, 'start of month')"


def day_of(moment: str) -> str:
    return f"({moment})::date" if postgres() else f"date({moment})"


def truth(value: bool) -> str:
    return str(value).lower() if postgres() else str(int(value))


def key(n: str) -> str:
    """A key of 52 bits for a number: each once, in no order."""
    return f"(({n} + 1) * 6364136223847 % 4503599627370496)"


def insert(model, fields: dict, source: str) -> str:
    """INSERT ... SELECT of these columns; every other column that must have a value gets its default."""
    fields = dict(fields)
    for field in model._meta.concrete_fields:
        if field.column not in fields and not field.null and not field.primary_key:
            fields[field.column] = default_of(field)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(fields)}) SELECT {', '.join(fields.values())} FROM {source}"


def default_of(field) -> str:
    if isinstance(field, models.BooleanField):
        return truth(bool(field.default))
    if isinstance(field, models.DateTimeField):
        return "now()" if postgres() else "datetime('now')"
    if isinstance(field, models.DateField):
        return "current_date"
    if isinstance(field, models.JSONField):
        return "'[]'"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()" if postgres() else "lower(hex(randomblob(16)))"
    if isinstance(field, models.IntegerField):
        return str(field.default if field.has_default() else 0)
    return f"'{field.default if field.has_default() and not callable(field.default) else ''}'"


# --- What is put in ----------------------------------------------------------------------------------


def run(sql: str, rows=None) -> None:
    with connection.cursor() as cursor:
        if rows is None:
            cursor.execute(sql)
        else:
            cursor.executemany(sql, rows)


def lookups() -> None:
    """Sentences and turns as temporary tables."""
    run("CREATE TEMPORARY TABLE bench_pool (i bigint PRIMARY KEY, words text)")
    pool = sentences(POOL)
    for start in range(0, POOL, 400):
        rows = [value for pair in enumerate(pool[start : start + 400], start) for value in pair]
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO bench_pool VALUES {', '.join(['(%s, %s)'] * (len(rows) // 2))}", rows)
    for table, values in TURNS.items():
        kind = "integer" if isinstance(values[0], int) else "text"
        run(f"CREATE TEMPORARY TABLE {table} (i bigint PRIMARY KEY, value {kind})")
        run(f"INSERT INTO {table} VALUES (%s, %s)", list(enumerate(values)))


def organisation(size: int) -> None:
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Bench Homes", "on_call_phone": "01632 960001"})
    Service.objects.bulk_create(
        Service(pk=n, name=f"House {n}", code=f"house{n}", kind="hostel", area="North", is_private=n == PLACES,
                staffed_round_the_clock=True, opened_on="2020-01-01")
        for n in range(1, PLACES + 1)
    )  # fmt: skip
    people = people_for(size)
    run(
        f"WITH RECURSIVE {series('s', people)} "
        + insert(Person, {"id": "n + 1", "chosen_name": "'Person ' || (n + 1)", "language": "'en-gb'",
                          "told_by": "'in_person'"}, "s")
    )  # fmt: skip
    dated = {"person_id": "n + 1", "service_id": f"1 + n % {PLACES}", "starts_on": "'2020-01-01'"}
    # Every fortieth person works at a place, the second is the advisor, all others live where their number says.
    run(f"WITH RECURSIVE {series('s', people)} " + insert(Residency, dated, "s WHERE n % 40 <> 0 AND n <> 1"))
    run(f"WITH RECURSIVE {series('s', people)} " + insert(Post, dated | {"kind": "'staff'"}, "s WHERE n % 40 = 0"))
    Role.objects.create(person_id=2, kind="advisor", starts_on="2020-01-01")


def suggestions(size: int) -> None:
    posted = f"CASE WHEN s.n % 5 = 0 THEN {month_of(time_of('s.n', size))} ELSE {time_of('s.n', size)} END"
    planted = " || ".join(
        f"CASE WHEN (s.n * 7919 + {place}) % 1000000 < {max(share, 3_000_000 // size)} "
        f"THEN ' {word.title()}.' ELSE '' END"
        for place, (word, share) in enumerate(PLANTED.items())
    )
    waiting = "st.value IN ('sent', 'read', 'talked_about', 'finding_out')"
    fields = {
        "id": key("s.n"),
        "service_id": f"1 + s.n % {PLACES}",
        "author_id": f"CASE WHEN s.n % 5 = 0 THEN NULL ELSE 1 + (s.n * 13) % {people_for(size)} END",
        "who_sees": "CASE s.n % 5 WHEN 0 THEN 'here_anonymous' WHEN 1 THEN 'here_staff_only' ELSE 'here_named' END",
        "reach": "re.value",
        "shown": f"CASE WHEN s.n % 50 = 7 THEN {truth(False)} ELSE {truth(True)} END",
        "title": "substr(a.words, 1, 78)",
        "words": f"a.words || ' ' || b.words || ' ' || c.words || {planted}",
        "topic": "tp.value",
        "status": "st.value",
        "source": "'import'",
        "posted_at": posted,
        "waiting_since": f"CASE WHEN {waiting} THEN {posted} END",
        "read_on": f"CASE WHEN st.value <> 'sent' THEN {day_of(posted)} END",
        "talked_on": f"CASE WHEN st.value IN ('done', 'no', 'not_yet') THEN {day_of(posted)} END",
        "done_on": f"CASE WHEN st.value = 'done' THEN {day_of(posted)} END",
        "released_on": f"CASE WHEN re.value = 4 THEN {day_of(posted)} END",
        "agreements": "ag.value",
        "reason": "CASE WHEN st.value IN ('no', 'not_yet') THEN c.words ELSE '' END",
        "public_answer": "CASE WHEN st.value = 'done' THEN c.words ELSE '' END",
    }
    joined = (
        f"s JOIN bench_pool a ON a.i = (s.n * 7919) % {POOL} JOIN bench_pool b ON b.i = (s.n * 104729 + 7) % {POOL} "
        f"JOIN bench_pool c ON c.i = (s.n * 31 + s.n / {POOL} + 3) % {POOL} "
        + " ".join(
            f"JOIN {table} {short} ON {short}.i = ({turn}) % {len(TURNS[table])}" for table, short, turn in JOINED
        )
    )
    run(f"WITH RECURSIVE {series('s', size)} " + insert(Suggestion, fields, joined))


# Turns of different lengths and steps, so that they do not march together.
JOINED = (
    ("bench_agree", "ag", "s.n / 20 * 7 + s.n * 3"),
    ("bench_status", "st", "s.n / 100 * 17 + s.n * 37"),
    ("bench_reach", "re", "s.n / 20 * 11 + s.n / 2000"),
    ("bench_topic", "tp", "s.n / 40 * 3 + s.n / 800"),
)


def agreements(size: int) -> None:
    fields = {"suggestion_id": key("s.n"), "person_id": f"1 + (s.n * 31 + k.n * 997) % {people_for(size)}"}
    _table, _short, turn = JOINED[0]
    source = f"s JOIN bench_agree ag ON ag.i = ({turn}) % {len(TURNS['bench_agree'])} JOIN k ON k.n < ag.value"
    run(f"WITH RECURSIVE {series('s', size)}, {series('k', 20)} " + insert(Agreement, fields, source))


# --- Doing it quickly --------------------------------------------------------------------------------


def without_indexes(tables: list[str], work) -> None:
    """Do the work with the tables' plain indexes gone, and make them again: tenfold faster on PostgreSQL."""
    if not postgres():
        work()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [tables],
        )
        indexes = cursor.fetchall()
        # Keys are right by construction; the checks of each would take longer than all else.
        cursor.execute("SET session_replication_role = replica")
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    work()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")


def is_there(size: int) -> bool:
    """Whether the database holds what it should."""
    return Suggestion.objects.count() >= size and Agreement.objects.count() >= 5 * size


def make(size: int, say=print) -> None:
    """Fill the database with ``size`` suggestions, unless it holds them already. A half-made one is made anew."""
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    if is_there(size):
        # What an earlier run and new migrations left behind would else be measured.
        run("VACUUM ANALYZE" if postgres() else "ANALYZE")
        return
    call_command("flush", interactive=False, verbosity=0)
    say(f"  making {size:,} suggestions and their agreements ({connection.vendor})", flush=True)
    with transaction.atomic():
        lookups()
        organisation(size)
    tables = [Suggestion._meta.db_table, Agreement._meta.db_table]

    def fill() -> None:
        with transaction.atomic():
            suggestions(size)
            agreements(size)

    without_indexes(tables, fill)
    index_pending()
    run("VACUUM ANALYZE" if postgres() else "ANALYZE")
    refresh_words()
    run("ANALYZE meetings_searchword")
    say(f"  made in {time.monotonic() - began:,.0f} s", flush=True)


if __name__ == "__main__":
    make(int(sys.argv[1]))
