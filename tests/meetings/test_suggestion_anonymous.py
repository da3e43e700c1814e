"""Twenty named and twenty anonymous suggestions, sent in turn by the same people: no table, session or log pairs
them (RELIABILITY rules 7 and 8)."""

import datetime as dt
import logging

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from involvement.forms.once import fresh_mark
from involvement.models import Photo
from meetings.models import Comment, CountedAgreement, Suggestion
from meetings.operations import anonymity
from meetings.operations.anonymity import forget_order
from meetings.operations.search_index import index_pending
from meetings.operations.suggestions.agreeing import count_agreements
from tests import make
from tests.involvement.pictures import jpeg

PEOPLE = 20
NAMED = "Named wish number {} about benches in the garden."
ANONYMOUS = "Hidden wish number {} about lamps in the cellar."
# What may differ between anonymous rows: their words, and what is random or a hash of something random.
MAY_DIFFER = {"id", "title", "words", "follow_code_hash", "sent_key", "search"}
# The same of their photos: what it shows, its random name and key, and the suggestion that it stands beside.
MAY_DIFFER_IN_PHOTOS = {"id", "about_id", "file", "description"}


def say(client, words, who_sees, shows):
    page = client.get("/")
    assert page.status_code == 200
    fields = {"words": words, "who_sees": who_sees, "once": fresh_mark(), "seen_others": "1"}
    fields |= {"photo": jpeg(), "photo_shows": shows}
    return client.post("/suggestions/new/", fields)


