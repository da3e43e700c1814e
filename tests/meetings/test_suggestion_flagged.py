"""Somebody may be at risk: from that moment the words stand nowhere but with those who keep people safe, and with the
person who wrote them. Pages are found from the URLconf; papers, mails, search and counts are read as well."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from involvement.models import OutboxRow, Reach
from involvement.operations.agreed_work import agree_action
from involvement.operations.safeguarding import close_concern, raise_concern, read_concern
from involvement.operations.sweep import sweep
from meetings.models import Comment, Meeting, Status
from meetings.operations.meetings.agenda import put_suggestion_on
from meetings.operations.suggestions.agreeing import agree, count_agreements, follow
from meetings.operations.suggestions.answering import answer, release
from meetings.operations.suggestions.covering import cover_comment
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.putting_together import put_together
from meetings.operations.suggestions.talking import hide_comment, report
from tests import make
from tests.test_access import PAGES

pytestmark = pytest.mark.django_db
# Who is asked each time, and who besides in the wide tier.
ROLES = ("visitor", "neighbour", "staff", "advisor", "lead")
OTHER_ROLES = (
    "customer_elsewhere",
    "champion",
    "staff_elsewhere",
    "manager",
    "board",
    "leadership",
    "ended_customer",
    "ended_staff",
)
MARK = "Zqflaggedlamp"
# A word of the suggestion that is looked for: the page of what is found says again what was asked.
RARE = "zebrawood"
# Where those who keep people safe read it; at this home staff are there day and night and read it too.
KEEP_SAFE = {"staff:concern", "staff:concerns", "staff:today", "public:home"}
LEADS_READ = {"meetings:suggestion", "meetings:suggestion-others", "meetings:suggestion-report"}
READS_CONCERNS = {"lead", "staff", "manager"}


@pytest.fixture
def wish(world):
    """A suggestion that stands everywhere: released, commented, agreed, on agendas, being done, put together."""
    people = world.people
    author, staff = people["customer"], people["staff"]
    wish = make.suggestion(
        f"A {MARK} of {RARE} for the stairs.", title=f"One {MARK}", service=world.here, author=author
    )
    other = make.suggestion(
        f"Two {MARK} for the stairs.", title="Two lamps", service=world.here, author=people["neighbour"]
    )
    make.comment(f"A comment about {MARK}.", suggestion=wish, author=people["neighbour"])
    count_agreements(actor=None, suggestion=wish, number=1, source="also_said", words=f"Also said {MARK}.")
    agree(actor=people["neighbour"], suggestion=wish)
    follow(actor=people["champion"], suggestion=wish)
    put_together(actor=staff, suggestion=other, other=wish)
    type(other).objects.filter(pk=other.pk).update(words="Two lamps.", covered_title="Two lamps")
    for days, state in ((3, Meeting.State.PLANNED), (-1, Meeting.State.BEING_WRITTEN)):
        meeting = Meeting.objects.create(
            service=world.here, planned_by=staff, starts_at=timezone.now() + dt.timedelta(days=days)
        )
        put_suggestion_on(actor=staff, meeting=meeting, suggestion=wish)
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
    move(actor=staff, suggestion=wish, to_status=Status.AGREED, by="staff")
    due = timezone.localdate() + dt.timedelta(days=5)
    agree_action(actor=staff, title=wish.title, due_on=due, service=world.here, owners=[staff], answers=[wish])
    answer(actor=staff, suggestion=wish, words=f"We look for a {MARK}.")
    wish.refresh_from_db()
    release(actor=staff, suggestion=wish, reach=Reach.PUBLIC)
    return wish


def text_of(answer) -> str:
    """The words on a page, or on a paper."""
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages)
    return answer.body


def where_it_stands(walker, role: str) -> set[str]:
    """Names of the pages on which this role finds the words: every address of the URLconf, those with a key
    also for this suggestion and the meetings that talk about it, and a search for the word itself."""
    found = set()
    for page in PAGES.values():
        # The advisor's own admin is asked as two roles only: it opens for nobody else at all.
        if "admin" in page.name and role not in ("advisor", "staff"):
            continue
        addresses = {page.url(walker.world, page.targets[0])}
        if not page.kwargs:
            own = [name for name in walker.world.things.get(page.of, ()) if name.startswith("flagged")]
            addresses |= {page.url(walker.world, name) for name in own}
        if page.name == "meetings:suggestions":
            addresses |= {f"/suggestions/?q={RARE}", f"/suggestions/?q={RARE}&where=others", "/suggestions/?where=here"}
        if any(MARK in text_of(walker.ask(role, "GET", address)) for address in addresses):
            found.add(page.name)
    return found


@pytest.fixture
def everywhere(walker, wish):
    """The walker, which knows the suggestion and its meetings, and asks as a neighbour too."""
    client = make.sign_in(Client(), walker.world.people["neighbour"])
    walker.sessions["neighbour"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    things = walker.world.things
    things["suggestion"]["flagged"] = wish
    things["action"]["flagged"] = wish.actions.get()
    meetings = Meeting.objects.filter(items__suggestion=wish).order_by("pk").distinct()
    things["meeting"] |= {f"flagged {number}": meeting for number, meeting in enumerate(meetings)}
    yield walker
    for kind in ("suggestion", "action", "meeting"):
        things[kind] = {name: thing for name, thing in things[kind].items() if not name.startswith("flagged")}


def test_the_words_of_a_flagged_suggestion_stand_nowhere(everywhere, wish):
    people = everywhere.world.people
    before = where_it_stands(everywhere, "neighbour")
    assert {"meetings:suggestion", "meetings:suggestions", "meetings:meeting", "public:action"} <= before
    assert len(where_it_stands(everywhere, "staff")) > len(before)
    concern = raise_concern(actor=people["staff"], words=wish.words, service=wish.service, about=wish)
    assert_hidden_from(everywhere, ROLES)
    nobody_is_told()
    read_concern(actor=people["lead"], concern=concern)
    close_concern(actor=people["lead"], concern=concern, decision="All is well.", give_back=True)
    assert where_it_stands(everywhere, "neighbour") == before


@pytest.mark.wide
def test_nor_for_anybody_else(everywhere, wish):
    raise_concern(actor=everywhere.world.people["staff"], words=wish.words, service=wish.service, about=wish)
    assert_hidden_from(everywhere, OTHER_ROLES)


def assert_hidden_from(walker, roles) -> None:
    for role in roles:
        allowed = KEEP_SAFE if role in READS_CONCERNS else set()
        allowed = allowed | LEADS_READ if role == "lead" else allowed
        assert where_it_stands(walker, role) <= allowed, role


def nobody_is_told() -> None:
    """Mails that waited are not sent with the words, and nobody reads its title out from the list to tell."""
    OutboxRow.objects.update(due_at=timezone.now() - dt.timedelta(minutes=1))
    sweep(urgent=False)
    sweep(urgent=True)
    for message in mail.outbox:
        assert MARK not in message.body and MARK not in str(message.alternatives) and MARK not in message.subject


def test_a_flagged_comment_is_read_by_nobody_else_either(everywhere, world):
    bench = make.suggestion("A bench.", service=world.here, author=world.people["customer"])
    comment = make.comment(f"Something about {MARK}.", suggestion=bench, author=world.people["neighbour"])
    raise_concern(actor=world.people["staff"], words=comment.words, service=bench.service, about=comment)
    comment = Comment.objects.get(pk=comment.pk)
    bench.refresh_from_db()
    assert bench.comments_shown == 0
    pages = [bench.get_absolute_url(), bench.staff_url(), f"/staff/comments/{comment.pk}/"]
    for role in (*ROLES, *OTHER_ROLES):
        for page in pages:
            assert MARK not in everywhere.ask(role, "GET", page).body, (role, page)


def test_a_flagged_comment_is_not_read_at_its_report(client, world):
    staff, wish = world.people["staff"], make.suggestion("A bench.", service=world.here)
    comment = make.comment(f"Something about {MARK}.", suggestion=wish, author=world.people["neighbour"])
    report(actor=world.people["customer"], suggestion=wish, words="Look at this.", comment=comment)
    raise_concern(actor=staff, words=comment.words, service=wish.service, about=comment)
    page = make.sign_in(client, staff).get(wish.staff_url()).content.decode()
    assert "Look at this." in page and MARK not in page


def test_a_flagged_suggestion_is_not_named_by_the_one_it_was_put_together_with(client, world):
    staff, wish = world.people["staff"], make.suggestion("A bench.", service=world.here)
    flagged = make.suggestion(f"About {MARK}.", service=world.here)
    put_together(actor=staff, suggestion=flagged, other=wish)
    page = make.sign_in(client, staff).get(wish.staff_url()).content.decode()
    assert MARK in page
    raise_concern(actor=staff, words=flagged.words, service=wish.service, about=flagged)
    assert MARK not in client.get(wish.staff_url()).content.decode()


def test_what_was_covered_or_hidden_before_it_was_flagged_is_so_again(world):
    staff, lead = world.people["staff"], world.people["lead"]
    wish = make.suggestion("A bench.", service=world.here)
    covered, hidden = (make.comment(f"{MARK} did it.", suggestion=wish, author=world.people["neighbour"]) for _ in "ab")
    cover_comment(actor=staff, comment=covered, words="… did it.", reason="a name was removed")
    hide_comment(actor=staff, comment=hidden, shown=False)
    for comment in (covered, hidden):
        concern = raise_concern(actor=staff, words=comment.words, service=wish.service, about=comment)
        read_concern(actor=lead, concern=concern)
        close_concern(actor=lead, concern=concern, decision="All is well.", give_back=True)
        comment.refresh_from_db()
    wish.refresh_from_db()
    assert (covered.covered_words, covered.cover_reason) == ("… did it.", "a name was removed")
    assert (covered.shown, hidden.shown, wish.comments_shown) == (True, False, 1)


@pytest.mark.parametrize("flagged_by", ["writer", "advisor"])
def test_what_was_said_past_the_staff_of_a_home_is_not_handed_to_them(client, world, flagged_by):
    """Staff are there day and night, and would else read who is at risk (RELIABILITY rule 12)."""
    people = world.people
    wish = make.suggestion(f"{MARK}.", service=world.here, author=people["customer"], who_sees="team")
    comment = make.comment(f"{MARK}.", suggestion=wish, author=people["customer"])
    for thing in (comment, wish):
        actor = people["customer"] if flagged_by == "writer" else people["advisor"]
        concern = raise_concern(actor=actor, words=thing.words, service=world.here, about=thing)
        for role in ("staff", "manager"):
            assert not concern.seen_by(make.viewer(people[role]))
            assert not OutboxRow.objects.filter(person=people[role]).exists()
        assert concern.seen_by(make.viewer(people["lead"]))


def test_the_author_sees_that_somebody_reads_it(everywhere, wish):
    raise_concern(actor=None, words=wish.words, service=wish.service, about=wish, by_the_writer=True)
    page = everywhere.ask("customer", "GET", wish.get_absolute_url()).body
    assert "Somebody is reading this now." in page and MARK in page
    assert '<ol class="track' not in page, "somebody reads it: no track says that nobody has"
