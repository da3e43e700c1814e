"""What the base forgets in time, what it takes away with a person, and what becomes of each field that names one."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from involvement.models import (
    Action,
    ActionNote,
    ActionOwner,
    Audit,
    ChampionTerm,
    Concern,
    EqualityAnswers,
    Forgetting,
    Invitation,
    JoinRequest,
    OutboxRow,
    Person,
    Photo,
    PortalSession,
    Post,
    Promise,
    Residency,
    Role,
    SignInCard,
    Story,
    User,
)
from involvement.operations import erasing, forgetting
from involvement.operations.equality import forget_who_left
from involvement.registry.privacy import Fate, register_links, register_part, register_rule, register_wait

# --- In time ------------------------------------------------------------------------------------------

register_rule("addresses", _("Where a message went"), forgetting.old_addresses, setting="keep_sent_days")
register_rule("messages", _("What somebody was told"), forgetting.old_messages, setting="keep_messages_months")
register_rule(
    "ways in", _("Cards, invitations, who asked to join"), forgetting.old_ways_in, setting="keep_ways_in_months"
)
register_rule("hidden photos", _("Photos nobody sees"), forgetting.hidden_photos, setting="keep_hidden_months")
register_rule("agreed work", _("What was said about agreed work"), forgetting.old_work, setting="keep_words_years")
register_rule("about themselves", _("What people said about themselves"), forget_who_left, setting="keep_answers_days")
# The database itself refuses to delete an entry of the last 365 days.
register_rule("audit", _("The audit"), forgetting.old_audit, days=366)
register_rule("people", _("Who moved on long ago"), erasing.moved_on_long_ago, setting="keep_people_years")

# --- With a person --------------------------------------------------------------------------------------


def _counted(*models):
    """How many rows of these models are of people, by the field ``person``."""
    return lambda keys: sum(model.objects.filter(person__in=keys).count() for model in models)


def _goes_with_the_record(leaving) -> None:
    """The database deletes it with the record of the person."""


register_part(
    "record",
    _("Your name, how to reach you, and what helps you"),
    count=len,
    erase=_goes_with_the_record,
)
register_part(
    "sign-in",
    _("Your sign-in, with its words, second step and cards"),
    count=lambda keys: User.objects.filter(person__in=keys).count() + _counted(SignInCard, Invitation)(keys),
    erase=_goes_with_the_record,
)
register_part(
    "homes",
    _("Where you lived or worked here, and being champion"),
    count=_counted(Residency, Post, ChampionTerm, Role),
    erase=_goes_with_the_record,
)
register_part(
    "joining",
    _("What you wrote to join a home"),
    count=lambda keys: forgetting.join_requests_of(keys).count(),
    erase=forgetting.erase_join_requests,
)
register_part(
    "messages",
    _("What we told you"),
    count=lambda keys: forgetting.messages_of(keys).count(),
    erase=forgetting.erase_messages,
)
register_part(
    "photos",
    _("Photos that you sent"),
    count=lambda keys: forgetting.photos_by(keys).count(),
    erase=forgetting.erase_photos,
)
register_part(
    "notes",
    _("What you wrote about things to do"),
    count=lambda keys: forgetting.notes_by(keys).count() + ActionOwner.objects.filter(person__in=keys).count(),
    erase=forgetting.erase_notes,
    stays=_("What was agreed to be done. Nobody reads any more that you do it."),
)
register_part(
    "worries",
    _("Your name on worries about safety"),
    # Not even the involvement team learns whether there are any.
    count=lambda keys: 0,
    erase=_goes_with_the_record,
    stays=_("The words of worries about safety. Those who keep people safe must keep them."),
)

register_part(
    "about themselves",
    _("What you said about yourself, to be counted"),
    # No page shows whether somebody answered.
    count=lambda keys: 0,
    erase=_goes_with_the_record,
)

ERASED, EMPTIED, KEPT = Fate.ERASED, Fate.EMPTIED, Fate.KEPT
register_links(Person, ERASED, "user", "merged_into")
for model in (SignInCard, Invitation, JoinRequest, Residency, Post, ChampionTerm, Role, ActionOwner, OutboxRow):
    register_links(model, ERASED, "person")
register_links(EqualityAnswers, ERASED, "person")
register_links(Forgetting, ERASED, "person")
register_links(Forgetting, EMPTIED, "asked_by", "confirmed_by", why="somebody else is to be forgotten")
for model in (SignInCard, Invitation):
    register_links(model, EMPTIED, "made_by", why="the card or link of somebody else")
register_links(JoinRequest, EMPTIED, "asked_by", "answered_by", why="somebody else asked to join")
register_links(Residency, EMPTIED, "key_worker", why="somebody else's home")
register_links(OutboxRow, EMPTIED, "taken_by", why="somebody else was told, and by whom is not needed")
register_links(Action, EMPTIED, "made_by", "owners", why="what was agreed")
register_links(ActionNote, EMPTIED, "author", why="what somebody wrote at their work is the house's; the others' goes")
register_links(Photo, ERASED, "owner")
register_links(Promise, EMPTIED, "owner", why="what the organisation promised")
register_links(Concern, EMPTIED, "raised_by", "read_by", why="safeguarding keeps the exact words")
register_links(Story, KEPT, "actor", why="a number that leads to nobody; it lives as long as its thing")
register_links(Audit, KEPT, "user", why="a number that leads to nobody, for a year")
register_links(PortalSession, ERASED, "user")
for label in ("user_groups", "user_user_permissions"):
    register_links(f"involvement.{label}", ERASED, "user")
for label in ("admin.logentry", "account.emailaddress", "mfa.authenticator"):
    register_links(label, ERASED, "user")


def _without_open_worries(people):
    """While those who keep people safe deal with what somebody said, they must know who it was."""
    open_one = Concern.objects.exclude(state=Concern.State.CLOSED).filter(raised_by=OuterRef("pk"))
    return people.exclude(Exists(open_one))


register_wait("open worries", _without_open_worries)
