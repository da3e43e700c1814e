"""The pages of the base and of signing in, one line a URL pattern."""

from tests.access.roles import (
    ALL_STAFF,
    BOARD,
    CUSTOMER,
    EVERYBODY,
    HERE,
    LEAD,
    LIVES_HERE,
    LIVES_THERE,
    MANAGER,
    NOBODY,
    SIGNED_IN,
    STAFF_HERE,
    STAFF_THERE,
    TEAM,
    THERE,
    VISITOR,
)
from tests.access.walk import MISSING, Page
from tests.world import mark

DOOR_STAFF = ALL_STAFF | TEAM | LEAD

SIGNING_IN = [
    Page("account_login", VISITOR, post=200, shows="</form>", moved=SIGNED_IN),
    Page("account_request_login_code", VISITOR, post=200, shows="</form>", moved=SIGNED_IN),
    # Nobody has asked for a code yet.
    Page("account_confirm_login_code", VISITOR, get=302, post=302, moved=SIGNED_IN),
    # Only between the first step and the second.
    Page("mfa_authenticate", VISITOR, get=302, post=302, moved=SIGNED_IN),
    Page("account_logout", SIGNED_IN, post=302, shows="</form>", moved=VISITOR),
]

PUBLIC = [
    Page("public:home", EVERYBODY, post=200, shows="<h1"),
    Page("public:help", EVERYBODY, post=200, shows="020 7946 0100"),
    Page("public:language", EVERYBODY, post=200, shows="Polski"),
    Page("public:set-language", EVERYBODY, get=302, post=302),
    Page("public:exit", EVERYBODY, get=302, post=302),
    Page("public:health", EVERYBODY, post=200, shows="well"),
    # Only for a machine that says its token: tests/involvement/test_watching.py.
    Page("public:metrics", NOBODY, visitor_refused=404),
    # Only for the provider of mail that the settings name: tests/involvement/test_mail_events.py.
    Page("public:mail-events", NOBODY, visitor_refused=404, kwargs=lambda *_: {"provider": "mailgun"}),
    # Only after the words of a card; everybody else is sent to their own page.
    Page("public:own-words", SIGNED_IN, get=302, post=302),
    Page("public:join", EVERYBODY, post=200),
]

SEES_ACTION = {"own": HERE | TEAM, "other": HERE | TEAM, "elsewhere": THERE | TEAM, "team": TEAM}
DOES_ACTION = {
    "own": STAFF_HERE | TEAM | CUSTOMER,
    "other": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    "team": TEAM,
}
RUNS_ACTION = {"own": STAFF_HERE | TEAM, "other": STAFF_HERE | TEAM, "elsewhere": STAFF_THERE | TEAM, "team": TEAM}
RUNS_HOME = {"here": STAFF_HERE | TEAM, "there": STAFF_THERE | TEAM}

ACTIONS = [
    Page("public:actions", SIGNED_IN, post=200, shows="<h1"),
    Page("public:action", SEES_ACTION, of="action", post=200),
    Page("public:action-note", DOES_ACTION, of="action", get=None, post=302, data={"words": "It goes on."}),
    Page("public:action-done", DOES_ACTION, of="action", post=302),
    Page("public:action-drop", RUNS_ACTION, of="action", post=302, data={"reason": "The shop has closed."}),
    Page("public:action-date", DOES_ACTION, of="action", post=302, data={"due_on": "2031-05-06"}),
    Page("public:action-owners", RUNS_ACTION, of="action", post=422),
    Page("public:action-reopen", DOES_ACTION, of="action", get=None, post=302),
    # A photo that is none of this action's.
    Page("public:action-photo", RUNS_ACTION, of="action", get=None, post=404, data={"photo": "1", "reason": "no"}),
    Page(
        "staff:action-new",
        RUNS_HOME,
        of="service",
        post=422,
        kwargs=lambda world, name: {"service_pk": world.thing("service", name).pk if name else MISSING},
    ),
]

