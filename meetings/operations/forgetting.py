"""Taking away what people said and who came (RELIABILITY rules 23 and 24): for retention, and for a person who is
erased. What was decided, and how many agreed or came, stays."""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from involvement.models import Action, Concern, Reach
from involvement.operations.base import record
from involvement.operations.forgetting import delete_files, delete_photos, delete_rows, photos_about
from involvement.rules.months import month_of
from meetings.models import (
    WAITING,
    AgendaItem,
    Agreement,
    Attendance,
    Comment,
    CountedAgreement,
    FixedAnswer,
    Follow,
    Meeting,
    Report,
    Status,
    Suggestion,
)
from meetings.operations.suggestions.holding import hold

# Nobody waits for anything any more.
OVER = tuple(set(Status) - {*WAITING, Status.AGREED, Status.BEING_DONE})


# --- For both -----------------------------------------------------------------------------------------


def forget_words(keys: list[int], *, with_others: bool = True) -> list[str]:
    """Of these suggestions nothing stays that somebody said: not the words, the photos, nor who said it;
    ``with_others``: nor what others added to it and who agreed. What it was about, what became of it, our answer and
    the numbers stay. Inside a transaction. Returns the names of the files, for delete_files."""
    hold(*keys)
    rows = Suggestion.objects.filter(pk__in=keys)
    files = delete_photos(photos_about(Suggestion, keys))
    if with_others:
        delete_comments(Comment.objects.filter(suggestion__in=keys))
        count_without_name(Agreement.objects.filter(suggestion__in=keys))
        for model in (Follow, FixedAnswer, Report):
            model.objects.filter(suggestion__in=keys).delete()
        CountedAgreement.objects.filter(suggestion__in=keys).update(words="")
    CountedAgreement.objects.filter(came_from__in=keys).update(words="")
    for suggestion in rows.only("topic", "title", "covered_title", "who_sees", "posted_at"):
        _forget_words_of(suggestion)
    return files


def _forget_words_of(suggestion: Suggestion) -> None:
    """Agreed work that bears the title of what was said is called by what it is about, too."""
    instead = about_topic(suggestion.get_topic_display)
    titles = [title for title in (suggestion.title, suggestion.covered_title) if title]
    Action.objects.filter(suggestions=suggestion, title__in=titles).update(title=instead)
    nameless = {"title": instead, "author": None, "held": False, "told_by": ""}
    wordless = dict.fromkeys(("words", "covered_title", "covered_words", "cover_reason", "private_note"), "")
    keyless = {"follow_code_hash": "", "sent_key": None}
    # Without an author, what was said to the team tells only the month of its time (RELIABILITY rule 7).
    to_team = suggestion.who_sees == Suggestion.WhoSees.TEAM
    when = {"posted_at": month_of(suggestion.posted_at)} if to_team else {}
    Suggestion.objects.filter(pk=suggestion.pk).update(**nameless, **wordless, **keyless, **when)


def about_topic(topic_in_words) -> str:
    """What stands in the place of a title, in the language of the house."""
    with override(settings.LANGUAGE_CODE):
        return _("Something about: %(topic)s") % {"topic": topic_in_words()}


def delete_comments(comments) -> None:
    """Delete comments, with what was reported of them; they are not counted any more. Inside a transaction."""
    found = list(comments.values_list("pk", "suggestion_id", "shown"))
    delete_rows(Comment, [key for key, _suggestion, _shown in found])
    for suggestion, number in Counter(suggestion for _key, suggestion, shown in found if shown).items():
        Suggestion.objects.filter(pk=suggestion).update(comments_shown=F("comments_shown") - number)


def count_without_name(agreements) -> None:
    """Agreements stay counted, and nobody knows whose they were. Inside a transaction."""
    found = list(agreements.values_list("pk", "suggestion_id"))
    Agreement.objects.filter(pk__in=[key for key, _suggestion in found]).delete()
    month = month_of(timezone.now()).date()
    CountedAgreement.objects.bulk_create(
        CountedAgreement(suggestion_id=suggestion, number=number, source=CountedAgreement.Source.FORGOTTEN, month=month)
        for suggestion, number in sorted(Counter(suggestion for _key, suggestion in found).items())
    )


