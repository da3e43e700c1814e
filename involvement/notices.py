"""What the base tells people."""

from django.utils.translation import gettext_lazy as _

from involvement.models import Action, Concern
from involvement.registry.notices import Group, Notice, register
from involvement.templatetags.portal import day


def _still_to_do(action: Action, row) -> str:
    """Why an action's owner need not hear of it any more."""
    if action.state != Action.State.OPEN:
        return str(_("It is not to be done any more."))
    owns = {ownership.person_id for ownership in action.ownerships.all()}
    return "" if row.person_id in owns else str(_("Somebody else does it now."))


def _said(words):
    """A sentence with the action's title and the day by which it is now to be done."""
    return lambda action, row: str(words).format(title=action.title, due=day(action.due_on))


def _still_unread(concern: Concern, row) -> str:
    return "" if concern.state == Concern.State.WAITING else str(_("Somebody has read it."))


register(
    Notice(
        kind="action.yours",
        group=Group.HELPING,
        subject=_("Something that you said you would do"),
        template="involvement/notices/action_yours",
        in_person=_said(_("It was agreed that you will help with this: “{title}”. It is to be done by {due}.")),
        prefetched=("ownerships",),
        still_true=_still_to_do,
    )
)
register(
    Notice(
        kind="action.date",
        group=Group.HELPING,
        subject=_("A new date for something that you do"),
        template="involvement/notices/action_date",
        in_person=_said(_("There is a new date for “{title}”. It is now to be done by {due}.")),
        prefetched=("ownerships",),
        still_true=_still_to_do,
    )
)
register(
    Notice(
        kind="action.due",
        group=Group.HELPING,
        subject=_("Something that you said you would do"),
        template="involvement/notices/action_due",
        in_person=_said(_("You said that you would help with “{title}”. The date is {due}. How is it going?")),
        prefetched=("ownerships",),
        still_true=_still_to_do,
    )
)
# Never a word of what was said: "something needs you", with a link (RELIABILITY rule 12).
register(
    Notice(
        kind="concern.raised",
        group=Group.ALWAYS,
        subject=_("Something needs you"),
        template="involvement/notices/concern",
        related=("service",),
        still_true=_still_unread,
    )
)
register(
    Notice(
        kind="concern.late",
        group=Group.ALWAYS,
        subject=_("Something needs you now"),
        template="involvement/notices/concern_late",
        related=("service",),
        still_true=_still_unread,
    )
)
# Signing in. The code and the secret of a link stand in the row's ``secret``, which is wiped when it is sent.
register(
    Notice(
        kind="account.sign_in_code",
        group=Group.ALWAYS,
        subject=_("Your code to sign in"),
        template="involvement/notices/account_sign_in_code",
        needs_thing=False,
    )
)
register(
    Notice(
        kind="account.invitation",
        group=Group.ALWAYS,
        subject=_("Your invitation"),
        template="involvement/notices/account_invitation",
        needs_thing=False,
    )
)
register(
    Notice(
        kind="account.confirm_email",
        group=Group.ALWAYS,
        subject=_("Is this your e-mail address?"),
        template="involvement/notices/account_confirm_email",
        needs_thing=False,
    )
)
# The same words whoever it is: staff may carry them, and learn nothing of what was said past them.
register(
    Notice(
        kind="account.new_card",
        group=Group.ALWAYS,
        subject=_("Did you ask for this?"),
        template="involvement/notices/account_new_card",
        in_person=_("Staff made a new card for you. Did you ask for it? If not, tell the involvement team."),
        needs_thing=False,
    )
)
register(
    Notice(
        kind="account.move_answered",
        group=Group.WORK,
        subject=_("Something that you asked has an answer"),
        template="involvement/notices/account_move_answered",
        needs_thing=False,
    )
)
register(
    Notice(
        kind="account.words_held",
        group=Group.WORK,
        subject=_("Something needs you"),
        template="involvement/notices/account_words_held",
        needs_thing=False,
    )
)
register(
    Notice(
        kind="account.joined",
        group=Group.ALWAYS,
        subject=_("You asked us something"),
        template="involvement/notices/account_joined",
        in_person=_("You asked to join us here. The answer is yes. Welcome!"),
        needs_thing=False,
    )
)
