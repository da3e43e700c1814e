"""Suggestions and meetings in the lists of what happened: who may see which, and what they are called."""

from django.db.models import Q
from django.utils.translation import gettext as _

from involvement.registry.story_verbs import Named
from involvement.templatetags.portal import writer_of_days
from meetings.models import Meeting, Suggestion


def name_suggestions(viewer, keys) -> dict[int, Named]:
    found = Suggestion.objects.filter(pk__in=keys)
    return {one.pk: Named(one.shown_title, one.url_for(viewer) or "") for one in found}


def suggestions_unnamed(viewer):
    """What was said past those who work there: they read it once it was shown, and not from whom it is."""
    said = Suggestion.objects.filter(who_sees=Suggestion.WhoSees.TEAM)
    if viewer.is_advisor:
        return said.filter(service_id__in=viewer.staff_of)
    return said.exclude(service_id__in=viewer.stands_in_for - viewer.staff_of)


def suggestions_without_name():
    """``Suggestion.is_anonymous`` in SQL."""
    who = Suggestion.WhoSees
    return Suggestion.objects.filter(Q(who_sees=who.HERE_ANONYMOUS) | Q(who_sees=who.TEAM, author__isnull=True))


def name_meetings(viewer, keys) -> dict[int, Named]:
    write = writer_of_days()
    found = Meeting.objects.filter(pk__in=keys).only("pk", "service_id", "starts_at")
    return {
        one.pk: Named(_("Meeting of %(day)s") % {"day": write(one.starts_at)}, one.url_for(viewer) or "")
        for one in found
    }
