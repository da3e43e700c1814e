"""Ending a post with its open work handed to colleagues, and how the base's own kinds of work are handed over."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from involvement.models import Action, ActionOwner, OutboxRow, Person, Post, Reach, Residency, Service
from involvement.operations.base import Refused, operation, record
from involvement.operations.standing import end_post
from involvement.registry.handover import OpenWork, kinds_of_work, open_work_of


@operation
def hand_over_and_end(
    *, actor: Person, post: Post, ends_on: dt.date | None = None, given: dict[tuple[str, int], Person]
) -> None:
    """End a post (today by default) and give each piece of its open work, by (kind, id), to a colleague. Work
    that came up since the form was opened must be given too. Raises Refused for work that nobody gets, and for
    somebody who does not work there."""
    team = set(Post.objects.current().filter(service=post.service).values_list("person_id", flat=True))
    team.discard(post.person_id)
    by_kind: dict[tuple[str, int], list[int]] = {}
    for kind, works in open_work_of(post.person, post.service):
        for work in works:
            to = given.get((kind.name, work.id))
            if to is None:
                raise Refused(_("Something was left without anybody: %(title)s.") % {"title": work.title})
            if to.pk not in team:
                raise Refused(_("%(name)s does not work there.") % {"name": to.chosen_name})
            by_kind.setdefault((kind.name, to.pk), []).append(work.id)
    people = {person.pk: person for person in given.values()}
    for (name, to_id), ids in by_kind.items():
        kinds_of_work.get(name).give(ids=ids, person=post.person, to=people[to_id], actor=actor)
    end_post(actor=actor, post=post, ends_on=ends_on)


# --- Actions ----------------------------------------------------------------------------------------


def actions_of(person: Person, service: Service) -> list[OpenWork]:
    """Open actions of this service that the person said they would do as staff: those that its staff may see."""
    owned = ActionOwner.objects.filter(person=person, as_staff=True).values("action_id")
    actions = Action.objects.open().filter(service=service, pk__in=owned, reach__gte=Reach.SERVICE).order_by("due_on")
    return [OpenWork(action.pk, action.title) for action in actions]


def give_actions(*, ids, person: Person, to: Person, actor: Person) -> None:
    for ownership in ActionOwner.objects.filter(person=person, action__in=ids).select_related("action"):
        try:
            with transaction.atomic():
                ActionOwner.objects.filter(pk=ownership.pk).update(person=to, as_staff=True)
        except IntegrityError:
            ownership.delete()
        record(verb="action.given", thing=ownership.action, actor=actor, actor_role="manager")


# --- Telling people, and being somebody's key worker ------------------------------------------------


def tellings_of(person: Person, service: Service) -> list[OpenWork]:
    """What the person took from the list and has not told yet."""
    rows = OutboxRow.objects.filter(taken_by=person, service=service, state=OutboxRow.State.TAKEN)
    return [
        OpenWork(row.pk, _("Tell %(name)s") % {"name": row.person.chosen_name if row.person else _("the noticeboard")})
        for row in rows.select_related("person")
    ]


def give_tellings(*, ids, person: Person, to: Person, actor: Person) -> None:
    OutboxRow.objects.filter(pk__in=ids, taken_by=person, state=OutboxRow.State.TAKEN).update(taken_by=to)


def key_worker_roles_of(person: Person, service: Service) -> list[OpenWork]:
    rows = Residency.objects.current().filter(key_worker=person, service=service).select_related("person")
    return [OpenWork(row.pk, row.person.chosen_name) for row in rows.order_by("person__chosen_name")]


def give_key_worker_roles(*, ids, person: Person, to: Person, actor: Person) -> None:
    for residency in Residency.objects.filter(pk__in=ids, key_worker=person).select_related("person"):
        Residency.objects.filter(pk=residency.pk).update(key_worker=to)
        record(verb="person.changed", thing=residency.person, actor=actor, actor_role="manager", fields=["key_worker"])
