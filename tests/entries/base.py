"""Operations of the base, how each is run, and the entries that it makes: verbs of the story, kinds of the audit."""

from django.test import Client
from django.utils import timezone

from involvement.models import FooterLink, Invitation, Service, StaffedHours
from involvement.operations import (
    accounts,
    agreed_work,
    beginning,
    equality,
    erasing,
    handing_over,
    joining,
    people,
    photos,
    photos_of_work,
    places,
    promises,
    returned_mail,
    safeguarding,
    second_step,
    standing,
    telling,
    ways_in,
)
from involvement.queries.sessions import sessions_of
from tests import make
from tests.entries.place import Place
from tests.world import picture


def by(actor, **arguments) -> dict:
    return {"actor": actor, **arguments}


def signed_in(w: Place) -> dict:
    make.sign_in(Client(), w.patrick)
    return {"person": w.patrick, "handle": sessions_of(w.patrick.user)[0].handle}


def with_step(w: Place):
    return make.app_step(w.grace)


def held(w: Place):
    w.patrick.words_held_at = timezone.now()
    w.patrick.save()
    return w.patrick


def comes_back(w: Place):
    returned_mail.mail_came_back(address=w.jo.email, reason="bounced", at=timezone.now())
    w.jo.refresh_from_db()
    return w.jo


def died(w: Place):
    people.record_death(actor=w.sunita, person=w.jo)
    return w.jo


def photo_of_work(w: Place, *, hidden: bool) -> dict:
    action = w.action()
    note = agreed_work.add_note(actor=w.sunita, action=action, words="Look", photo=picture())
    photo = photos.every_photo_of(note).get()
    if hidden:
        photos_of_work.hide_photo_of_work(actor=w.sunita, action=action, photo=photo, reason="A face")
    return {"action": action, "photo": photo}


def secret_of(w: Place) -> str:
    Invitation.objects.create(person=w.jo, token_hash=accounts._hash("zq-secret"), made_by=w.sunita, expires_at=w.later)
    return "zq-secret"


def a_post(w: Place):
    return w.sunita.posts.get()


def stays(w: Place):
    return w.patrick.residencies.get()


def a_term(w: Place):
    return standing.begin_champion(actor=w.sunita, person=w.patrick, service=w.house)


def a_role(w: Place):
    return make.board_member("Bo").roles.get()


def changed_promise(w: Place) -> dict:
    promise = w.promise()
    promise.words = "We meet each month."
    return by(w.advisor, promise=promise, fields=["words"])


def late_concern(w: Place) -> dict:
    concern = w.concern()
    return {"concern": concern, "now": concern.due_at}


def new_home() -> Service:
    return Service(name="New House", kind="hostel", area="North", code="new")


def hours(w: Place) -> StaffedHours:
    return StaffedHours(service=w.house, weekday=0, opens="09:00", closes="17:00")


def portal_message(w: Place) -> dict:
    row = w.message
    row.carrier = "portal"
    row.save()
    return by(w.patrick, rows=[row])


def asked(w: Place):
    return erasing.ask(actor=w.patrick, person=w.patrick)


def confirmed(w: Place):
    forgetting = asked(w)
    erasing.confirm(actor=w.advisor, asked=forgetting)
    return forgetting


