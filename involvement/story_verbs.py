"""What can happen to what the base keeps, in the words of its pages; and what the audit keeps."""

from django.utils.translation import gettext_lazy as _

from involvement.models import (
    Action,
    ChampionTerm,
    Concern,
    Invitation,
    JoinRequest,
    Organisation,
    Person,
    Post,
    Promise,
    Role,
    Service,
    SignInCard,
    User,
)
from involvement.queries import story_things
from involvement.registry.story_verbs import register, register_audit, register_thing

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
register("person.mail_returns", _("Their e-mail comes back"), for_staff=True)
register("person.mail_works", _("Their e-mail works again"), for_staff=True)
register("person.second_step_reset", _("Second step of signing in taken away"), for_staff=True)
register("person.put_together", _("Two records put together"), for_staff=True)
register("person.died", _("Has died"), for_staff=True)
register("person.death_taken_back", _("The death was recorded by mistake"), for_staff=True)
register("person.forget_asked", _("Asked to be forgotten"), for_staff=True)
register("person.forget_withdrawn", _("Does not want to be forgotten any more"), for_staff=True)
register("person.forget_confirmed", _("Will be forgotten"), for_staff=True)
register("person.forget_undone", _("Will not be forgotten"), for_staff=True)
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

for name, words in {
    "sign_in": _("Signed in"),
    "sign_in.failed": _("Somebody could not sign in"),
    "denied": _("Was not let in"),
    "export": _("Took a file out of the portal"),
    "audit.read": _("Read the audit"),
    "person.read": _("Read somebody’s page"),
    "person.put_together": _("Put two records together"),
    "person.died": _("Recorded a death"),
    "person.death_taken_back": _("Took a death back that was recorded by mistake"),
    "person.forget_asked": _("Kept that somebody asked to be forgotten"),
    "person.forget_withdrawn": _("Kept that somebody does not want to be forgotten any more"),
    "person.forget_confirmed": _("Said yes to forgetting somebody"),
    "person.forget_undone": _("Took back that somebody will be forgotten"),
    "person.erased": _("Somebody was forgotten"),
    "card.made": _("Printed a sign-in card"),
    "words.changed": _("Chose new words for signing in"),
    "words.held": _("Words hidden until it is known who signs in"),
    "words.shown": _("Words shown again"),
    "invitation.made": _("Invited somebody"),
    "invitation.used": _("Used an invitation"),
    "session.ended": _("Signed out on one device"),
    "sessions.ended": _("Signed out everywhere"),
    "second_step.failed": _("Second step of signing in was not right"),
    "second_step.added": _("Added a second step of signing in"),
    "second_step.codes": _("Made new spare codes"),
    "second_step.removed": _("Removed a second step of signing in"),
    "second_step.reset": _("Second step of signing in taken away"),
    "join.asked": _("Asked whether somebody can move in"),
    "join.accepted": _("Let somebody join"),
    "join.declined": _("Did not let somebody join"),
    "photo.taken_back": _("Took a photo back"),
    "action.forgotten": _("An action was taken out with the decision that made it"),
    "concern.raised": _("Said that somebody may be at risk"),
    "concern.seen": _("Read a worry about safety"),
    "concern.closed": _("Dealt with a worry about safety"),
    "post.began": _("Gave a post"),
    "post.ended": _("Ended a post"),
    "champion.began": _("Made somebody champion"),
    "champion.ended": _("Ended a champion’s term"),
    "role.began": _("Gave a role"),
    "role.ended": _("Ended a role"),
    "organisation.changed": _("Changed what is set for the organisation"),
    "service.opened": _("Added a home"),
    "service.changed": _("Changed a home"),
    "promise.made": _("Made a promise"),
    "promise.changed": _("Changed a promise"),
    "promise.ended": _("Ended a promise"),
    "backup.made": _("A backup was made"),
    "backup.restored": _("A backup was restored"),
}.items():
    register_audit(name, words)

register_thing("involvement.action", _("Agreed work"), seen=Action.objects.visible_to, named=story_things.name_actions)
register_thing(
    "involvement.person",
    _("Person"),
    seen=Person.objects.visible_to,
    named=story_things.name_people,
    at=story_things.people_at,
)
register_thing(
    "involvement.concern",
    _("Worry about safety"),
    seen=Concern.objects.visible_to,
    named=story_things.name_concerns,
)
register_thing(
    "involvement.outboxrow",
    _("Telling somebody"),
    seen=story_things.messages_seen,
    named=story_things.name_messages,
)
register_thing(
    "involvement.service",
    _("Home"),
    seen=Service.objects.run_by,
    named=story_things.name_services,
    at=story_things.services_at,
)
register_thing("involvement.promise", _("Promise"), seen=Promise.objects.visible_to, named=story_things.name_promises)
register_thing("involvement.photo", _("Photo"), seen=story_things.photos_seen, named=story_things.no_name)
for model, words in {
    ChampionTerm: _("Champion’s term"),
    Invitation: _("Invitation"),
    JoinRequest: _("Somebody asking to join"),
    Post: _("Post"),
    SignInCard: _("Sign-in card"),
    Role: _("Role"),
}.items():
    register_thing(
        model._meta.label_lower,
        words,
        seen=story_things.for_the_team(model),
        named=story_things.by_person(model),
    )
register_thing(
    "involvement.user",
    _("Sign-in"),
    seen=story_things.for_the_team(User),
    named=story_things.name_sign_ins,
)
register_thing(
    "involvement.organisation",
    _("The organisation"),
    seen=story_things.for_the_team(Organisation),
    named=story_things.no_name,
)
