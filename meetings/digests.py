"""What meetings and suggestions put into everybody's digest."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.digests import Source, register
from involvement.registry.notices import Group
from meetings.queries import digests


def register_news() -> None:
    """Add this app's news to the registry; ``meetings.notices`` calls it once."""
    register(
        Source(
            name="mine",
            heading=_("What you said"),
            label=digests.LABEL,
            group=Group.MINE,
            collect=digests.news_of_mine,
            holds=digests.is_told,
            say=digests.how_it_stands,
        )
    )
    register(
        Source(
            name="followed",
            heading=_("What you agreed with, or follow"),
            label=digests.LABEL,
            group=Group.FOLLOWED,
            collect=digests.news_of_followed,
            holds=digests.is_told,
            say=digests.how_it_stands,
        )
    )
    register(
        Source(
            name="meeting",
            heading=_("The next meeting"),
            label="meetings.meeting",
            group=Group.MEETINGS,
            collect=digests.next_at_home,
            holds=digests.is_planned,
            say=digests.when_it_is,
        )
    )
    register(
        Source(
            name="done",
            heading=_("You said, we did"),
            label=digests.LABEL,
            group=Group.FOLLOWED,
            collect=digests.news_at_home,
            holds=digests.is_done,
            say=digests.what_was_done,
        )
    )
