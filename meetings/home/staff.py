"""Staff's menu, and what this app puts on their one list of work: read, decide."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import menu, work
from meetings.queries.staff_work import decide_items, read_items

menu("staff", _("To read"), "staff:meetings:suggestions", order=10, for_viewer=lambda viewer: viewer.is_staff)
menu("staff", _("Suggestions"), "meetings:suggestions", order=20)
menu("staff", _("Meetings"), "meetings:meetings", order=30)

work("suggestions to read")(read_items)
work("suggestions to decide")(decide_items)
