"""What the bench asks of the portal about sending, each in a process of its own: `python -m bench.post make` fills the
database with 10,000 people and the two outboxes that are sent, `ready KIND` puts one of them there to be sent anew,
`mail KIND` prints one mail of it, and `worker` sweeps when it is told to on its standard input."""

import datetime as dt
import json
import sys
import time

import django

PEOPLE, HOMES, SUGGESTIONS = 10_000, 60, 30_000
KINDS = ("moved", "digest")


def make() -> dict:
    """Fill the database unless it holds all of it. Returns what is in it."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if not all(f"bench_{kind}" in connection.introspection.table_names() for kind in KINDS) or not _is_whole():
        call_command("flush", interactive=False, verbosity=0)
        _people_and_homes()
        for kind, write in (("moved", _move_a_meeting), ("digest", _put_news_together)):
            _keep(kind, write)
    return {"people": PEOPLE} | {kind: _kept(kind) for kind in KINDS}


def _is_whole() -> bool:
    return all(_kept(kind) == PEOPLE and _columns(f"bench_{kind}") == _columns(_outbox()) for kind in KINDS)


def _outbox() -> str:
    from involvement.models import OutboxRow

    return OutboxRow._meta.db_table


def _columns(table: str) -> set[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _kept(kind: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM bench_{kind}")
        return cursor.fetchone()[0]


def _people_and_homes() -> None:
    from bench.data import insert, run, series
    from involvement.models import Organisation, Person, Residency, Service

    Organisation.objects.create(pk=1, name="Bench Homes")
    homes = {"id": "n + 1", "name": "'Home ' || n", "kind": "'hostel'", "area": "'Area ' || n % 30", "code": "'h' || n"}
    homes |= {"opened_on": "date '2020-01-01'"}
    run(f"WITH {series('s', HOMES + 1)} " + insert(Service, homes, "s"))
    people = {"id": "n + 1", "chosen_name": "'Person ' || n", "language": "'en-gb'", "told_by": "'email'"}
    people |= {"email": "'p' || n || '@example.org'", "digest": "'weekly'"}
    run(f"WITH {series('s', PEOPLE)} " + insert(Person, people, "s"))
    tie = {"person_id": "n + 1", "service_id": f"1 + n % {HOMES}", "starts_on": "date '2020-01-01'"}
    # The last home is everybody's second one: there is the meeting that everybody goes to.
    for home in (tie["service_id"], str(HOMES + 1)):
        run(f"WITH {series('s', PEOPLE)} " + insert(Residency, tie | {"service_id": home}, "s"))


def _move_a_meeting() -> None:
    """Everybody said yes to one meeting, which is moved."""
    from django.utils import timezone

    from bench.data import insert, run, series
    from involvement.models import Person, Service
    from involvement.operations.sweep import expand_fan_outs
    from meetings.models import Attendance, Meeting
    from meetings.operations.meetings.planning import change_meeting

    when = timezone.now() + dt.timedelta(days=20)
    meeting = Meeting.objects.create(service=Service.objects.get(pk=HOMES + 1), starts_at=when, place="The lounge")
    yes = {"meeting_id": str(meeting.pk), "person_id": "n + 1", "reply": "'coming'"}
    run(f"WITH {series('s', PEOPLE)} " + insert(Attendance, yes, "s"))
    staff = Person.objects.create(pk=PEOPLE + 1, chosen_name="Sam", digest="none")
    change_meeting(actor=staff, meeting=meeting, starts_at=when + dt.timedelta(days=1))
    expand_fan_outs()


def _put_news_together() -> None:
    """Each said three things, of which something is new, and follows two; homes have done things, and meet."""
    from django.utils import timezone

    from bench.data import insert, key, run, series
    from involvement.models import Story
    from involvement.operations import digests
    from meetings.models import Follow, Meeting, Suggestion

    said = {"id": key("n"), "service_id": f"1 + n % {PEOPLE} % {HOMES}", "author_id": f"1 + n % {PEOPLE}"}
    said |= {"who_sees": "'here_named'", "reach": "2", "shown": "true", "topic": "'other'", "source": "'import'"}
    said |= {"title": "'A bench for garden ' || n", "words": "'Please.'", "read_on": "current_date - 3"}
    said |= {"status": "CASE WHEN n % 10 = 0 THEN 'done' ELSE 'talked_about' END", "agreements": "n % 9"}
    said |= {"done_on": "CASE WHEN n % 10 = 0 THEN (date_trunc('week', now()) - interval '3 days')::date END"}
    said |= {"posted_at": "now() - (n % 70 + 8) * interval '1 day'"}
    run(f"WITH {series('s', SUGGESTIONS)} " + insert(Suggestion, said, "s"))
    happened = {"verb": "'suggestion.talked_about'", "about_label": "'meetings.suggestion'", "fields": "'[]'"}
    happened |= {"about_id": key("n"), "at": "date_trunc('week', now()) - n % 9000 * interval '1 minute'"}
    run(f"WITH {series('s', SUGGESTIONS)} " + insert(Story, happened, "s"))
    for more in (HOMES, 2 * HOMES):
        follows = {"suggestion_id": key(f"((n + {more}) % {PEOPLE})"), "person_id": "n + 1"}
        run(f"WITH {series('s', PEOPLE)} " + insert(Follow, follows, "s"))
    soon = timezone.now() + dt.timedelta(days=5)
    Meeting.objects.bulk_create(Meeting(service_id=n, starts_at=soon, token=f"m{n}") for n in range(1, HOMES + 1))
    run("ANALYZE")
    digests.put_together(now=timezone.localtime().replace(hour=9, minute=0))


def _keep(kind: str, write) -> None:
    """A table of the rows that ``write`` puts into the outbox."""
    from bench.data import run

    run(f"TRUNCATE {_outbox()} CASCADE")
    print(f"  making what is sent: {kind}", file=sys.stderr, flush=True)
    write()
    run(f"DROP TABLE IF EXISTS bench_{kind}")
    run(f"CREATE TABLE bench_{kind} AS SELECT * FROM {_outbox()}")


def ready(kind: str) -> int:
    """Put the rows of a kind into an empty outbox, to be sent. Returns how many."""
    from bench.data import run
    from involvement.models import OutboxRow

    names = ", ".join(sorted(_columns(_outbox())))
    run(f"TRUNCATE {_outbox()} CASCADE")
    run(f"INSERT INTO {_outbox()} ({names}) SELECT {names} FROM bench_{kind} ORDER BY id")
    run("VACUUM ANALYZE")
    run("CHECKPOINT")
    return OutboxRow.objects.due().count()


def mail_of(kind: str) -> str:
    """One of the mails, as it is sent."""
    from involvement.mail import message_for
    from involvement.models import OutboxRow
    from involvement.queries.telling import tellings

    (telling,) = tellings(OutboxRow.objects.raw(f"SELECT * FROM bench_{kind} ORDER BY id LIMIT 1"))
    return message_for(telling).message().as_bytes(linesep="\r\n").decode("utf-8")


def work() -> float:
    """One worker as Celery starts it, that has written mails before: it waits for a line, then does the task ``sweep``
    until nothing is due. Returns the seconds that this took. Starting is not counted, for a worker runs for weeks."""
    from involvement import tasks
    from involvement.celery import keep_what_is_loaded
    from involvement.models import OutboxRow

    for kind in KINDS:
        mail_of(kind)
    keep_what_is_loaded()
    print("warm", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    tasks.sweep()
    while OutboxRow.objects.due().exists():
        tasks.sweep()
    return time.monotonic() - began


def main(what: str, *more: str) -> None:
    django.setup()
    done = {"make": make, "ready": ready, "mail": mail_of, "worker": work}[what](*more)
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