SEES_PHOTO = {
    "own": HERE | TEAM,
    "other": HERE | TEAM,
    "elsewhere": THERE | TEAM,
    "team": CUSTOMER | TEAM,
    "restricted": CUSTOMER | LEAD,
    "public": EVERYBODY,
    "note": HERE | TEAM,
    "note_elsewhere": THERE | TEAM,
    "meeting": HERE | TEAM,
}

# Whoever sent it, and nobody else; also who does not see any more what it stands with.
SENT_PHOTO = {
    "own": CUSTOMER,
    "other": NOBODY,
    "elsewhere": LIVES_THERE,
    "team": CUSTOMER,
    "restricted": CUSTOMER,
    "logo": NOBODY,
}

FILES = [
    Page("public:photo", SEES_PHOTO, of="photo", post=200, shows="JFIF"),
    Page("public:photo-take-back", SENT_PHOTO, of="photo", post=302, shows="</form>"),
    Page("public:logo", {"logo": EVERYBODY}, of="photo", post=200, shows="JFIF"),
    # Only the demonstration has them.
    Page("public:demo-mail", NOBODY, visitor_refused=404),
    Page("public:demo-texts", NOBODY, visitor_refused=404),
    Page("public:demo-mail-one", NOBODY, visitor_refused=404, kwargs=lambda *_: {"name": "a-mail"}),
    Page("public:demo-mail-page", NOBODY, visitor_refused=404, kwargs=lambda *_: {"name": "a-mail"}),
    Page(
        "public:invitation",
        {"good": EVERYBODY},
        post=200,
        kwargs=lambda world, name: {"secret": world.secrets["invitation"] if name else "zq-other"},
        refused=410,
        visitor_refused=410,
    ),
]

PROMISES = [
    Page("public:promises", EVERYBODY, shows="<h1"),
    Page("public:promise", {"own": EVERYBODY}, of="promise"),
]

OVERSIGHT = [
    Page("advisor:forgettings", TEAM, post=200, shows=mark("name", "forgotten")),
    Page("advisor:forgetting", {"own": TEAM}, of="forgetting", post=302, data={"step": "yes"}, shows="<h1"),
    Page("staff:story", ALL_STAFF | TEAM, shows="<h1"),
    Page("staff:story-file", ALL_STAFF | TEAM, shows="When"),
    Page("advisor:audit", TEAM, shows="<h1"),
    Page("advisor:audit-file", TEAM, shows="When"),
]

FIRST_PAGES = [
    Page("customer:me", SIGNED_IN, post=200, shows="<h1"),
    Page("staff:today", DOOR_STAFF, post=200, shows="<h1"),
    Page("advisor:home", TEAM, post=200, shows="<h1"),
    Page("advisor:notices", TEAM, post=200, shows="action.yours"),
    Page("advisor:notice", TEAM, post=200, shows="<h1", kwargs=lambda *_: {"kind": "action.yours"}),
    Page("advisor:notice-page", TEAM, post=200, shows="Sam", kwargs=lambda *_: {"kind": "action.yours"}),
    Page("board:home", BOARD | TEAM, post=200, shows="<h1"),
    Page("board:who-is-heard", BOARD | TEAM, shows="<h1"),
]

ME = [
    # Whoever lives here, and nobody for them.
    Page("customer:about-you", LIVES_HERE | LIVES_THERE, post=302, data={"age": "25", "agreed": "on"}, shows="<h1"),
    Page("customer:about-you-delete", SIGNED_IN, get=None, post=302),
    Page("customer:told", SIGNED_IN, post=200, shows="<h1"),
    Page(
        "customer:not-told",
        {"portal": CUSTOMER, "portal_other": NOBODY, "own": CUSTOMER, "other": NOBODY, "elsewhere": LIVES_THERE},
        of="message",
        get=None,
        post=302,
    ),
    Page("customer:forget", SIGNED_IN, post=302, shows="<h1"),
    Page("customer:forget-not", SIGNED_IN, get=None, post=302),
    Page("customer:me-elsewhere", SIGNED_IN, get=None, post=302),
    Page("customer:me-there", SIGNED_IN, get=None, post=302),
    Page("customer:me-everywhere", SIGNED_IN, get=None, post=302),
    Page(
        "customer:me-save",
        {"name": SIGNED_IN, "telling": SIGNED_IN, "hear": SIGNED_IN, "formats": SIGNED_IN},
        get=None,
        post={"name": 200, "telling": 200, "hear": 302, "formats": 302},
        kwargs=lambda world, name: {"section": name or "anything"},
    ),
]