def count_who_came(attendances) -> int:
    """Only how many came stays, and no name. Inside a transaction. Returns how many rows went."""
    found = list(attendances.select_for_update(of=("self",)).values_list("pk", "meeting_id", "came"))
    Attendance.objects.filter(pk__in=[key for key, _meeting, _came in found]).delete()
    for meeting, number in Counter(meeting for _key, meeting, came in found if came).items():
        Meeting.objects.filter(pk=meeting).update(more_came=F("more_came") + number)
    return len(found)


# --- In time: each takes away at most ``most`` rows of before a moment ------------------------------------


def old_attendance(before: dt.datetime, most: int) -> int:
    """Who came to a meeting, and who said that they would."""
    old = Attendance.objects.filter(meeting__starts_at__lt=before).order_by("pk")[:most]
    with transaction.atomic():
        return count_who_came(Attendance.objects.filter(pk__in=list(old.values_list("pk", flat=True))))


def old_reports(before: dt.datetime, most: int) -> int:
    """What somebody said was not right, once staff have looked at it; and comments that were taken back."""
    reports = Report.objects.exclude(state=Report.State.WAITING).filter(made_at__lt=before).order_by("pk")
    taken_back = Comment.objects.filter(taken_back_on__lt=before.date()).order_by("pk")
    with transaction.atomic():
        number = delete_rows(Report, list(reports.values_list("pk", flat=True)[:most]))
        if number:
            return number
        keys = list(taken_back.values_list("pk", flat=True)[:most])
        delete_comments(Comment.objects.filter(pk__in=keys))
        return len(keys)


def old_words(before: dt.datetime, most: int) -> int:
    """What was said, once it has been over for so long. What those who keep people safe hold stays."""
    day = before.date()
    dates = ("read_on", "talked_on", "agreed_on", "started_on", "done_on", "released_on", "release_decided_on")
    rows = Suggestion.objects.filter(status__in=OVER, posted_at__lt=before, reach__gt=Reach.RESTRICTED)
    for name in dates:
        rows = rows.filter(Q(**{name: None}) | Q(**{f"{name}__lt": day}))
    with transaction.atomic():
        keys = list(rows.exclude(words="").order_by("pk").values_list("pk", flat=True)[:most])
        if keys:
            delete_files(forget_words(keys))
    return len(keys)


# --- With a person: each inside the one transaction of an erasure ------------------------------------------


def suggestions_of(keys: list[int]):
    return Suggestion.objects.filter(author__in=keys)


def erase_suggestions(leaving) -> None:
    """What they said becomes what somebody said: without words, names and photos. What nobody has answered yet waits
    for nobody any more."""
    own = list(suggestions_of(leaving.keys))
    keys = [suggestion.pk for suggestion in own]
    if not own:
        return
    waiting = Suggestion.objects.filter(pk__in=keys, status__in=WAITING)
    waiting.update(status=Status.TAKEN_BACK, shown=False, reason="", waiting_since=None, find_out_who=None)
    leaving.files += forget_words(keys, with_others=False)
    for suggestion in own:
        record(verb="suggestion.forgotten", thing=suggestion)


def comments_by(keys: list[int]):
    """What they added for themselves; what they answered at their work is the house's, and stays."""
    return Comment.objects.filter(author__in=keys, as_staff=False)


def erase_comments(leaving) -> None:
    delete_comments(comments_by(leaving.keys))
    Report.objects.filter(person__in=leaving.keys).update(words="")


def agreements_of(keys: list[int]):
    return Agreement.objects.filter(person__in=keys)


def erase_agreements(leaving) -> None:
    count_without_name(agreements_of(leaving.keys))


def attendances_of(keys: list[int]):
    return Attendance.objects.filter(person__in=keys)


def erase_attendances(leaving) -> None:
    count_who_came(attendances_of(leaving.keys))


def put_on_by(keys: list[int]):
    return AgendaItem.objects.filter(put_on_by__in=keys, kind=AgendaItem.Kind.PUT_ON)


def erase_put_on(leaving) -> None:
    """What a customer put on an agenda is their words; what staff put on is the house's."""
    if not leaving.worked_here:
        with override(settings.LANGUAGE_CODE):
            put_on_by(leaving.keys).update(title=_("Put on by somebody here"))


def without_open_worries(people):
    """Somebody's suggestion or comment is with those who keep people safe: they must know who it was."""
    worries = Concern.objects.exclude(state=Concern.State.CLOSED)
    for model in (Suggestion, Comment):
        open_ones = worries.filter(about_label=model._meta.label_lower).values("about_id")
        people = people.exclude(Exists(model.objects.filter(author=OuterRef("pk"), pk__in=open_ones)))
    return people
