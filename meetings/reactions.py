"""What suggestions do when something happens in the base. Each runs inside the operation that it answers."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from involvement.models import Action, Concern, Person, Post, Reach
from involvement.operations import ways_in
from involvement.operations.base import record
from involvement.operations.outbox import send_to_all
from involvement.operations.people import move_rows
from involvement.registry import handover
from involvement.registry.reactions import on
from meetings.models import Agreement, Comment, FixedAnswer, Follow, Report, Status, Suggestion, may_move
from meetings.models.moves import STAFF, WORK
from meetings.operations import search_index
from meetings.operations.meetings import people as meetings_of_people
from meetings.operations.suggestions.answering import note_answer
from meetings.operations.suggestions.fixing import COUNTER
from meetings.operations.suggestions.holding import hold
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.standing_in import tell_who_stands_in
from meetings.operations.suggestions.talking import hide_at_risk, show_no_longer_at_risk
from meetings.queries.work_done import actions_of_this_round

# --- Agreed work ----------------------------------------------------------------------------------


@on("action.begun")
def work_began(*, action: Action, actor: Person, answers: list, occasion=None, **_facts) -> None:
    """Somebody will do something about it: it is being done. Whoever agrees to do it has agreed with it."""
    for suggestion in answers:
        if isinstance(suggestion, Suggestion):
            suggestion.actions.add(action)
            unread = suggestion.status == Status.SENT
            if unread or may_move(suggestion.status, Status.AGREED, STAFF):
                move(actor=actor, suggestion=suggestion, to_status=Status.AGREED, by=STAFF, meeting=occasion)
            _move_by_work(suggestion, Status.BEING_DONE, actor, meeting=occasion)


@on("action.done")
@on("action.dropped")
def work_ended(*, action: Action, actor: Person, words: str = "", **_facts) -> None:
    """Done when all is done or dropped and at least one thing is done; all dropped is agreed again, and staff
    are told that nobody is on it. What was written when the last of it was done (``words``) is our answer, unless
    staff have given one."""
    for suggestion in _answered_by(action):
        work = list(actions_of_this_round(suggestion))
        if any(each.state == Action.State.OPEN for each in work):
            continue
        if any(each.state == Action.State.DONE for each in work):
            if words and not suggestion.public_answer:
                note_answer(actor=actor, suggestion=suggestion, words=words)
            _move_by_work(suggestion, Status.DONE, actor)
        elif _move_by_work(suggestion, Status.AGREED, actor):
            _alert_staff(suggestion, action)


@on("action.reopened")
def work_reopened(*, action: Action, actor: Person, **_facts) -> None:
    for suggestion in _answered_by(action):
        _move_by_work(suggestion, Status.BEING_DONE, actor)


@on("action.forgotten")
def work_forgotten(*, action: Action, actor: Person, **_facts) -> None:
    """As if it had not been agreed to be done: without any other open work it is only agreed."""
    for suggestion in _answered_by(action):
        suggestion.actions.remove(action)
        if not suggestion.actions.open().exists():
            _move_by_work(suggestion, Status.AGREED, actor)


def _answered_by(action: Action):
    return Suggestion.objects.filter(actions=action).order_by("pk")


def _move_by_work(suggestion: Suggestion, to_status: str, actor: Person, meeting=None) -> bool:
    """Move it when the table lets work move it from where it is. Returns whether it moved."""
    if not may_move(suggestion.status, to_status, WORK):
        return False
    move(actor=actor, suggestion=suggestion, to_status=to_status, by=WORK, meeting=meeting)
    return True


def _alert_staff(suggestion: Suggestion, action: Action) -> None:
    posts = Post.objects.current().filter(service=suggestion.service_id)
    people = Person.objects.living().filter(pk__in=posts.values("person_id"))
    send_to_all(
        kind="suggestion.nobody_on_it", people=people, about=suggestion, occasion=f"{suggestion.pk}:{action.pk}"
    )


# --- Somebody may be at risk ----------------------------------------------------------------------


@on("concern.raised")
def concern_raised(*, concern: Concern, about, **_facts) -> None:
    """What was said is seen by those who keep people safe, and by its author, and by nobody else; so is what was
    agreed to be done about it, which may carry its words."""
    if isinstance(about, Suggestion):
        Suggestion.objects.filter(pk=about.pk, reach__gt=Reach.RESTRICTED).update(
            reach_before=F("reach"), reach=Reach.RESTRICTED
        )
        Action.objects.filter(suggestions=about).update(reach=Reach.RESTRICTED)
        about.refresh_from_db(fields=["reach", "reach_before"])
        if not about.is_anonymous:
            record(verb="suggestion.flagged", thing=about)
    if isinstance(about, Comment):
        hide_at_risk(about)


@on("concern.closed")
def concern_closed(*, concern: Concern, give_back: bool, **_facts) -> None:
    """Back to where it was shown, if those who dealt with it say so; else it stays where it is."""
    if not give_back:
        return
    if concern.about_label == Suggestion._meta.label_lower:
        given = Suggestion.objects.filter(pk=concern.about_id, reach=Reach.RESTRICTED, reach_before__isnull=False)
        if given.update(reach=F("reach_before"), reach_before=None):
            suggestion = Suggestion.objects.get(pk=concern.about_id)
            still_hidden = Suggestion.objects.filter(reach__lt=Reach.SERVICE, actions__isnull=False).values("actions")
            given_back = Action.objects.filter(suggestions=suggestion, reach=Reach.RESTRICTED)
            given_back.exclude(pk__in=still_hidden).update(reach=Reach.SERVICE)
            record(verb="suggestion.cleared", thing=suggestion)
    if concern.about_label == Comment._meta.label_lower:
        for comment in Comment.objects.filter(pk=concern.about_id):
            show_no_longer_at_risk(comment)


# --- People ---------------------------------------------------------------------------------------


@on("person.put_together")
def person_put_together(*, kept: Person, other: Person, **_facts) -> None:
    """Two records are one person: what they said, agreed with and answered is theirs, and counted once."""
    _move_agreements(kept, other)
    _move_answers(kept, other)
    for model, field in ((Comment, "author"), (Report, "person"), (Follow, "person"), (Suggestion, "find_out_who")):
        move_rows(model, field, kept, other)
    meetings_of_people.move_meetings(kept, other)


@on("person.new_way_in")
def hold_own_words(*, person: Person, **_facts) -> None:
    """Whoever made the new way in may come by it: what staff of the home must not read is hidden from it. What is said
    from now on is not; nobody hides from people what they said a moment ago."""
    said = Suggestion.objects.filter(author=person, reach__lt=Reach.SERVICE, held=False)
    services = set(said.values_list("service_id", flat=True))
    if said.update(held=True):
        ways_in.hold_words(person=person, services=services)


@on("person.known_again")
def show_own_words(*, person: Person, **_facts) -> None:
    Suggestion.objects.filter(author=person, held=True).update(held=False)


@on("day.tidied")
def tell_stand_ins(**_facts) -> None:
    """Posts and roles begin and end by date, so it is asked again and again; each thing is told once."""
    tell_who_stands_in()


@on("people.erased")
def forget_their_words(**_facts) -> None:
    """The index of search, and what it learnt, hold words of those who were erased."""
    search_index.index_pending()
    search_index.refresh_words()


@on("person.closed")
@on("person.died")
def person_died(*, person: Person, **_facts) -> None:
    meetings_of_people.leave_meetings(person=person)


handover.register(
    "meetings",
    _("Meetings they are to run"),
    find=meetings_of_people.meetings_to_run,
    give=meetings_of_people.give_meetings,
)
handover.register(
    "finding_out",
    _("Things they are to find out"),
    find=meetings_of_people.things_to_find_out,
    give=meetings_of_people.give_findings,
)


def _move_agreements(kept: Person, other: Person) -> None:
    """One agreement a person, and none with what they said themselves."""
    touched = set(Agreement.objects.filter(person=other).values_list("suggestion_id", flat=True))
    touched |= set(Suggestion.objects.filter(author=other).values_list("pk", flat=True))
    if touched:
        hold(*touched)
    Suggestion.objects.filter(author=other).update(author=kept)
    twice = Agreement.objects.filter(
        person=other, suggestion__in=Agreement.objects.filter(person=kept).values("suggestion")
    )
    own = Agreement.objects.filter(person__in=(kept, other), suggestion__author=kept)
    gone = list((twice | own).distinct().values_list("pk", "suggestion_id"))
    Agreement.objects.filter(pk__in=[key for key, _suggestion in gone]).delete()
    for _key, suggestion_id in gone:
        Suggestion.objects.filter(pk=suggestion_id).update(agreements=F("agreements") - 1)
    Agreement.objects.filter(person=other).update(person=kept)


def _move_answers(kept: Person, other: Person) -> None:
    """One answer a person and round; the kept record's own stays."""
    for answer in FixedAnswer.objects.filter(person=other).select_related("suggestion"):
        theirs = FixedAnswer.objects.filter(person=kept, suggestion=answer.suggestion_id, round=answer.round)
        if not theirs.exists():
            FixedAnswer.objects.filter(pk=answer.pk).update(person=kept)
            continue
        answer.delete()
        if answer.round == answer.suggestion.round:
            name = COUNTER[answer.fixed]
            Suggestion.objects.filter(pk=answer.suggestion_id).update(**{name: F(name) - 1})