# The manager of the world has a second step, and is asked for it before it is changed.
WITHOUT_STEP = SIGNED_IN - MANAGER
PROVE = "/me/second-step/prove/?next=/me/second-step/"
SECOND_STEP = [
    Page("customer:second-step", SIGNED_IN, post=200, shows="<h1"),
    Page("customer:second-step-prove", SIGNED_IN, post=200, shows="<h1"),
    Page("customer:second-step-app", WITHOUT_STEP, post=200, shows="<h1", moved=MANAGER, moved_to=f"{PROVE}app/"),
    Page(
        "customer:second-step-passkey", WITHOUT_STEP, post=200, shows="<h1", moved=MANAGER, moved_to=f"{PROVE}passkey/"
    ),
    # Nobody has spare codes before there is anything for which they are spare.
    Page("customer:second-step-codes", SIGNED_IN, get=302, post=302),
    Page("customer:second-step-remove", {"own": MANAGER}, of="step", get=302, post=302, refused={"manager": 302}),
    Page(
        "staff:person-second-step",
        {"manager": TEAM, "customer": NOBODY, "advisor": NOBODY},
        of="with_step",
        post=302,
        shows="<h1",
    ),
]

TO_TELL = {
    "own": STAFF_HERE | TEAM,
    "other": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    # Nobody reads out what they may not read themselves.
    "team": TEAM,
    "portal": NOBODY,
}

TELLING = [
    Page("staff:tell", DOOR_STAFF, post=200, shows="<h1"),
    Page("staff:tell-list", DOOR_STAFF, post=200, shows="%PDF"),
    Page("staff:tell-step", TO_TELL, of="message", get=None, post=302, data={"step": "take"}),
    Page("staff:tell-pages", DOOR_STAFF, post=200, shows="%PDF"),
    Page(
        "staff:tell-page",
        {"page": STAFF_HERE | TEAM, "page_elsewhere": STAFF_THERE | TEAM},
        of="message",
        post=200,
        shows="%PDF",
    ),
    Page("staff:tell-letter", {"letter": STAFF_HERE | TEAM, **TO_TELL}, of="message", post=200, shows="%PDF"),
]

WORRIES = {"own": LEAD | STAFF_HERE, "about_staff": LEAD, "elsewhere": LEAD}

SAFETY = [
    Page("staff:concerns", LEAD | STAFF_HERE, post=200, shows="<h1"),
    Page("staff:concern", WORRIES, of="concern", post=200, shows="<h1"),
    Page("staff:concern-read", WORRIES, of="concern", get=None, post=302),
    Page("staff:concern-close", WORRIES, of="concern", get=None, post=422),
]

# A colleague's record is for the manager; the others of the house read the name.
OPENS_RECORD = {
    "own": STAFF_HERE | TEAM,
    "other": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    "colleague": STAFF_HERE | TEAM,
    "colleague_elsewhere": STAFF_THERE | TEAM,
    "advisor": TEAM,
}
CHANGES_RECORD = {
    "own": STAFF_HERE | TEAM,
    "other": STAFF_HERE | TEAM,
    "elsewhere": STAFF_THERE | TEAM,
    "colleague": MANAGER | TEAM,
    "colleague_elsewhere": TEAM,
    "advisor": TEAM,
}
NAME_OF = {
    "own": mark("name", "customer"),
    "other": mark("name", "neighbour"),
    "elsewhere": mark("name", "elsewhere"),
    "colleague": mark("name", "staff"),
    "colleague_elsewhere": mark("name", "staffelsewhere"),
    "advisor": mark("name", "advisor"),
}
MOVES = {name: CHANGES_RECORD[name] for name in ("own", "other", "elsewhere")}
NO_CARD = {"colleague": NOBODY, "colleague_elsewhere": NOBODY, "advisor": NOBODY}


