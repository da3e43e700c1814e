"""The Board's first page and menu."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import card, menu
from meetings.queries.overview import of_the_last_quarter

menu("board", _("Suggestions"), "meetings:suggestions", order=10)


@card("board", "quarter", "meetings/board/quarter_card.html", order=10, place="top")
def quarter(viewer) -> dict:
    """What was said in all homes in the last three months, and what became of it."""
    return of_the_last_quarter()
