"""What the base tells people."""

from django.utils.translation import gettext_lazy as _

from involvement.models import Action, Carrier, Concern
from involvement.notice_samples import register_samples
from involvement.registry.notices import Group, Notice, register
from involvement.reminder_notices import register_reminders
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


def _about_work(name: str, subject, words) -> None:
    """Something that its owner said they would do, while it is theirs to do."""
    register(
        Notice(
            kind=f"action.{name}",
            group=Group.HELPING,
            subject=subject,
            template=f"involvement/notices/action_{name}",
            in_person=_said(words),
            prefetched=("ownerships",),
            still_true=_still_to_do,
            same_mail=True,
        )
    )


def _about_safety(name: str, subject, template: str) -> None:
    """Never a word of what was said: "something needs you", with a link (RELIABILITY rule 12)."""
    register(
        Notice(
            kind=f"concern.{name}",
            group=Group.ALWAYS,
            subject=subject,
            template=f"involvement/notices/{template}",
            related=("service",),
            still_true=_still_unread,
        )
    )


def _says_mail_returns(_thing, row) -> str:
    """What staff ask somebody whose e-mail comes back."""
    if row.values.get("unwanted"):
        return str(
            _("Our e-mail to you was marked as unwanted, so we send you none. Is that right? How shall we tell you?")
        )
    return str(_("Our e-mail to you comes back. Do you have another address? Or shall we tell you in another way?"))


def _still_returns(_thing, row) -> str:
    return "" if row.person is None or row.person.mail_returns else str(_("Their e-mail works."))


def _about_account(name: str, subject, *, group: Group = Group.ALWAYS, in_person="", **more) -> None:
    """Signing in and belonging here. The code and the secret of a link stand in the row's ``secret``, which is wiped
    when it is sent."""
    register(
        Notice(
            kind=f"account.{name}",
            group=group,
            subject=subject,
            template=f"involvement/notices/account_{name}",
            in_person=in_person,
            needs_thing=False,
            **more,
        )
    )


_about_work(
    "yours",
    _("Something that you said you would do"),
    _("It was agreed that you will help with this: “{title}”. It is to be done by {due}."),
)
_about_work(
    "date",
    _("A new date for something that you do"),
    _("There is a new date for “{title}”. It is now to be done by {due}."),
)
_about_safety("raised", _("Something needs you"), "concern")
_about_safety("late", _("Something needs you now"), "concern_late")
# About no thing: whoever gets it may read nothing of the worry, not even of which home it is.
register(
    Notice(
        kind="concern.nobody",
        group=Group.ALWAYS,
        subject=_("Something needs you now"),
        template="involvement/notices/concern_nobody",
        needs_thing=False,
    )
)
_about_account("sign_in_code", _("Your code to sign in"), carriers=(Carrier.EMAIL,))
_about_account("invitation", _("Your invitation"), carriers=(Carrier.EMAIL,))
_about_account("confirm_email", _("Is this your e-mail address?"), carriers=(Carrier.EMAIL,))
# The same words whoever it is: staff may carry them, and learn nothing of what was said past them.
_about_account(
    "new_card",
    _("A new card for you. Did you ask for it?"),
    in_person=_("Staff made a new card for you. Did you ask for it? If not, tell the involvement team."),
)
_about_account(
    "second_step_changed",
    _("Your sign-in has changed. Was it you?"),
    in_person=_(
        "How you sign in was changed just now: the second step. Was it you? If not, tell the involvement team at once."
    ),
)
_about_account(
    "second_step_reset",
    _("Your sign-in has changed. Did you ask for it?"),
    in_person=_(
        "The second step of your sign-in was taken away, as you had lost it. You are signed out everywhere. Did you "
        "ask for it? If not, tell the involvement team at once."
    ),
)
_about_account("move_answered", _("Something that you asked has an answer"), group=Group.WORK)
_about_account("words_held", _("Something needs you"), group=Group.WORK)
_about_account(
    "joined",
    _("The answer to what you asked us"),
    in_person=_("You asked to join us here. The answer is yes. Welcome!"),
)
_about_account(
    "join_declined",
    _("The answer to what you asked us"),
    in_person=_("You asked to join us here. This time the answer is no. You can ask us why."),
)
_about_account(
    "mail_returns",
    _("Your e-mail comes back"),
    in_person=_says_mail_returns,
    still_true=_still_returns,
    carriers=(Carrier.IN_PERSON, Carrier.PHONE, Carrier.LETTER, Carrier.CHAMPION, Carrier.KEY_WORKER),
)
_about_account("forget_asked", _("Somebody asked to be forgotten"), group=Group.WORK)
_about_account("forgets_somebody", _("Somebody at your home is to be forgotten"), group=Group.WORK)
_about_account(
    "forgotten",
    _("We will forget you, as you asked"),
    in_person=lambda _thing, row: str(
        _(
            "You asked us to forget you. Your sign-in is closed now. On {day} we take away what leads to you. Did you "
            "not ask for it? Tell us before that day."
        )
    ).format(day=day(row.person.forget_on)),
    says_goodbye=True,
)
register_reminders()
register_samples()