def of_person(page: str, who: dict, **details) -> Page:
    return Page(page, who, of="person", shows=NAME_OF, **details)


def at_home(world, name) -> dict:
    """A person with one of their homes."""
    if name is None:
        return {"pk": MISSING, "residency_pk": MISSING}
    residency = world.thing("residency", name)
    return {"pk": residency.person_id, "residency_pk": residency.pk}


def with_home(world, name) -> dict:
    home = world.there if name == "elsewhere" else world.here
    return {"pk": world.thing("person", name).pk if name else MISSING, "service_pk": home.pk}


def with_term(world, name) -> dict:
    if name is None:
        return {"pk": MISSING, "term_pk": MISSING}
    term = world.thing("champion_term", name)
    return {"pk": term.person_id, "term_pk": term.pk}


ANSWERS_WHO_ASKS = {"own": STAFF_HERE | TEAM, "elsewhere": STAFF_THERE | TEAM}

PEOPLE = [
    Page("staff:service", RUNS_HOME, of="service", post=200),
    Page("staff:people", ALL_STAFF | TEAM, post=200, shows="<h1"),
    Page("staff:person-add", ALL_STAFF | TEAM, post=200, shows="</form>"),
    Page("staff:join-yes", ANSWERS_WHO_ASKS, of="join_request", get=None, post=302),
    Page("staff:join-no", ANSWERS_WHO_ASKS, of="join_request", post=302, shows="</form>"),
    of_person("staff:person", OPENS_RECORD, post=200),
    of_person(
        "staff:person-change",
        CHANGES_RECORD,
        post=302,
        data={"chosen_name": "New Name", "language": "en-gb"},
        kwargs=lambda world, name: {"pk": world.thing("person", name).pk if name else MISSING, "section": "about"},
    ),
    of_person("staff:person-home", MOVES, post=302, data={"room": "9"}, kwargs=at_home),
    of_person("staff:person-move-in", CHANGES_RECORD, post=200),
    of_person("staff:person-move-out", MOVES, post=200, kwargs=at_home),
    of_person("staff:person-invite", CHANGES_RECORD, get=None, post=302),
    of_person("staff:person-mail-works", CHANGES_RECORD, get=None, post=302),
    of_person("staff:person-card", CHANGES_RECORD | NO_CARD, post=200),
    of_person("staff:person-show-words", dict.fromkeys(CHANGES_RECORD, TEAM), get=None, post=302),
    of_person("staff:person-together", CHANGES_RECORD, post=200),
    of_person("staff:person-forget", CHANGES_RECORD, post=302, data={"day": "2026-01-02"}),
    of_person("staff:person-death", CHANGES_RECORD, post=302, data={"day": "2026-01-02"}),
    of_person("staff:champion-begin", MOVES, get=None, post=302, kwargs=with_home),
    Page(
        "staff:champion-end",
        {"own": STAFF_HERE | TEAM, "elsewhere": STAFF_THERE | TEAM},
        of="champion_term",
        get=None,
        post=302,
        kwargs=with_term,
    ),
    Page("staff:team", ALL_STAFF | TEAM, post=200, shows="<h1"),
    Page("staff:colleague-add", MANAGER | TEAM, post=200, shows="</form>"),
    # Nobody ends their own post.
    Page(
        "staff:post-end",
        {"own": MANAGER | TEAM, "other": TEAM, "elsewhere": TEAM},
        of="post",
        post=200,
        shows="</form>",
    ),
]

PAGES = [
    *SIGNING_IN,
    *PUBLIC,
    *ACTIONS,
    *FILES,
    *PROMISES,
    *OVERSIGHT,
    *FIRST_PAGES,
    *ME,
    *SECOND_STEP,
    *TELLING,
    *SAFETY,
    *PEOPLE,
]
