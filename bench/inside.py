"""What the bench asks the portal from inside, in a process of its own for each database: whose sign-in sends which
request, how many queries a page takes, and how long the database works on a search."""

import random
import time
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.rows import MISSPELT
from bench.words import PLACES, THINGS, TROUBLES, sentences
from involvement import second_step
from involvement.models import Person, Service, Story, User
from involvement.sessions import SessionStore
from involvement.viewer import NOBODY, viewers_for
from meetings.models import Agreement, Comment, Meeting, Suggestion
from meetings.operations.meetings import planning, writing
from meetings.queries import lists
from meetings.queries.lists import HERE, OTHERS, Wish
from meetings.queries.similar import similar

SENDERS = 300
CSRF = "b" * 32
WORDS = ("lantern", "kettledrum", "curtains", "thanks")
# Of the sentences that are made for sending: others than stand in the database.
FRESH = 40_000
HISTORY, COMMENTS = 50, 30
SAMPLE = 40
MUCH_SAID = 1


# --- Who asks -------------------------------------------------------------------------------------


def cookie_of(person: Person) -> str:
    """A sign-in for this person, as a browser would send it."""
    if person.user is None:
        person.user = User.objects.create(username=f"bench{person.pk}", password="!")
        person.save(update_fields=["user"])
    session = SessionStore()
    session[SESSION_KEY] = str(person.user.pk)
    session[BACKEND_SESSION_KEY] = "involvement.sign_in.PortalBackend"
    session[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    second_step.note_taken(SimpleNamespace(session=session))
    session.create()
    return f"portal={session.session_key}; csrftoken={CSRF}"


def people() -> dict:
    """A customer, a member of staff, the advisor, with their viewers and cookies, and many who send."""
    found = {"staff": 1, "advisor": 2, "customer": 22}
    rows = {name: Person.objects.select_related("user").get(pk=key) for name, key in found.items()}
    viewers = viewers_for(rows.values())
    asking = {name: (viewers[person.pk], cookie_of(person)) for name, person in rows.items()}
    senders = Person.objects.filter(residencies__isnull=False).select_related("user").order_by("pk")[3 : SENDERS + 3]
    return {**asking, "public": (NOBODY, ""), "senders": [cookie_of(person) for person in senders]}


# --- What is asked for ----------------------------------------------------------------------------


def requests(who: dict) -> dict[str, list]:
    """The requests of each row: path, cookie, body."""
    customer, staff = who["customer"], who["staff"]
    meeting = live_meeting(staff[0])
    random.seed(1)
    return {
        "list": [["/suggestions/", customer[1], ""]],
        "list-100": [["/suggestions/?n=100", customer[1], ""]],
        "others": [["/suggestions/?where=others", customer[1], ""]],
        "public": [["/suggestions/", "", ""]],
        "grow-first": [["/suggestions/?where=others", customer[1], ""]],
        "grow-deep": [[deep(customer[0]), customer[1], ""]],
        "grow-status": [["/suggestions/?where=others&status=done", customer[1], ""]],
        "grow-agreed": [["/suggestions/?where=others&sort=agreed", customer[1], ""]],
        "page": [[f"/suggestions/{much_said().pk}/", customer[1], ""]],
        "send": sending(who["senders"]),
        "search": [
            [f"/suggestions/?where={where}&q={word}", customer[1], ""] for word in WORDS for where in (HERE, OTHERS)
        ],
        "meeting": [
            [f"/staff/meetings/{meeting.pk}/live/more/", staff[1], f"csrfmiddlewaretoken={CSRF}&number={number}"]
            for number in range(1, 40)
        ],
        "home-customer": [["/", customer[1], ""]],
        "home-staff": [["/staff/", staff[1], ""]],
    }


def deep(viewer) -> str:
    """The address of the page that begins after nine tenths of the other places' list."""
    order, wish = lists.SORTS["new"], Wish(where=OTHERS, usual_where=HERE)
    rows = lists.in_list(viewer, wish)
    value, key = rows.order_by(*order.columns()).values_list("posted_at", "pk")[rows.count() * 9 // 10]
    return wish.address(after=order.cursor(value, key))


def sending(cookies: list[str]) -> list:
    """Suggestions of words from many sentences: others are looked up, hardly one is alike, and it is sent. How many
    really are is said beside the table (``share_sent``)."""
    chance = random.Random(time.time())
    pool = sorted({word for sentence in sentences(FRESH)[-2000:] for word in sentence.split()})
    rows = []
    for turn in range(4000):
        body = {
            "csrfmiddlewaretoken": CSRF,
            "words": f"{' '.join(chance.sample(pool, 14))} {chance.getrandbits(40):x}",
            "who_sees": "here_named" if turn % 5 else "here_anonymous",
        }
        rows.append(["/suggestions/new/", cookies[turn % len(cookies)], urlencode(body)])
    return rows


def share_sent(rows: list) -> float:
    """The part of some of these requests after which there is a suggestion more."""
    before = Suggestion.objects.filter(source=Suggestion.Source.PORTAL).count()
    for row in rows[-SAMPLE:]:
        _send(*row)
    return (Suggestion.objects.filter(source=Suggestion.Source.PORTAL).count() - before) / SAMPLE


def much_said() -> Suggestion:
    """A suggestion at the customer's home with a long history and many comments."""
    suggestion = Suggestion.objects.filter(pk=MUCH_SAID).first()
    if suggestion:
        return suggestion
    now = timezone.now()
    suggestion = Suggestion.objects.create(
        pk=MUCH_SAID, service_id=2, author_id=42, who_sees="here_named", reach=2, title="A bench", words="A bench.",
        status="being_done", source="import", posted_at=now, comments_shown=COMMENTS, agreements=25,
        read_on=now, talked_on=now, agreed_on=now, started_on=now,
    )  # fmt: skip
    Agreement.objects.bulk_create(Agreement(suggestion=suggestion, person_id=100 + n) for n in range(25))
    about = suggestion._meta.label_lower
    Story.objects.bulk_create(
        Story(verb="suggestion.talked_about", about_label=about, about_id=suggestion.pk, actor_id=1, service_id=2,
              actor_role="staff", from_status="read", to_status="talked_about", reason=f"Reason {number}")
        for number in range(HISTORY)
    )  # fmt: skip
    Comment.objects.bulk_create(
        Comment(suggestion=suggestion, author_id=100 + number, words=f"{THINGS[number]} {TROUBLES[number % 20]}")
        for number in range(COMMENTS)
    )
    return suggestion


def live_meeting(viewer) -> Meeting:
    """A meeting that the member of staff is writing down."""
    meeting = Meeting.objects.filter(service_id__in=viewer.staff_of, state=Meeting.State.BEING_WRITTEN).first()
    if meeting is None:
        home = Service.objects.get(pk=min(viewer.staff_of))
        meeting = planning.plan_meeting(actor=viewer.person, service=home, starts_at=timezone.now(), place="Lounge")
        writing.start(actor=viewer.person, meeting=meeting)
    return meeting


# --- Queries and milliseconds ---------------------------------------------------------------------


def query_counts(asked: dict[str, list]) -> dict[str, int]:
    """How many queries each page takes, session, user and viewer included, once the process is warm."""
    return {name: _queries(*rows[-1], *rows[-2 % len(rows)]) for name, rows in asked.items()}


def _queries(path: str, cookie: str, body: str, warm_path: str, warm_cookie: str, warm_body: str) -> int:
    _send(warm_path, warm_cookie, warm_body)
    with CaptureQueriesContext(connection) as queries:
        answer = _send(path, cookie, body)
    if answer.status_code >= 400:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    return len([query for query in queries if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


def _send(path: str, cookie: str, body: str):
    client = Client(SERVER_NAME="127.0.0.1", HTTP_COOKIE=cookie, raise_request_exception=True)
    if not body:
        return client.get(path)
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


def sql_milliseconds(work: Callable, times: int = 5) -> float:
    """How long the database works for a call: the median of some."""
    spent: list[float] = []

    def clock(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1] += 1000 * (time.perf_counter() - began)

    with connection.execute_wrapper(clock):
        for _each in range(times):
            spent.append(0.0)
            work()
    return sorted(spent)[times // 2]


def searches(who: dict) -> dict[str, float]:
    """The slowest list of any viewer for each word, and the slowest look-up of others about the same thing."""
    asking = [(viewer, where) for viewer in _viewers(who) for where in lists.wheres_for(viewer)[:2]]
    found = {
        f"search “{words}”": max(
            sql_milliseconds(lambda v=viewer, w=where, q=words: lists.page(v, Wish(where=w, q=q)))
            for viewer, where in asking
        )
        for words in (*WORDS, "curtains thanks", "washing machine", *MISSPELT)
    }
    said = [f"the {thing} in the {PLACES[number]} {TROUBLES[number]}" for number, thing in enumerate(THINGS[:6])]
    home = Service.objects.get(pk=2)
    found["others about the same thing"] = max(
        sql_milliseconds(lambda v=viewer, t=text: similar(v, home, t)) for viewer in _viewers(who) for text in said
    )
    return found


def _viewers(who: dict) -> list:
    return [who[name][0] for name in ("customer", "staff", "advisor", "public")]
