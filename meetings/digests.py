"""What meetings and suggestions put into everybody's digest."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.digests import Source, register
from involvement.registry.notices import Group
from meetings.queries import digests


def register_news() -> None:
    """Add this app's news to the registry; ``meetings.notices`` calls it once."""
    told = {"label": digests.LABEL, "holds": digests.is_told, "say": digests.how_it_stands}
    planned = {"label": "meetings.meeting", "holds": digests.is_planned, "say": digests.when_it_is}
    done = {"label": digests.LABEL, "holds": digests.is_done, "say": digests.what_was_done}
    for order, name, heading, group, collect, how in (
        (10, "mine", _("What you said"), Group.MINE, digests.news_of_mine, told),
        (20, "followed", _("What you agreed with, or follow"), Group.FOLLOWED, digests.news_of_followed, told),
        (30, "meeting", _("The next meeting"), Group.MEETINGS, digests.next_at_home, planned),
        (50, "done", _("You said, we did"), Group.FOLLOWED, digests.news_at_home, done),
    ):
        register(Source(name=name, heading=heading, group=group, collect=collect, order=order, **how))
