"""You said, we did: in every menu, and the newest on the first pages of those who do not work here."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import AUDIENCES, card, menu
from meetings.queries.you_said import newest_pairs

for audience in AUDIENCES:
    menu(audience, _("You said, we did"), "meetings:you-said", order=45, more=audience in ("staff", "advisor"))


def _newest(viewer) -> dict | None:
    """The three newest, or nothing while nothing was let out."""
    pairs = newest_pairs(3)
    return {"pairs": pairs} if pairs else None


for audience, order in (("public", 10), ("customer", 50), ("board", 20)):
    card(audience, "you said", "meetings/public/you_said_card.html", order=order)(_newest)
