"""What the author can still do: change the words for fifteen minutes, and take the suggestion back."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from involvement.operations.photos import take_photos_back_without_name
from meetings.models import Status, Suggestion
from meetings.models.moves import AUTHOR
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.sending import title_from
from meetings.rules import EDIT_MINUTES, may_take_back_by_code


@operation
def change_words(*, actor: Person, suggestion: Suggestion, words: str, title: str = "") -> None:
    """The author writes it anew, within EDIT_MINUTES and before anybody read it. Raises Refused later."""
    words = words.strip()
    since = timezone.now() - dt.timedelta(minutes=EDIT_MINUTES)
    changed = Suggestion.objects.filter(pk=suggestion.pk, author=actor, status=Status.SENT, posted_at__gt=since).update(
        words=words, title=title.strip() or title_from(words)
    )
    if not changed:
        raise Refused(_("It is too late to change this. You can add a comment, or take it back."))
    record(verb="suggestion.changed", thing=suggestion, actor=actor, actor_role="customer", fields=["words", "title"])


@operation
def take_back(*, actor: Person, suggestion: Suggestion) -> None:
    """The author takes it back. Staff still see that it was said; nobody else does. Raises Refused when it has
    been decided already."""
    if suggestion.author_id != actor.pk:
        raise Refused(_("Only the person who said it can take it back."))
    move(actor=actor, suggestion=suggestion, to_status=Status.TAKEN_BACK, by=AUTHOR)
    Suggestion.objects.filter(pk=suggestion.pk).update(shown=False)
    suggestion.shown = False


@operation
def take_back_without_name(*, suggestion: Suggestion) -> None:
    """Whoever holds the code of what was said without a name takes it back, with its photo. No story is written: it
    would keep the moment at which its author was here (RELIABILITY rule 7). Raises Refused when it has been decided
    already."""
    taken = {"status": Status.TAKEN_BACK, "reason": "", "shown": False, "waiting_since": None}
    rows = Suggestion.objects.filter(pk=suggestion.pk, author__isnull=True, status=suggestion.status)
    if not may_take_back_by_code(suggestion) or not rows.update(**taken):
        raise Refused(_("This has changed since you opened it. Please look at it again."))
    for name, value in taken.items():
        setattr(suggestion, name, value)
    take_photos_back_without_name(about=suggestion)
