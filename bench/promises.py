"""`python -m bench.promises`: makes the database of 600 homes and 24 months of promises when it is not there, and
prints as JSON what bench/__main__.py needs: the requests of its rows and how many queries they take."""

import datetime as dt
import json
import random
import sys

import django

HOMES, AREAS, MONTHS = 600, 20, 24
# A month of a large organisation (DOMAIN §8): 7,200 meetings and 40,000 suggestions a year.
SUGGESTIONS, ACTIONS, TELLINGS = 3_300, 2_000, 4_000
MEASURES = ("meeting", "done", "told", "read", "talked")


def make() -> None:
    """Fill the database, unless it holds the readings already."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from involvement.models import Organisation, PromiseReading

    call_command("migrate", verbosity=0)
    if PromiseReading.objects.count() < HOMES * MONTHS * len(MEASURES):
        call_command("flush", interactive=False, verbosity=0)
        print(f"  making {HOMES} homes with {MONTHS} months of promises", file=sys.stderr, flush=True)
        random.seed(1)
        with transaction.atomic():
            Organisation.objects.get_or_create(pk=1)
            homes, people = _homes()
            _this_month(homes, people)
            _readings(homes, people[0])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _homes() -> tuple[list, list]:
    from django.utils import timezone

    from involvement.models import Person, Residency, Role, Service

    opened = timezone.localdate() - dt.timedelta(days=1500)
    homes = Service.objects.bulk_create(
        Service(name=f"Home {n:03}", code=f"home{n}", kind="hostel", area=f"Area {n % AREAS:02}", opened_on=opened,
                is_private=n % 25 == 0)
        for n in range(HOMES)
    )  # fmt: skip
    people = Person.objects.bulk_create(Person(chosen_name=f"Person {n}") for n in range(HOMES + 2))
    Residency.objects.bulk_create(
        Residency(person=person, service=home, starts_on=opened) for person, home in zip(people[2:], homes, strict=True)
    )
    Role.objects.create(person=people[0], kind=Role.Kind.ADVISOR, starts_on=opened)
    Role.objects.create(person=people[1], kind=Role.Kind.BOARD, starts_on=opened)
    return homes, people


def _this_month(homes: list, people: list) -> None:
    """What is counted live."""
    from django.utils import timezone

    from involvement.models import Action, OutboxRow
    from meetings.models import Meeting, Suggestion

    now = timezone.now()
    begun = now.replace(day=1, hour=12)
    Meeting.objects.bulk_create(
        Meeting(service=home, starts_at=begun + dt.timedelta(days=n % 28), state="held" if n % 3 else "planned",
                minutes_out_at=now if n % 3 else None)
        for n, home in enumerate(homes)
    )  # fmt: skip
    said = Suggestion.objects.bulk_create(
        Suggestion(service=homes[n % HOMES], author=people[2 + n % HOMES], who_sees="here_named", reach=2,
                   title="A bench", words="A bench.", status="read", posted_at=begun, read_on=begun.date())
        for n in range(SUGGESTIONS)
    )  # fmt: skip
    agreed = Action.objects.bulk_create(
        Action(title="Buy it", service=homes[n % HOMES], first_due_on=now.date(), due_on=now.date())
        for n in range(ACTIONS)
    )
    answers = Suggestion.actions.through
    answers.objects.bulk_create(
        answers(suggestion=suggestion, action=action) for suggestion, action in zip(said, agreed, strict=False)
    )
    OutboxRow.objects.bulk_create(
        OutboxRow(kind="action.done", carrier="in_person", state="told", person=people[2 + n % HOMES],
                  service=homes[n % HOMES], key=f"bench {n}", made_at=begun, ended_at=now)
        for n in range(TELLINGS)
    )  # fmt: skip


def _readings(homes: list, advisor) -> None:
    """Months that are over: nine of ten homes kept it, the others were late or missed it."""
    from django.utils import timezone

    from involvement.models import Promise, PromiseReading, PromiseTotal
    from involvement.operations.promises import reading_of, totals_of
    from involvement.registry.promises import Count
    from involvement.rules.periods import Month

    now = Month.of(timezone.localdate())
    by_key = {home.pk: home for home in homes}
    chances = [Count(kept=1)] * 18 + [Count(late=1), Count(missed=1)]
    for order, measure in enumerate(MEASURES):
        promise = Promise.objects.create(
            words=f"We promise that it is {measure}", measure=measure, since=now.on(-MONTHS).first, order=order,
            owner=advisor,
        )  # fmt: skip
        for back in range(1, MONTHS + 1):
            counts = {pk: random.choice(chances) for pk in by_key}
            month = now.on(-back)
            PromiseTotal.objects.bulk_create(totals_of(promise, month, counts, by_key, None))
            PromiseReading.objects.bulk_create(
                reading_of(promise, month, pk, count, None, number=0) for pk, count in counts.items()
            )


def main() -> None:
    django.setup()
    make()
    from django.core.management import call_command
    from django.utils import timezone

    from bench import inside
    from involvement.models import Person, PromiseReading
    from involvement.rules.periods import Month

    call_command("collectstatic", interactive=False, verbosity=0)
    board = Person.objects.select_related("user").get(roles__kind="board")
    cookie, month = inside.cookie_of(board), Month.of(timezone.localdate()).on(-1).key
    asked = {
        "promises": [["/promises/", cookie, ""]],
        "promises-public": [["/promises/", "", ""]],
        "promises-month": [[f"/promises/?period={month}", cookie, ""]],
    }
    answer = {
        "requests": asked,
        "queries": inside.query_counts(asked),
        "rows": {"homes": HOMES, "readings": PromiseReading.objects.count()},
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
