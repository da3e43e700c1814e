"""`python -m bench.news`: how long it takes to put everybody's news together, and to see that nobody is to be reminded.

A database of its own, made by set SQL once and kept: 100,000 people in 600 homes, 250,000 suggestions with 1,000,000
entries of their story in one week and 300,000 who follow them; 40,000 open actions with their owners, one in twenty
late, and 7,200 meetings, one in fifty not written down."""

import datetime as dt
import json
import resource
import sys
import time

import django

PEOPLE, HOMES, SUGGESTIONS, STORIES, FOLLOWS = 100_000, 600, 250_000, 1_000_000, 300_000
ACTIONS, MEETINGS = 40_000, 7_200


def make() -> None:
    """Fill the database unless it holds all of it."""
    from django.core.management import call_command
    from django.db import transaction

    from bench.data import run, without_indexes
    from involvement.models import Action, Story
    from meetings.models import Follow, Meeting, Suggestion

    call_command("migrate", verbosity=0)
    filled = (Story.objects.count(), Action.objects.count(), Meeting.objects.count())
    if filled != (STORIES, ACTIONS, MEETINGS):
        call_command("flush", interactive=False, verbosity=0)
        with transaction.atomic():
            people_and_homes()
        tables = [model._meta.db_table for model in (Suggestion, Story, Follow)]
        without_indexes(tables, voices)
        work()
    run("VACUUM ANALYZE")


def people_and_homes() -> None:
    from bench.data import insert, run, series
    from involvement.models import Organisation, Person, Post, Residency, Service

    Organisation.objects.create(pk=1)
    homes = {"id": "n + 1", "name": "'Home ' || n", "kind": "'hostel'", "area": "'Area ' || n % 30", "code": "'h' || n"}
    homes |= {"opened_on": "date '2020-01-01'"}
    run(f"WITH {series('s', HOMES)} " + insert(Service, homes, "s"))
    people = {"id": "n + 1", "chosen_name": "'Person ' || n", "language": "'en-gb'", "told_by": "'email'"}
    people |= {"email": "'p' || n || '@example.org'", "digest": "'weekly'"}
    run(f"WITH {series('s', PEOPLE)} " + insert(Person, people, "s"))
    tie = {"person_id": "n + 1", "service_id": f"1 + n % {HOMES}", "starts_on": "date '2020-01-01'"}
    run(f"WITH {series('s', PEOPLE)} " + insert(Residency, tie, "s WHERE n % 20 <> 0"))
    run(f"WITH {series('s', PEOPLE)} " + insert(Post, tie | {"kind": "'staff'"}, "s WHERE n % 20 = 0"))


def voices() -> None:
    """Suggestions of two years; all that was written in their stories was written in the last week."""
    from bench.data import insert, key, run, series
    from involvement.models import Story
    from meetings.models import Follow, Suggestion

    said = {
        "id": key("n"),
        "service_id": f"1 + (n * 7919 % {PEOPLE}) % {HOMES}",
        "author_id": f"1 + n * 7919 % {PEOPLE}",
    }
    said |= {
        "who_sees": "'here_named'",
        "reach": "2",
        "shown": "true",
        "title": "'Wish ' || n",
        "words": "'Wish ' || n",
    }
    said |= {"topic": "'other'", "source": "'import'", "read_on": "current_date - 3", "agreements": "n % 9"}
    said |= {"status": "CASE WHEN n % 10 = 0 THEN 'done' ELSE 'talked_about' END"}
    said |= {"done_on": "CASE WHEN n % 10 = 0 THEN (date_trunc('week', now()) - interval '3 days')::date END"}
    said |= {"posted_at": "now() - (n % 700) * interval '1 day'"}
    run(f"WITH {series('s', SUGGESTIONS)} " + insert(Suggestion, said, "s"))
    happened = {"verb": "'suggestion.talked_about'", "about_label": "'meetings.suggestion'", "fields": "'[]'"}
    happened |= {
        "about_id": key(f"(n % {SUGGESTIONS})"),
        "at": "date_trunc('week', now()) - n % 9000 * interval '1 minute'",
    }
    run(f"WITH {series('s', STORIES)} " + insert(Story, happened, "s"))
    follows = {"suggestion_id": key(f"(n * 31 % {SUGGESTIONS})"), "person_id": f"1 + (n * 104729 + n / 7) % {PEOPLE}"}
    run(f"WITH {series('s', FOLLOWS)} " + insert(Follow, follows, "s ON CONFLICT DO NOTHING"))


def work() -> None:
    from bench.data import insert, run, series
    from involvement.models import Action, ActionOwner
    from meetings.models import Meeting

    late = "CASE WHEN n % 20 = 0 THEN current_date - (n % 60)::int ELSE current_date + 7 + (n % 90)::int END"
    agreed = {"id": "n + 1", "title": "'Work ' || n", "service_id": f"1 + n % {HOMES}", "reach": "2", "state": "'open'"}
    agreed |= {"first_due_on": late, "due_on": late, "agreed_on": "current_date - 90"}
    run(f"WITH {series('s', ACTIONS)} " + insert(Action, agreed, "s"))
    owned = {"action_id": "n + 1", "person_id": f"1 + n * 7 % {PEOPLE}"}
    run(f"WITH {series('s', ACTIONS)} " + insert(ActionOwner, owned, "s"))
    met = {"service_id": f"1 + n % {HOMES}", "token": "'t' || n", "place": "'The lounge'"}
    met |= {"starts_at": f"now() - (n / {HOMES} * 30 - 20) * interval '1 day' - n * interval '1 second'"}
    met |= {"state": "CASE WHEN n < 600 OR n % 50 = 0 THEN 'planned' ELSE 'held' END"}
    run(f"WITH {series('s', MEETINGS)} " + insert(Meeting, met, "s"))


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(do) -> dict:
    """Seconds and queries of some work, and by how much it raised the most memory that the process had."""
    from django.db import connection

    asked, before = [0], megabytes()

    def count(execute, sql, params, many, context):
        asked[0] += 1
        return execute(sql, params, many, context)

    began = time.monotonic()
    with connection.execute_wrapper(count):
        found = do()
    return {
        "seconds": time.monotonic() - began,
        "queries": asked[0],
        "grew": megabytes() - before,
        "most": megabytes(),
        "found": found,
    }


def main() -> None:
    django.setup()
    from django.utils import timezone

    from bench.data import run
    from involvement.models import DigestRun, Organisation, OutboxRow
    from involvement.operations import digests, reminders

    make()
    Organisation.current()
    # Past the models, which would load each of them to look for what hangs on it.
    run(f"DELETE FROM {OutboxRow._meta.db_table} WHERE kind = 'digest'")
    run(f"VACUUM ANALYZE {OutboxRow._meta.db_table}")
    DigestRun.objects.all().delete()
    # This week's, at nine in the morning of today.
    now = timezone.localtime().replace(hour=9, minute=0)
    reminders.BUDGET = digests.BUDGET = 3600
    answer = {"digests": measured(lambda: digests.put_together(now=now))}
    answer["chunks"] = -(-PEOPLE // digests.CHUNK)
    while reminders.remind(now=now):
        pass
    answer["reminders"] = measured(lambda: reminders.remind(now=now + dt.timedelta(seconds=1)).total())
    print(json.dumps(answer))


if __name__ == "__main__":
    sys.exit(main())
