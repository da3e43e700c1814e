"""What the base puts on each audience's first page and menu."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Service
from involvement.queries.agreed_work import card_of_mine, work_due
from involvement.queries.forgetting import work_of_forgetting
from involvement.queries.people import may_hold_words, who_asks, words_held
from involvement.queries.promises.card import card_of_all, card_of_own
from involvement.queries.safeguarding import work_of_safety
from involvement.queries.team import is_without_lead, places_nobody_reads
from involvement.queries.to_tell import card_of_news, work_to_tell
from involvement.registry.home import AUDIENCES, WorkItem, card, menu, work
from involvement.shortcuts import address_of

for audience in AUDIENCES:
    menu(audience, _("Home"), "public:home", order=0)
    words = _("Promises") if audience in ("staff", "advisor") else _("Our promises")
    menu(audience, words, "public:promises", order=48)

menu("advisor", _("Who is heard"), "board:who-is-heard", order=79, more=True)
menu("board", _("Who is heard"), "board:who-is-heard", order=49, for_viewer=lambda viewer: viewer.is_board)
menu("staff", _("People"), "staff:people", order=60, for_viewer=lambda viewer: viewer.is_staff)
menu("advisor", _("People"), "staff:people", order=60)
menu("staff", _("What happened"), "staff:story", order=80, for_viewer=lambda viewer: viewer.is_staff, more=True)
menu("advisor", _("What happened"), "staff:story", order=80, more=True)
menu("advisor", _("Audit"), "advisor:audit", order=85, more=True)
menu("advisor", _("To forget"), "advisor:forgettings", order=85, more=True)
menu("advisor", _("Messages"), "advisor:notices", order=85, more=True)
menu("advisor", _("Lists"), "admin:index", order=90, more=True)


@work("joining")
def people_asking_to_join(viewer) -> list[WorkItem]:
    """Somebody asks to belong to a home where the viewer works, or staff of another home ask for them."""
    moves, joins = _("%(name)s is to move in: say yes or no"), _("%(name)s asks to join")
    url = address_of("staff:people")
    return [
        WorkItem(
            kind="people",
            title=(moves if asked_by else joins) % {"name": name},
            url=f"{url}?service={place}",
            detail=place_name,
        )
        for asked_by, name, place, place_name in who_asks(viewer)
    ]


@work("nobody reads")
def places_that_nobody_reads(viewer) -> list[WorkItem]:
    """The advisor works at a home and nobody else may read what people there say to the involvement team only."""
    return [
        WorkItem(
            kind="people",
            title=_("Nobody reads what %(home)s says to the involvement team only") % {"home": service.name},
            url=reverse("admin:involvement_role_changelist"),
            detail=_("You work there, so you do not see it. Give somebody else the role of deputy, or of leadership."),
        )
        for service in places_nobody_reads(viewer)
    ]


@work("nobody leads")
def nobody_keeps_people_safe(viewer) -> list[WorkItem]:
    """There is no safeguarding lead: worries go to who stands in, and the advisor can give the role."""
    if not (viewer.is_advisor and is_without_lead()):
        return []
    return [
        WorkItem(
            kind="keep_safe",
            title=_("Nobody keeps people safe"),
            url=reverse("admin:involvement_role_changelist"),
            detail=_(
                "There is no safeguarding lead. Until there is, worries go to the leadership, or to you. Give "
                "somebody the role."
            ),
        )
    ]


@work("first home")
def add_the_first_home(viewer) -> list[WorkItem]:
    """On an empty portal: nobody can live or work anywhere yet."""
    if not viewer.is_advisor or Service.objects.exists():
        return []
    return [
        WorkItem(
            kind="people",
            title=_("Add the first home"),
            url=reverse("admin:involvement_service_add"),
            detail=_("Then its team, who add the people who live there."),
        )
    ]


@work("held words")
def people_to_know_again(viewer) -> list[WorkItem]:
    """Staff made a new way in for somebody who said something to the involvement team only."""
    if not may_hold_words(viewer):
        return []
    return [
        WorkItem(
            kind="people",
            title=_("%(name)s has a new way to sign in. Is it them?") % {"name": person.chosen_name},
            url=reverse("staff:person", args=[person.pk]),
            due=timezone.localdate(person.words_held_at),
        )
        for person in words_held(viewer)[:50]
    ]


@card("customer", "new_way_in", "involvement/customer/new_way_in_card.html", order=1, place="top")
def new_way_in(viewer) -> dict | None:
    """Staff made a new way in for whoever looks: for some weeks, and while something is hidden from it."""
    person = viewer.person
    if person is None or not (person.words_held_at or person.new_way_in_until):
        return None
    said = person.new_way_in_until is not None and person.new_way_in_until > timezone.localdate()
    return {"made_at": person.new_way_in_at if said else None} if said or person.words_held_at else None


for audience in ("customer", "staff", "advisor"):
    menu(audience, _("What is being done"), "public:actions", order=30)
menu("staff", _("To tell"), "staff:tell", order=25, for_viewer=lambda viewer: viewer.is_staff)
menu("advisor", _("To tell"), "staff:tell", order=25)
menu("board", _("To tell"), "staff:tell", order=25, for_viewer=lambda viewer: bool(viewer.stands_in_for))
for audience in ("staff", "advisor", "board"):
    menu(
        audience,
        _("Keeping people safe"),
        "staff:concerns",
        order=70,
        for_viewer=lambda viewer: viewer.is_safeguarding_lead,
    )
menu("customer", _("What we told you"), "customer:told", order=50)

work("keep_safe")(work_of_safety)
work("forget")(work_of_forgetting)
work("tell")(work_to_tell)
work("due")(work_due)
for audience in ("customer", "advisor"):
    card(audience, "news", "involvement/news_card.html", order=1, place="side")(card_of_news)
card("customer", "my_actions", "involvement/customer/my_actions_card.html", order=40)(card_of_mine)
card("board", "promises", "involvement/board/promises_card.html", order=15)(card_of_all)
card("advisor", "promises", "involvement/board/promises_card.html", order=5, place="side")(card_of_all)
card("staff", "promises", "involvement/staff/promises_card.html", order=20, place="side")(card_of_own)
