"""What can happen to agreed work, in the words of its page."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.story_verbs import register

register("action.begun", _("Agreed"))
register("action.given", _("Somebody else does it now"))
register("action.dated", _("A new date"))
register("action.done", _("Done"))
register("action.dropped", _("Will not be done"))
register("action.reopened", _("Opened again"))
register("action.photo_hidden", _("A photo was hidden"), for_staff=True)
register("action.photo_shown", _("A photo was shown again"), for_staff=True)
register("concern.raised", _("Somebody may be at risk"), for_staff=True)
register("concern.read", _("Being read"), for_staff=True)
register("concern.closed", _("Dealt with"), for_staff=True)
register("person.added", _("Added"), for_staff=True)
register("person.moved_in", _("Moved in"), for_staff=True)
register("person.moved_out", _("Moved out"), for_staff=True)
register("person.changed", _("Changed"), for_staff=True)
register("person.card_made", _("Sign-in card printed"), for_staff=True)
register("person.invited", _("Invited by e-mail"), for_staff=True)
register("person.sign_in_made", _("Made their own sign-in"), for_staff=True)
register("person.email_confirmed", _("Confirmed their e-mail address"), for_staff=True)
register("person.second_step_reset", _("Second step of signing in taken away"), for_staff=True)
register("person.put_together", _("Two records put together"), for_staff=True)
register("person.died", _("Has died"), for_staff=True)
register("person.death_taken_back", _("The death was recorded by mistake"), for_staff=True)
register("person.champion_began", _("Became champion"), for_staff=True)
register("person.champion_ended", _("Is no longer champion"), for_staff=True)
register("person.post_began", _("Began to work here"), for_staff=True)
register("person.post_ended", _("No longer works here"), for_staff=True)
register("person.role_began", _("Began in a role"), for_staff=True)
register("person.role_ended", _("Ended a role"), for_staff=True)
for name, words in {
    "taken": _("Somebody is doing it"),
    "handed_back": _("Handed back"),
    "told": _("Told"),
    "left_note": _("Left a note"),
    "moved_on": _("Moved on"),
    "not_wanted": _("Does not want to know"),
    "tried": _("Tried, not in"),
    "undone": _("Changed back"),
    "not_reached": _("“Nobody told me”"),
}.items():
    register(f"telling.{name}", words, for_staff=True)
register("service.opened", _("Added"), for_staff=True)
register("service.changed", _("Changed"), for_staff=True)
register("promise.made", _("Promised"), for_staff=True)
register("promise.changed", _("Changed"), for_staff=True)
register("promise.ended", _("No longer promised"), for_staff=True)
