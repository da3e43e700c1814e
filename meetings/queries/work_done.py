"""The agreed work that answers a suggestion."""

from involvement.models import Action, ActionNote, Story
from meetings.models import Status, Suggestion


def actions_of_this_round(suggestion: Suggestion):
    """The actions of the round that runs: what did not fix the problem last time counts no more."""
    actions = suggestion.actions.order_by("pk")
    if suggestion.round == 1:
        return actions
    began = Story.objects.about(suggestion).filter(from_status=Status.DONE, to_status=Status.READ).last()
    return actions.filter(made_at__gte=began.at) if began else actions


def note_of_what_was_done(suggestion: Suggestion) -> str:
    """The last note beside the work that was done about it; empty where nobody wrote one."""
    done = actions_of_this_round(suggestion).filter(state=Action.State.DONE)
    notes = ActionNote.objects.filter(action__in=done).order_by("-at", "-pk")
    return notes.values_list("words", flat=True).first() or ""