FORGETTING = [
    (
        erasing.ask,
        lambda w: by(w.sunita, person=w.patrick),
        "person.forget_asked",
        "audit:person.forget_asked",
    ),
    (
        erasing.withdraw,
        lambda w: by(w.advisor, asked=asked(w)),
        "person.forget_withdrawn",
        "audit:person.forget_withdrawn",
    ),
    (
        erasing.confirm,
        lambda w: by(w.advisor, asked=asked(w)),
        "person.forget_confirmed",
        "audit:person.forget_confirmed",
        "audit:sessions.ended",
    ),
    (
        erasing.undo,
        lambda w: by(w.advisor, asked=confirmed(w)),
        "person.forget_undone",
        "audit:person.forget_undone",
    ),
    (
        erasing.erase_person,
        lambda w: confirmed(w) and by(w.advisor, person=w.patrick),
        "audit:person.erased",
    ),
    (erasing.erase_records, lambda w: {"records": [w.patrick]}, "none: who erases makes the entry"),
]
OPERATIONS = [
    *FORGETTING,
    (accounts.make_card, lambda w: by(w.sunita, person=w.jo), "person.card_made", "audit:card.made"),
    (
        accounts.choose_own_words,
        lambda w: {"person": w.patrick, "words": "violin cabbage ladder storm"},
        "audit:words.changed",
    ),
    (accounts.invite, lambda w: by(w.sunita, person=w.jo), "person.invited", "audit:invitation.made"),
    (
        accounts.accept_invitation,
        lambda w: {"secret": secret_of(w), "user_name": "jojo", "words": "violin cabbage ladder storm"},
        "person.sign_in_made",
        "audit:invitation.used",
        "audit:words.changed",
    ),
    (
        accounts.send_sign_in_code,
        lambda w: {"email": "x@example.org", "code": "123456", "expires_at": w.later},
        "none: a code that was asked for opens nothing yet; that it was used is an entry",
    ),
    (accounts.end_sessions, lambda w: {"person": w.patrick}, "audit:sessions.ended"),
    (accounts.end_session, signed_in, "audit:session.ended"),
    (accounts.close_sign_in, lambda w: {"person": w.patrick}, "audit:sessions.ended"),
    (
        agreed_work.agree_action,
        lambda w: by(w.sunita, title="X", due_on=w.soon, service=w.house, owners=[w.jo]),
        "action.begun",
    ),
    (agreed_work.give_to, lambda w: by(w.sunita, action=w.action(), owners=[w.jo]), "action.given"),
    (
        agreed_work.settle_action,
        lambda w: by(w.sunita, action=w.action(), owners=[w.jo]),
        "none: nobody was told yet; that it was agreed is the entry",
    ),
    (
        agreed_work.add_note,
        lambda w: by(w.sunita, action=w.action(), words="Going well"),
        "none: the note stands on the page itself, with its author and time",
    ),
    (agreed_work.move_date, lambda w: by(w.sunita, action=w.action(), due_on=w.today, reason="x"), "action.dated"),
    (agreed_work.finish, lambda w: by(w.sunita, action=w.action()), "action.done"),
    (agreed_work.drop, lambda w: by(w.sunita, action=w.action(), reason="Too dear"), "action.dropped"),
    (agreed_work.reopen, lambda w: by(w.sunita, action=w.ended_action()), "action.reopened"),
    (agreed_work.forget_action, lambda w: by(w.sunita, action=w.action()), "audit:action.forgotten"),
    (
        equality.keep_answers,
        lambda w: by(w.patrick, answers={"age": "25"}, agreed_to=1),
        "none: that somebody answered is nobody's business, and when would tell whose answer made a figure differ",
    ),
    (
        equality.forget_answers,
        lambda w: by(w.patrick),
        "none: the same",
    ),
    (
        handing_over.hand_over_and_end,
        lambda w: by(w.grace, post=a_post(w), given={}),
        "person.post_ended",
        "audit:post.ended",
    ),
    (
        joining.ask_to_join,
        lambda w: {"code": "bromley", "name": "Ash", "reach_me": "x"},
        "none: nobody is here yet; the answer is an entry",
    ),
    (
        beginning.begin_portal,
        lambda w: (w.advisor.roles.all().delete(), {"organisation": "x", "advisor": "Ada", "email": ""})[1],
        "person.card_made",
        "audit:role.began",
        "audit:card.made",
    ),
    (joining.move_or_ask, lambda w: by(w.sunita, person=w.patrick, service=w.other), "audit:join.asked"),
    (joining.accept_join, lambda w: by(w.sunita, request=w.joining()), "person.moved_in", "audit:join.accepted"),
    (joining.decline_join, lambda w: by(w.sunita, request=w.joining()), "audit:join.declined"),
    (people.add_person, lambda w: by(w.sunita, service=w.house, chosen_name="Ash"), "person.moved_in"),
    (
        people.add_colleague,
        lambda w: by(w.grace, service=w.house, chosen_name="Sam", email="sam@example.org"),
        "person.invited",
        "audit:invitation.made",
        "audit:post.began",
    ),
    (
        people.invite_with_role,
        lambda w: by(w.advisor, chosen_name="Bo", email="bo@example.org", kind="board"),
        "person.invited",
        "audit:role.began",
        "audit:invitation.made",
    ),
    (people.change_person, lambda w: by(w.sunita, person=w.jo, phone="020 7946 0555"), "person.changed"),
    (
        people.put_together,
        lambda w: by(w.sunita, kept=w.patrick, other=w.jo),
        "person.put_together",
        "audit:person.put_together",
    ),
    (people.record_death, lambda w: by(w.sunita, person=w.jo), "person.died", "audit:person.died"),
    (
        people.death_was_a_mistake,
        lambda w: by(w.advisor, person=died(w)),
        "person.death_taken_back",
        "audit:person.death_taken_back",
    ),
    (
        photos.keep_photo,
        lambda w: by(w.patrick, upload=picture(), about=w.wish()),
        "none: it comes with what it shows, whose entry says it",
    ),
    (photos.take_photo_back, lambda w: by(w.patrick, photo=w.photo(w.wish(), w.patrick)), "audit:photo.taken_back"),
    (
        photos.take_photos_back_without_name,
        lambda w: {"about": w.nameless()},
        "none: it would keep when its author was here",
    ),
    (
        photos.set_hidden,
        lambda w: (lambda about: {"photo": w.photo(about), "among": photos.every_photo_of(about), "hidden": True})(
            w.wish()
        ),
        "none: what calls it says of what the photo is",
    ),
    (photos.keep_logo, lambda w: {"upload": picture(), "about": w.organisation}, "none: what calls it is the entry"),
    (
        photos_of_work.hide_photo_of_work,
        lambda w: by(w.sunita, reason="A face", **photo_of_work(w, hidden=False)),
        "action.photo_hidden",
    ),
    (photos_of_work.show_photo_of_work, lambda w: by(w.sunita, **photo_of_work(w, hidden=True)), "action.photo_shown"),
    (places.begin_organisation, lambda w: {}, "none: the portal does it once, before anybody is there"),
    (
        places.save_organisation,
        lambda w: by(w.advisor, organisation=w.organisation, fields=["name"]),
        "audit:organisation.changed",
    ),
    (places.set_logo, lambda w: by(w.advisor, upload=picture(), shows="Doors"), "audit:organisation.changed"),
    (
        places.set_footer_links,
        lambda w: by(
            w.advisor, links=[FooterLink(organisation=w.organisation, label="x", url="https://example.org")], gone=[]
        ),
        "audit:organisation.changed",
    ),
    (
        places.save_service,
        lambda w: by(w.advisor, service=new_home(), fields=["name"]),
        "service.opened",
        "audit:service.opened",
    ),
    (
        places.set_hours,
        lambda w: by(w.advisor, service=w.house, hours=[hours(w)], gone=[]),
        "service.changed",
        "audit:service.changed",
    ),
    (promises.make_promise, lambda w: by(w.advisor, promise=w.new_promise()), "promise.made", "audit:promise.made"),
    (promises.change_promise, changed_promise, "promise.changed", "audit:promise.changed"),
    (
        returned_mail.mail_came_back,
        lambda w: {"address": w.jo.email, "reason": "bounced", "at": timezone.now()},
        "person.mail_returns",
    ),
    (returned_mail.mail_works, lambda w: by(w.sunita, person=comes_back(w)), "person.mail_works"),
    (
        safeguarding.raise_concern,
        lambda w: by(w.patrick, words="I am afraid", service=w.house),
        "concern.raised",
        "audit:concern.raised",
    ),
    (safeguarding.read_concern, lambda w: by(w.lead, concern=w.concern()), "concern.read"),
    (
        safeguarding.close_concern,
        lambda w: by(w.lead, concern=safeguarding.read_concern(actor=w.lead, concern=w.concern()), decision="Done"),
        "concern.closed",
        "audit:concern.closed",
    ),
    (safeguarding._escalate, late_concern, "none: the machine asks again; nobody did anything"),
    (
        second_step.add_app,
        lambda w: {"person": w.grace, "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"},
        "audit:second_step.added",
    ),
    (second_step.add_passkey, lambda w: {"person": w.grace, "name": "Key", "answer": {}}, "audit:second_step.added"),
    (second_step.renew_codes, lambda w: with_step(w) and {"person": w.grace}, "audit:second_step.codes"),
    (
        second_step.remove,
        lambda w: {"person": w.grace, "pk": with_step(w).pk, "may_be_last": True},
        "audit:second_step.removed",
    ),
    (
        second_step.reset,
        lambda w: with_step(w) and by(w.advisor, person=w.grace),
        "person.second_step_reset",
        "audit:second_step.reset",
        "audit:sessions.ended",
    ),
    (standing.move_in, lambda w: by(w.sunita, person=make.person("Ash"), service=w.house), "person.moved_in"),
    (standing.move_out, lambda w: by(w.sunita, residency=stays(w)), "person.moved_out"),
    (standing.set_home, lambda w: by(w.sunita, residency=stays(w), room="7", key_worker=None), "person.changed"),
    (
        standing.begin_post,
        lambda w: by(w.grace, person=make.person("Sam"), service=w.house),
        "person.post_began",
        "audit:post.began",
    ),
    (standing.end_post, lambda w: by(w.grace, post=a_post(w)), "person.post_ended", "audit:post.ended"),
    (
        standing.begin_champion,
        lambda w: by(w.sunita, person=w.patrick, service=w.house),
        "person.champion_began",
        "audit:champion.began",
    ),
    (standing.end_champion, lambda w: by(w.sunita, term=a_term(w)), "person.champion_ended", "audit:champion.ended"),
    (
        standing.begin_role,
        lambda w: by(w.advisor, person=w.sunita, kind="board"),
        "person.role_began",
        "audit:role.began",
    ),
    (standing.end_role, lambda w: by(w.advisor, role=a_role(w)), "person.role_ended", "audit:role.ended"),
    (telling.take, lambda w: by(w.sunita, row=w.message), "telling.taken"),
    (telling.hand_back, lambda w: by(w.sunita, row=w.message_in("taken")), "telling.handed_back"),
    (telling.end, lambda w: by(w.sunita, row=w.message_in("taken"), ending="told"), "telling.told"),
    (telling.tried, lambda w: by(w.sunita, row=w.message_in("taken")), "telling.tried"),
    (telling.undo, lambda w: by(w.sunita, row=w.message_in("told")), "telling.undone"),
    (telling.nobody_told_me, lambda w: by(w.patrick, row=w.message_in("told")), "telling.not_reached"),
    (telling.mark_seen, portal_message, "none: what somebody reads of their own is nobody's business"),
    (ways_in.show_words_again, lambda w: by(w.advisor, person=held(w)), "audit:words.shown"),
]
