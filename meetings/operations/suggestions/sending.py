"""Saying something: the words, who can see them, and nothing more is needed."""

from django.utils import timezone

from involvement.models import Person, Service
from involvement.operations.base import operation, record
from involvement.operations.once import keep_once, sent_key
from involvement.operations.photos import keep_photo
from involvement.operations.safeguarding import raise_concern
from involvement.rules.months import month_of
from meetings.codes import code_hash, new_code
from meetings.models import Status, Suggestion
from meetings.models.voices import REACH_FOR

TITLE_LENGTH = 80


def title_from(words: str) -> str:
    """A title suggested from the words: the first sentence, cut at a word's end, at most 80 characters."""
    line = next((part.strip() for part in words.strip().splitlines() if part.strip()), "")
    for mark in (". ", "! ", "? "):
        head, found, _rest = line.partition(mark)
        if found and len(head) >= 12:
            line = head
    if len(line) > TITLE_LENGTH:
        line = line[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:-") + "…"
    return line.rstrip(".")


def was_sent(once: str, who_sees: str, words: str) -> bool:
    """Whether this form was sent before: then it is answered the same way, whatever has been said since."""
    key = sent_key(once, who_sees, words.strip())
    return key is not None and Suggestion.objects.filter(sent_key=key).exists()


@operation
def send_suggestion(
    *,
    actor: Person | None,
    service: Service | None,
    words: str,
    who_sees: str,
    author: Person | None = None,
    title: str = "",
    topic: str = "",
    told_by: str = "",
    source: str = Suggestion.Source.PORTAL,
    shown: bool = True,
    status: str = Status.SENT,
    complaint_choice: str = "",
    photo=None,
    photo_shows: str = "",
    at_risk: bool = False,
    about_staff: bool = False,
    once: str = "",
) -> tuple[Suggestion, str]:
    """Keep what somebody said. ``actor`` types it, ``author`` said it; both are forgotten when it is
    anonymous. Returns the suggestion and, for one without an author, the code that follows it (shown once,
    stored only as a hash), else an empty string. The same form (``once``) sent again returns the first.

    ``shown=False`` keeps it to staff until they have read it (said without signing in). ``status`` is sent, read
    (whoever types it has read it), or one of the two other ways that the author chose: repair, complaint.
    ``at_risk`` hands it to those who keep people safe before anybody else sees it. Raises Refused for a
    photo that is none."""
    anonymous = who_sees == Suggestion.WhoSees.HERE_ANONYMOUS or (actor is None and author is None)
    now = month_of(timezone.now()) if anonymous else timezone.now()
    words = words.strip()
    key = sent_key(once, who_sees, words)
    code = new_code(once, who_sees, words) if anonymous or author is None else ""
    made = Suggestion(
        service=service,
        author=None if anonymous else author,
        who_sees=who_sees,
        reach=REACH_FOR[who_sees],
        shown=shown,
        title=title.strip() or title_from(words),
        words=words,
        topic=topic or Suggestion.Topic.OTHER,
        told_by="" if anonymous else told_by,
        source=source,
        status=status,
        complaint_choice=complaint_choice,
        posted_at=now,
        waiting_since=now if status in (Status.SENT, Status.READ) else None,
        follow_code_hash=code_hash(code) if code else "",
        sent_key=key,
    )
    first = keep_once(made)
    if first is not None:
        return first, code
    if photo:
        sender = None if anonymous else actor
        keep_photo(actor=sender, upload=photo, about=made, description=photo_shows, sent_at=made.posted_at)
    if at_risk:
        sender = None if anonymous else author
        raise_concern(
            actor=sender, words=words, service=service, about=made, about_staff=about_staff, by_the_writer=True
        )
    if not anonymous:
        _record_sent(made, actor)
    return made, code


def _record_sent(made: Suggestion, actor: Person | None) -> None:
    role = "" if actor is None else "customer" if actor == made.author else "staff"
    record(verb="suggestion.sent", thing=made, actor=actor, actor_role=role, to_status=made.status)
