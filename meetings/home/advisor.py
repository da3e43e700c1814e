"""The advisor's first page and menu."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import card, menu
from meetings.queries.glance import WORST, services_at_a_glance
from meetings.queries.overview import of_the_last_quarter

menu("advisor", _("Suggestions"), "meetings:suggestions", order=10)
menu("advisor", _("Meetings"), "meetings:meetings", order=20)


@card("advisor", "services", "meetings/staff/services_card.html", order=10)
def services(viewer) -> dict | None:
    """Every service at a glance, worst first; of many, the worst."""
    lines = services_at_a_glance(viewer)
    return {"lines": lines[:WORST], "number": len(lines), "heading": _("Every service at a glance")} if lines else None


@card("advisor", "quarter", "meetings/board/quarter_card.html", order=20, place="side")
def quarter(viewer) -> dict:
    """What was said in the last three months, and what became of it."""
    return of_the_last_quarter()
