"""Staff's menu, and what this app puts on their one list of work: read, decide."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import card, menu, work
from meetings.queries.glance import WORST, services_at_a_glance
from meetings.queries.staff_work import decide_items, read_items

menu("staff", _("To read"), "staff:meetings:suggestions", order=10, for_viewer=lambda viewer: viewer.is_staff)
menu("staff", _("Suggestions"), "meetings:suggestions", order=20)
menu("staff", _("Meetings"), "meetings:meetings", order=30)

work("suggestions to read")(read_items)
work("suggestions to decide")(decide_items)


@card("staff", "services", "meetings/staff/services_card.html", order=10)
def services(viewer) -> dict | None:
    """The manager's services at a glance, worst first."""
    lines = services_at_a_glance(viewer, only=viewer.manages) if viewer.manages else []
    return {"lines": lines[:WORST], "number": len(lines), "heading": _("Your services at a glance")} if lines else None
