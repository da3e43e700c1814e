"""The pages of meetings and suggestions, one line a URL pattern."""

from django.utils import timezone

from involvement.rules.periods import Quarter
from tests.access.roles import (
    ALL_STAFF,
    BELONGS,
    BOARD,
    CUSTOMER,
    ENDED_CUSTOMER,
    EVERYBODY,
    GONE,
    HERE,
    LEAD,
    LEADERSHIP,
    LIVES_HERE,
    LIVES_THERE,
    NOBODY,
    SIGNED_IN,
    STAFF_HERE,
    STAFF_THERE,
    TEAM,
    THERE,
)
from tests.access.walk import MISSING, Page
from tests.world import mark

# --- Suggestions ----------------------------------------------------------------------------------

SEES = {
    "own": HERE | TEAM,
    "other": HERE | TEAM,
    "elsewhere": THERE | TEAM,
    "of_ended": HERE | TEAM | ENDED_CUSTOMER,
    "team": CUSTOMER | TEAM,
    "restricted": CUSTOMER | LEAD,
    "hidden": STAFF_HERE | TEAM,
    "anonymous": HERE | TEAM,
    "let_out": BELONGS,
    "public": EVERYBODY,
    "done": HERE | TEAM,
    "joined": HERE | TEAM,
}
# People who live here or to whom it was let out; not its author, not staff, not when it is over.
AGREES = {
    "own": LIVES_HERE - CUSTOMER,
    "other": LIVES_HERE,
    "elsewhere": NOBODY,
    "of_ended": LIVES_HERE,
    "team": NOBODY,
    "restricted": NOBODY,
    "hidden": NOBODY,
    "anonymous": LIVES_HERE,
    "let_out": LIVES_HERE,
    "public": LIVES_HERE | LIVES_THERE | GONE,
    "done": NOBODY,
    "joined": NOBODY,
}
SIGNED_IN_SEES = {name: who & SIGNED_IN for name, who in SEES.items()}
COMMENTS = {**SIGNED_IN_SEES, "restricted": NOBODY, "joined": NOBODY}
FOLLOWS = {
    **COMMENTS,
    "own": COMMENTS["own"] - CUSTOMER,
    "team": TEAM,
    "done": COMMENTS["done"] - CUSTOMER,
    "of_ended": HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    "let_out": BELONGS - LIVES_THERE,
}
WROTE = {"own": CUSTOMER, "other": NOBODY, "elsewhere": LIVES_THERE, "of_ended": ENDED_CUSTOMER, "team": CUSTOMER}
TAKES_BACK = {**WROTE, "own": NOBODY, "restricted": CUSTOMER, "done": NOBODY}

SUGGESTIONS = [
    Page("meetings:suggestions", EVERYBODY, shows="<h1"),
    Page("meetings:you-said", EVERYBODY, shows="<h1"),
    Page(
        "meetings:suggestion-new",
        SIGNED_IN - ALL_STAFF,
        post=200,
        shows="</form>",
        moved=ALL_STAFF,
        moved_to="/staff/suggestions/new/",
    ),
    Page("meetings:suggestion", SEES, of="suggestion"),
    Page("meetings:suggestion-others", SEES, of="suggestion", shows="<h1"),
    Page(
        "meetings:suggestion-agree",
        SIGNED_IN_SEES,
        of="suggestion",
        get=302,
        post=302,
        data={"agree": "yes"},
        post_who=AGREES,
    ),
    Page("meetings:suggestion-agree-instead", AGREES, of="suggestion", get=None, post=302),
    Page(
        "meetings:suggestion-comment",
        COMMENTS,
        of="suggestion",
        get=302,
        post=302,
        data={"words": "Yes please.", "shown_as": "named"},
        visitor_post=200,
    ),
    Page("meetings:suggestion-follow", FOLLOWS, of="suggestion", get=302, post=302, data={"follow": "yes"}),
    Page(
        "meetings:suggestion-report",
        SIGNED_IN_SEES,
        of="suggestion",
        post=302,
        data={"words": "A name is in it."},
        visitor_post=200,
    ),
    Page(
        "meetings:suggestion-change",
        WROTE,
        of="suggestion",
        post={"": 302, "own": 200},
        data={"words": "Other words."},
        visitor_post=200,
    ),
    Page("meetings:suggestion-take-back", TAKES_BACK, of="suggestion", post=302, shows="</form>"),
    Page(
        "meetings:suggestion-fixed",
        {"own": NOBODY, "elsewhere": NOBODY, "done": CUSTOMER},
        of="suggestion",
        get=302,
        post=302,
        data={"fixed": "yes"},
    ),
    Page(
        "meetings:comment-change",
        {"own": CUSTOMER, "other": NOBODY, "elsewhere": LIVES_THERE, "hidden": frozenset({"champion"})},
        of="comment",
        post=302,
        data={"words": "Something else."},
        visitor_post=200,
    ),
    Page(
        "meetings:comment-take-back",
        {"own": CUSTOMER, "other": NOBODY, "elsewhere": LIVES_THERE, "hidden": frozenset({"champion"})},
        of="comment",
        post=302,
        shows="<h1",
    ),
    Page(
        "meetings:poster",
        {"here": EVERYBODY - LIVES_HERE, "there": EVERYBODY - LIVES_THERE},
        moved={"here": LIVES_HERE, "there": LIVES_THERE},
        moved_to="/suggestions/new/",
        post=200,
        shows="</form>",
        kwargs=lambda world, name: {"code": getattr(world, name).code if name else "zqnone"},
        visitor_refused=404,
    ),
    Page("meetings:suggestion-follow-code", EVERYBODY, post=200, shows="</form>"),
    Page("meetings:suggestion-follow-take-back", EVERYBODY, post=200, shows="</form>"),
]

