"""A customer's first page: the box, my suggestions, the next meeting."""

from django.utils.translation import gettext_lazy as _

from involvement.queries.hours import next_read
from involvement.registry.home import card, menu
from meetings.forms.suggestions import SuggestionForm
from meetings.queries.houses import is_small
from meetings.queries.own_suggestions import newest_of

menu("customer", _("Suggestions"), "meetings:suggestions", order=10)
menu("customer", _("Meetings"), "meetings:meetings", order=20)


@card("customer", "box", "meetings/customer/box_card.html", order=10, place="top")
def box(viewer) -> dict | None:
    """Say something, here and now."""
    if viewer.person is None:
        return None
    form = SuggestionForm(viewer=viewer)
    return {
        "form": form,
        "home": form.home,
        "when": next_read(form.home),
        "small_house": is_small(form.home),
        "name": viewer.person.chosen_name,
    }


@card("customer", "own suggestions", "meetings/customer/own_card.html", order=20)
def own_suggestions(viewer) -> dict | None:
    """The newest that I said, with their track."""
    return None if viewer.person is None else {"rows": newest_of(viewer)}