def every_table() -> dict[str, list[dict]]:
    """All rows of all tables as the database gives them when no order is asked for."""
    dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            dump[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return dump


def everybody_sends(caplog):
    """Everybody sends one of each, the anonymous one some minutes later, with a comment of each kind besides.
    Returns when the anonymous ones were sent, the codes that were shown, and the dump."""
    caplog.set_level(logging.DEBUG)
    house = make.service()
    people = [make.resident(f"Person{number}x", service=house) for number in range(PEOPLE)]
    talked_about = make.suggestion(service=house, author=make.staff(service=house))
    moments, codes = [], []
    begin = timezone.now().replace(day=15, hour=9, minute=0)
    for number, person in enumerate(people):
        moment = begin + dt.timedelta(minutes=13 * number)
        with time_machine.travel(moment):
            client = make.sign_in(Client(), person)
            assert say(client, NAMED.format(number), "here_named", f"Named view {number}").status_code == 302
        with time_machine.travel(moment + dt.timedelta(minutes=7)):
            answer = say(client, ANONYMOUS.format(number), "here_anonymous", f"Hidden view {number}")
            codes.append(answer.context["code"])
            said_the_same(talked_about, f"Hidden echo {number}")
            moments.append(timezone.now())
            fields = {"words": f"Hidden word {number}", "shown_as": "anonymous", "once": fresh_mark()}
            assert client.post(f"{talked_about.get_absolute_url()}comment/", fields).status_code == 302
    index_pending()
    forget_order()
    return moments, codes, every_table(), caplog.text


def said_the_same(suggestion, words):
    source = CountedAgreement.Source.ALSO_SAID
    count_agreements(actor=None, suggestion=suggestion, number=1, source=source, words=words)


def rows_of(dump, sample: str):
    rows = [row for row in dump[Suggestion._meta.db_table] if sample in str(row["words"])]
    assert len(rows) == PEOPLE
    return rows


def holds(row: dict, value) -> bool:
    return any(str(value) in str(part) for part in row.values() if part is not None)


@pytest.mark.django_db(transaction=True)
def test_nothing_pairs_them(caplog):
    moments, codes, dump, logs = everybody_sends(caplog)
    nothing_but_words_differs(dump, codes, logs)
    assert moments_in(dump, moments) == []
    photos_tell_no_more(dump)
    for model, column, sample in (
        (Suggestion, "words", "Hidden wish"),
        (Comment, "words", "Hidden word"),
        (CountedAgreement, "words", "Hidden echo"),
        (Photo, "description", "Hidden view"),
    ):
        rows_lie_in_no_order(dump, model, column, sample)
    named_and_hidden_lie_apart(dump)


def photos_tell_no_more(dump):
    hidden = [row for row in dump[Photo._meta.db_table] if "Hidden view" in row["description"]]
    assert len(hidden) == PEOPLE and all(row["owner_id"] is None for row in hidden)
    assert {name for name in hidden[0] if len({str(row[name]) for row in hidden}) > 1} <= MAY_DIFFER_IN_PHOTOS


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_the_marks_of_anonymous_rows_are_one_and_the_same_after_the_night(caplog):
    everybody_sends(caplog)
    for model, which in (
        (Suggestion, "author_id IS NULL AND status = 'sent'"),
        (Comment, "author_id IS NULL"),
        (CountedAgreement, "source = 'also_said'"),
        (Photo, "owner_id IS NULL"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(DISTINCT xmin::text) FROM "{model._meta.db_table}" WHERE {which}')
            assert cursor.fetchone()[0] == 1, model


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_a_table_that_somebody_reads_at_night_is_not_waited_for(monkeypatch, caplog):
    """Else everybody who comes after waits behind us for as long as that somebody reads."""
    monkeypatch.setattr(anonymity, "PATIENCE_SECONDS", 1)
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM meetings_comment")
        assert forget_order() == len(anonymity.TABLES) - 1
    finally:
        other.close()
    assert "Not laid anew tonight: meetings_comment" in caplog.text
    assert forget_order() == len(anonymity.TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["2026-06-01T00:30:00+01:00", "2026-06-30T23:45:00+01:00"])
def test_an_anonymous_photo_says_the_same_month_as_the_words_at_the_turn_of_a_month(client, moment):
    with time_machine.travel(dt.datetime.fromisoformat(moment)):
        make.sign_in(client, make.resident(service=make.service()))
        say(client, ANONYMOUS.format(1), "here_anonymous", "A lamp")
    assert Photo.objects.get().month == Suggestion.objects.get().posted_at.astimezone(dt.UTC).date()


def nothing_but_words_differs(dump, codes, logs):
    hidden = rows_of(dump, "Hidden wish")
    differing = {name for name in hidden[0] if len({str(row[name]) for row in hidden}) > 1}
    assert differing <= MAY_DIFFER
    of_their_own = [row[name] for row in hidden for name in MAY_DIFFER & row.keys() - {"title", "search"}]
    for table, rows in dump.items():
        if table == Suggestion._meta.db_table or table.startswith("meetings_search"):
            continue
        for row in rows:
            if table == Photo._meta.db_table:
                row = {name: part for name, part in row.items() if name != "about_id"}
            assert not any(holds(row, value) for value in of_their_own), (table, row)
            assert not any(holds(row, code) for code in codes), (table, row)
    assert not any(code in logs for code in codes) and "Hidden w" not in logs
    assert not any(str(row["id"]) in logs for row in hidden)


def moments_in(dump, moments) -> list:
    """Every time in any row, to the minute, at which something anonymous was sent."""
    minutes = {f"{moment:%Y-%m-%d %H:%M}" for moment in moments} | {f"{moment:%Y-%m-%dT%H:%M}" for moment in moments}
    return [
        (table, name)
        for table, rows in dump.items()
        for row in rows
        for name, part in row.items()
        if any(minute in str(part) for minute in minutes)
    ]


def rows_lie_in_no_order(dump, model, column, sample):
    rows = [row[column] for row in dump[model._meta.db_table] if sample in row[column]]
    numbers = [int("".join(sign for sign in words if sign.isdigit())) for words in rows]
    assert sorted(numbers) == list(range(PEOPLE))
    # Twenty in a random order have about nine or ten steps up; in the order of sending, nineteen.
    ups = sum(first < second for first, second in zip(numbers, numbers[1:], strict=False))
    assert 2 <= ups <= 17


def named_and_hidden_lie_apart(dump):
    """Not beside the one that the same person sent just before: by chance one or two of twenty do."""
    rows = [row["words"] for row in dump[Suggestion._meta.db_table] if "wish number" in row["words"]]
    beside = sum(first.split()[3] == second.split()[3] for first, second in zip(rows, rows[1:], strict=False))
    assert beside <= 7