# --- Meetings -------------------------------------------------------------------------------------

SEES_MEETING = {"own": HERE | TEAM, "held": HERE | TEAM, "writing": HERE | TEAM, "elsewhere": THERE | TEAM}
RUNS_MEETING = {
    "own": STAFF_HERE | TEAM,
    "held": STAFF_HERE | TEAM,
    "writing": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
}
COMES = {"own": HERE, "held": HERE, "writing": HERE, "elsewhere": THERE}
PLACE = {
    "own": mark("place", "own"),
    "held": mark("minutes", "held"),
    "writing": "<h1",
    "elsewhere": mark("place", "elsewhere"),
}


def of_meeting(name: str, who: dict, **details) -> Page:
    return Page(name, who, of="meeting", **details)


MEETINGS = [
    Page("meetings:meetings", SIGNED_IN, shows="<h1"),
    of_meeting("meetings:meeting", SEES_MEETING, shows=PLACE),
    of_meeting("meetings:reply", COMES, get=None, post=302, data={"reply": "coming"}),
    of_meeting("meetings:put-on", SEES_MEETING, get=None, post=302, data={"title": "The front door"}),
    of_meeting("meetings:minutes-pdf", {**RUNS_MEETING, "held": HERE | TEAM}, shows="%PDF"),
    Page(
        "meetings:calendar",
        {"own": EVERYBODY, "elsewhere": EVERYBODY},
        of="meeting",
        shows="BEGIN:VCALENDAR",
        kwargs=lambda world, name: {"token": world.thing("meeting", name).token if name else "zqnone"},
        visitor_refused=404,
    ),
]

# --- The quarter's report -------------------------------------------------------------------------

READS_REPORTS = ALL_STAFF | TEAM | BOARD | LEADERSHIP


def this_quarter(world, name) -> dict:
    return {"period": Quarter.of(timezone.localdate()).key}


REPORTS = [
    Page("meetings:quarter-reports", READS_REPORTS, get=302),
    Page("meetings:quarter-report", READS_REPORTS, kwargs=this_quarter, shows="<h1"),
    Page("meetings:quarter-report-pdf", READS_REPORTS, kwargs=this_quarter, shows="%PDF"),
    Page("meetings:quarter-report-workbook", READS_REPORTS, kwargs=this_quarter, shows="PK"),
]

# --- Staff plan a meeting and write it down -------------------------------------------------------

OVER_IS_SHOWN = {"": 200, "held": 302}
ITEMS = {"own": "own", "writing": "writing", "elsewhere": "elsewhere"}


def with_item(kind: str = ""):
    """A meeting with an item of it: one that was put on, or a suggestion."""

    def found(world, name) -> dict:
        if name is None:
            return {"pk": world.thing("meeting", "writing").pk, "item_id": MISSING}
        item = {"writing": "suggestion", "elsewhere": "suggestion_elsewhere"}[name] if kind else ITEMS[name]
        return {"pk": world.thing("meeting", name).pk, "item_id": world.thing("item", item).pk}

    return found


def writes(name: str, **details) -> Page:
    """A small saved change: everybody who runs the meeting gets back to the page."""
    details.setdefault("who", {name: RUNS_MEETING[name] for name in ("writing", "elsewhere")})
    return Page(f"staff:meetings:{name}", of="meeting", get=None, post=302, **details)


