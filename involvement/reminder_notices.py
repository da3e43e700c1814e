"""What the base reminds people of, and the one message in which it goes. No sentence names a home (RELIABILITY rule
13): the page to which it leads does."""

from collections.abc import Callable

from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from involvement.models import Action, Organisation, Service
from involvement.queries import due_work
from involvement.queries.bundles import parts_of_bundles
from involvement.queries.digests import page_of_news, parts_of_digests
from involvement.registry.digests import Period, Source, count_work
from involvement.registry.digests import register as register_source
from involvement.registry.notices import Group, Notice, register
from involvement.registry.reminders import remind_of
from involvement.templatetags.portal import day

# The words alone, as they are said, with a button.
TEMPLATE = "involvement/notices/reminder"
NEEDS_YOU = _("Something needs you")


# --- Agreed work ------------------------------------------------------------------------------------------------


def _still_open(action: Action, row, *, holds: Callable) -> str:
    """Why nobody need be reminded of it; ``holds(days)`` says whether its date is still so many days off."""
    if action.state != Action.State.OPEN:
        return gettext("It is not to be done any more.")
    if row.values.get("due", str(action.due_on)) != str(action.due_on):
        return gettext("There is another date for it now.")
    if not holds((action.due_on - timezone.localdate()).days):
        return gettext("Another day has come.")
    return ""


def _of_owner(holds: Callable) -> Callable:
    def still_true(action: Action, row) -> str:
        if row.person_id not in {ownership.person_id for ownership in action.ownerships.all()}:
            return gettext("Somebody else does it now.")
        return _still_open(action, row, holds=holds)

    return still_true


def _of_manager(action: Action, row) -> str:
    return _still_open(action, row, holds=lambda days: days < 0)


def _said(words) -> Callable:
    return lambda action, row: str(words).format(title=action.title, due=day(action.due_on))


# Kind, words, whether its date is as it was, what is due.
WORK = (
    (
        "action.due",
        _("You said that you would help with “{title}”. The date is {due}. How is it going?"),
        lambda days: days > 0,
        due_work.due_soon,
    ),
    (
        "action.today",
        _("You said that you would help with “{title}”. Today is the day. If it needs longer, give a new date."),
        lambda days: days == 0,
        due_work.due_today,
    ),
    (
        "action.late",
        _("“{title}” was to be done by {due}. Is it done? Please say so. If it needs longer, give a new date."),
        lambda days: days < 0,
        due_work.due_late,
    ),
)


def _register_work() -> None:
    for kind, words, holds, due in WORK:
        register(
            Notice(
                kind=kind,
                group=Group.HELPING,
                subject=_("Something that you said you would do"),
                template=TEMPLATE,
                in_person=_said(words),
                prefetched=("ownerships",),
                still_true=_of_owner(holds),
                newest_only=True,
            )
        )
        remind_of(kind, "involvement.action")(due)
    register(
        Notice(
            kind="action.late_here",
            group=Group.WORK,
            subject=NEEDS_YOU,
            template=TEMPLATE,
            in_person=_said(
                _("“{title}” was to be done by {due} and is not done yet. Does somebody need help with it?")
            ),
            prefetched=("ownerships",),
            still_true=_of_manager,
        )
    )
    remind_of("action.late_here", "involvement.action")(due_work.due_for_manager)


# --- What waits at a service ------------------------------------------------------------------------------------


def works_there(service: Service, viewer) -> bool:
    return service.pk in viewer.staff_of


def about_service(
    *, kind: str, number: str, counted: Callable, words: Callable[[int], str], for_viewer: Callable = works_there
) -> None:
    """Register a reminder for those who work at a service (or whom ``for_viewer`` lets), of something that is counted
    there: ``counted()`` is a subquery over ``OuterRef("pk")``, kept on the service as ``number``; ``words(number)``
    says it."""
    register(
        Notice(
            kind=kind,
            group=Group.WORK,
            subject=NEEDS_YOU,
            template=TEMPLATE,
            in_person=lambda service, row: words(getattr(service, number)),
            for_viewer=for_viewer,
            counted={number: counted},
            still_true=lambda service, row: "" if getattr(service, number) else gettext("Somebody has done it."),
        )
    )


def _overdue_here():
    return due_work.number_by_service(due_work.overdue_tellings(timezone.now()).filter(service=OuterRef("pk")))


def _overdue_words(number: int) -> str:
    days = Organisation.current().tell_within_days
    return ngettext(
        "%(number)s thing has waited for more than %(days)s days to be told. It is on the list “To tell”.",
        "%(number)s things have waited for more than %(days)s days to be told. They are on the list “To tell”.",
        number,
    ) % {"number": number, "days": days}


# --- All the news together ---------------------------------------------------------------------------------------


def _own_work(period: Period, people: list[int]):
    """What these people said they would do: the first due first. Worth a digest when its day is among those to come;
    of what is late they are reminded."""
    for person_id, action_id, due_on in due_work.open_work_of(people):
        yield person_id, action_id, period.until <= due_on < period.ahead


def _is_theirs(action: Action, row) -> bool:
    owners = {ownership.person_id for ownership in action.ownerships.all()}
    return action.state == Action.State.OPEN and row.person_id in owners


def _by_when(action: Action) -> str:
    return gettext("“%(title)s”, by %(day)s.") % {"title": action.title, "day": day(action.due_on)}


def _register_digest() -> None:
    register(
        Notice(
            kind="digest",
            group=Group.ALWAYS,
            subject=_("Your news"),
            template="involvement/notices/digest",
            in_person=lambda parts, row: page_of_news(row),
            needs_thing=False,
            newest_only=True,
            gather=parts_of_digests,
            same_mail=True,
        )
    )
    count_work("tell")(due_work.waiting_to_tell)
    count_work("due")(due_work.late_work)
    count_work("people")(due_work.asking_to_join)
    register_source(
        Source(
            name="helping",
            heading=_("What you help with"),
            label="involvement.action",
            group=Group.HELPING,
            collect=_own_work,
            holds=_is_theirs,
            say=_by_when,
            order=40,
            prefetched=("ownerships",),
        )
    )


# --- The one message --------------------------------------------------------------------------------------------


def _all_of_it(parts, row) -> str:
    return " ".join(part.words for part in parts)


def register_reminders() -> None:
    """Add this module's notices and reminders to their registries; ``involvement.notices`` calls it once."""
    _register_work()
    about_service(kind="telling.overdue", number="tellings_overdue", counted=_overdue_here, words=_overdue_words)
    remind_of("telling.overdue", "involvement.service")(due_work.tellings_overdue)
    _register_digest()
    register(
        Notice(
            kind="reminders",
            group=Group.ALWAYS,
            subject=_("A reminder"),
            template="involvement/notices/reminders",
            in_person=_all_of_it,
            needs_thing=False,
            gather=parts_of_bundles,
        )
    )
