"""Did this fix it? The answer of whoever asked for it decides whether there is a second round."""

from django.db.models import F
from django.utils.translation import ngettext

from involvement.models import Person
from involvement.operations.base import Refused, operation, record
from meetings.models import FixedAnswer, Status, Suggestion
from meetings.models.moves import AUTHOR
from meetings.operations.suggestions.holding import hold
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.words import not_now_words

COUNTER = {True: "fixed_yes", False: "fixed_no"}


@operation
def say_whether_fixed(*, actor: Person, suggestion: Suggestion, fixed: bool, words: str = "") -> FixedAnswer:
    """Keep one answer a person and round; a second one takes the place of the first. "No" from the author (or,
    where nobody knows the author, from somebody who agreed) opens the next round."""
    suggestion = hold(suggestion.pk)[suggestion.pk]
    if suggestion.status != Status.DONE:
        raise Refused(not_now_words())
    words = words.strip()
    answer, made = FixedAnswer.objects.get_or_create(
        suggestion=suggestion, person=actor, round=suggestion.round, defaults={"fixed": fixed, "words": words}
    )
    counters = {}
    if made:
        counters = {COUNTER[fixed]: F(COUNTER[fixed]) + 1}
    elif answer.fixed != fixed:
        counters = {name: F(name) + (1 if name == COUNTER[fixed] else -1) for name in COUNTER.values()}
    if not made:
        answer.fixed, answer.words = fixed, words
        answer.save(update_fields=["fixed", "words"])
    if counters:
        Suggestion.objects.filter(pk=suggestion.pk).update(**counters)
    if not fixed and suggestion.author_id in (actor.pk, None):
        _next_round(actor, suggestion)
    return answer


def _next_round(actor: Person, suggestion: Suggestion) -> None:
    """Everything is read already; what was talked about, agreed and done begins anew."""
    suggestion.refresh_from_db(fields=["fixed_yes", "fixed_no"])
    number = suggestion.round
    move(actor=actor, suggestion=suggestion, to_status=Status.READ, by=AUTHOR, reason=_result(suggestion))
    record(verb="suggestion.again", thing=suggestion, actor=actor, actor_role="customer")
    Suggestion.objects.filter(pk=suggestion.pk, round=number).update(
        round=number + 1,
        reason="",
        talked_on=None,
        agreed_on=None,
        started_on=None,
        done_on=None,
        find_out_by=None,
        find_out_who=None,
        fixed_yes=0,
        fixed_no=0,
    )


def _result(suggestion: Suggestion) -> str:
    """How many said which, for the story. What they wrote is for staff."""
    no = ngettext(
        "%(count)d person said that it did not fix the problem.",
        "%(count)d people said that it did not fix the problem.",
        suggestion.fixed_no,
    ) % {"count": suggestion.fixed_no}
    yes = ngettext("%(count)d person said that it did.", "%(count)d people said that it did.", suggestion.fixed_yes) % {
        "count": suggestion.fixed_yes
    }
    return f"{no} {yes}" if suggestion.fixed_yes else no