STAFF = [
    Page("staff:meetings:glance", ALL_STAFF | TEAM, shows="<h1"),
    Page("staff:meetings:plan", ALL_STAFF | TEAM, post=200, shows="<h1"),
    of_meeting(
        "staff:meetings:change",
        RUNS_MEETING,
        get={"": 302, "own": 200, "elsewhere": 200},
        post={"": 302, "own": 200, "elsewhere": 200},
        shows="</form>",
    ),
    of_meeting(
        "staff:meetings:cancel", RUNS_MEETING, post=302, data={"reason": "The room is flooded."}, shows="</form>"
    ),
    of_meeting(
        "staff:meetings:correct",
        RUNS_MEETING,
        get={"": 302, "held": 200},
        post=302,
        data={"words": "Twelve came, not eleven."},
        shows="</form>",
    ),
    of_meeting("staff:meetings:plan-next", RUNS_MEETING, get=None, post=302),
    of_meeting("staff:meetings:calendar-link", RUNS_MEETING, get=None, post=302),
    of_meeting("staff:meetings:agenda", RUNS_MEETING, get=OVER_IS_SHOWN, post=OVER_IS_SHOWN, shows="<h1"),
    of_meeting("staff:meetings:order", RUNS_MEETING, get=None, post=302, data={"build": "1"}),
    of_meeting("staff:meetings:pack", RUNS_MEETING, shows="%PDF"),
    Page(
        "staff:meetings:noticeboard",
        {"here": STAFF_HERE | TEAM, "there": STAFF_THERE | TEAM},
        of="service",
        shows="%PDF",
    ),
    of_meeting("staff:meetings:start", RUNS_MEETING, get=None, post=302),
    of_meeting(
        "staff:meetings:not-yet",
        RUNS_MEETING,
        get={"": 302, "writing": 200},
        post=302,
        shows="</form>",
    ),
    of_meeting("staff:meetings:live", RUNS_MEETING, get=OVER_IS_SHOWN, shows="<h1"),
    writes(
        "came",
        data=lambda world, name: {"came": world.people["customer_elsewhere" if name == "elsewhere" else "customer"].pk},
    ),
    writes("more", data={"number": "4"}),
    writes("last", kwargs=with_item(), data={"outcome": "done"}),
    Page(
        "staff:meetings:card",
        {name: RUNS_MEETING[name] for name in ("writing", "elsewhere")},
        of="meeting",
        shows=mark("suggestion", "")[:4],
        kwargs=with_item("suggestion"),
    ),
    writes("decide", kwargs=with_item("suggestion"), data={"outcome": "agreed"}),
    writes("words", kwargs=with_item("suggestion"), data={"reason": "It costs too much."}),
    writes("action", kwargs=with_item("suggestion")),
    writes("hands", kwargs=with_item("suggestion"), data={"number": "3"}),
    writes("said", data={"words": "The door is too heavy."}),
    writes("notes", data={"text": "We began late."}),
    writes("item-notes", kwargs=with_item(), data={"text": "Everybody agrees."}),
    writes("photo"),
    writes("finish", data={"took_place": "on"}),
]

# --- Staff read and answer ------------------------------------------------------------------------

# Staff of its home and the team; what was said to the team only is the team's; a worry is dealt with elsewhere.
MANAGES = {
    "own": STAFF_HERE | TEAM,
    "other": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    "team": TEAM,
    "restricted": NOBODY,
    "hidden": STAFF_HERE | TEAM,
    "let_out": STAFF_THERE | TEAM,
    "public": STAFF_HERE | TEAM,
}


def answers(name: str, data: dict, **details) -> Page:
    """A small form of staff's page: opened by itself it leads to the page, posted it saves."""
    details = {"get": 302, "post": 302, **details}
    return Page(f"staff:meetings:suggestion-{name}", MANAGES, of="suggestion", data=data, **details)


HAS_COMMENT = {"own": STAFF_HERE | TEAM, "other": STAFF_HERE | TEAM, "elsewhere": STAFF_THERE | TEAM}

STAFF_SUGGESTIONS = [
    Page("staff:meetings:suggestions", ALL_STAFF | TEAM, shows="<h1"),
    Page("staff:meetings:suggestion", MANAGES, of="suggestion"),
    Page("staff:meetings:suggestion-for-somebody", ALL_STAFF | TEAM, post=200, shows="<h1"),
    answers("work", {}, get=200, post=200, shows="</form>"),
    answers("read", {"show": "yes"}),
    answers("show", {"show": "no"}),
    answers("status", {"status": "no", "reason": "It costs too much."}),
    answers("answer", {"words": "We asked the landlord."}),
    answers("note", {"note": "Ring the landlord."}),
    answers("topic", {"topic": "wifi"}),
    answers("cover", {"title": "A title", "words": "Other words", "reason": "a name was removed"}),
    answers("uncover", {"yes": "1"}),
    # A photo that is none of this suggestion.
    answers("photo", {"photo": "1", "reason": "no consent"}, post=404),
    answers("together", {"other": "0"}, post=200),
    answers("apart", {"yes": "1"}),
    # A home with a private address, the team's own and what is not shown yet stay where they are.
    answers(
        "release", {"reach": "4"}, get=200, post={"": 302, "elsewhere": 200, "let_out": 200, "team": 200, "hidden": 200}
    ),
    answers("at-risk", {"wishes": "To be asked first."}, get=200, shows="</form>"),
    Page("staff:meetings:comment", HAS_COMMENT, of="comment", post=302, data={"words": "…", "reason": "a name"}),
    Page(
        "staff:meetings:comment-at-risk",
        HAS_COMMENT,
        of="comment",
        post=302,
        data={"wishes": "To be asked first."},
        shows="</form>",
    ),
    Page("staff:meetings:report", HAS_COMMENT, of="report", get=302, post=302, data={"state": "left"}),
]

PAGES = [*SUGGESTIONS, *MEETINGS, *REPORTS, *STAFF, *STAFF_SUGGESTIONS]
