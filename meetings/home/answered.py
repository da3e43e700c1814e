"""What an action answers: the suggestions that point to it, on the action's own page."""

from involvement.registry.related import Answered, answers
from meetings.models import Suggestion

# More than this many suggestions on one action are not listed.
MOST = 20


@answers("suggestions")
def suggestions_answered(action, viewer) -> list[Answered]:
    """Those that the viewer may read, in one query."""
    found = Suggestion.objects.visible_to(viewer).filter(actions=action).order_by("-agreements", "pk")[:MOST]
    return [Answered(title=suggestion.shown_title, url=suggestion.get_absolute_url()) for suggestion in found]
