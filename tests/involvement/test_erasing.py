"""Somebody asks to be forgotten; the advisor says yes, the sign-in closes, and a month later nothing leads to them
(RELIABILITY rule 24)."""

import datetime as dt
import logging

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from involvement import erasures
from involvement.backup.rows import lines
from involvement.backup.tables import all_tables
from involvement.models import (
    Action,
    ActionNote,
    ActionOwner,
    Audit,
    Concern,
    Forgetting,
    Invitation,
    JoinRequest,
    Organisation,
    OutboxRow,
    Person,
    Photo,
    Post,
    Residency,
    ReturnedMail,
    SignInCard,
    Story,
    User,
)
from involvement.operations import accounts, erasing, people, retention
from involvement.operations.agreed_work import add_note, agree_action, drop
from involvement.operations.base import Refused
from involvement.operations.outbox import Address, send
from involvement.operations.photos import keep_photo
from involvement.operations.safeguarding import raise_concern
from involvement.operations.sweep import sweep
from involvement.queries.forgetting import work_of_forgetting
from involvement.registry.privacy import Fate, links, register_links
from meetings.models import (
    AgendaItem,
    Attendance,
    Comment,
    CountedAgreement,
    FixedAnswer,
    Report,
    SearchWord,
    Suggestion,
)
from meetings.operations import search_index
from meetings.operations.meetings.agenda import put_on
from meetings.operations.suggestions.agreeing import agree
from meetings.operations.suggestions.talking import report
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    """A list of erasures and a media folder of this test's own."""
    settings.ERASURES_FILE = tmp_path / "apart" / "erasures.txt"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def ada():
    return make.advisor("Ada", email="ada@example.org")


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def asked(person: Person) -> Forgetting:
    return erasing.ask(actor=person, person=person)


def confirmed(person: Person, by: Person) -> Forgetting:
    forgetting = asked(person)
    erasing.confirm(actor=by, asked=forgetting)
    return forgetting


def erased(person: Person, by: Person) -> None:
    confirmed(person, by)
    assert erasing.erase_due(day=in_days(30)) == 1


# --- Nothing is forgotten to be forgotten -------------------------------------------------------------


def pointing_at_somebody() -> set[str]:
    """Every field of every model that names a person or a sign-in, from the models themselves."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        fields = (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
        if model._meta.proxy:
            fields = model._meta.concrete_model._meta.local_concrete_fields
        found |= {
            f"{model._meta.label_lower}.{field.name}" for field in fields if field.related_model in (Person, User)
        }
    return found


def test_every_field_that_names_somebody_says_what_becomes_of_it():
    declared = {name for name, _link in links.items()}
    assert pointing_at_somebody() - declared == set()
    assert declared - pointing_at_somebody() == set()
    assert len(declared) > 45


def test_a_row_that_stays_needs_a_reason():
    with pytest.raises(ValueError, match="nothing says why"):
        register_links("involvement.story", Fate.KEPT, "other")
    assert all(link.why for _name, link in links.items() if link.fate != Fate.ERASED)


# --- What goes, and what stays ------------------------------------------------------------------------

MARK = "zqforgetme"


def with_everything(house, other) -> Person:
    """Somebody whose every word, name and address holds MARK."""
    rosa = make.champion(
        f"Rosa {MARK}",
        service=house,
        full_name=f"Rosa Full{MARK}",
        email=f"{MARK}@example.org",
        phone="020 7946 0777",
        postal_address=f"1 {MARK} Road",
        safe_contact_note=f"Ask for {MARK}",
        interpreter=MARK,
        told_by="email",
        room=MARK,
    )
    User.objects.filter(pk=rosa.user_id).update(username=f"rosa{MARK}", email=f"{MARK}@example.org")
    rosa.user.refresh_from_db()
    EmailAddress.objects.create(user=rosa.user, email=f"{MARK}@example.org")
    make.app_step(rosa)
    accounts.make_card(actor=other, person=rosa)
    accounts.invite(actor=other, person=rosa)
    ways = {"name": f"Rosa {MARK}", "words": f"{MARK} please", "room": MARK}
    JoinRequest.objects.create(service=house, person=rosa, **ways)
    ReturnedMail.objects.create(address=f"{MARK}@example.org", reason="bounced", since=timezone.now(), words=MARK)
    JoinRequest.objects.create(service=house, reach_me=f"{MARK.upper()}@example.org", **ways)
    send(kind="account.join_declined", to=Address(f"{MARK}@example.org", "join"), occasion="zq")
    _says(rosa, house, other)
    _works(rosa, house, other)
    other_record = make.resident(f"Rosie {MARK}", service=house, email=f"{MARK}2@example.org", signs_in=False)
    people.put_together(actor=make.advisor(), kept=rosa, other=other_record)
    rosa.refresh_from_db()
    return rosa


def _says(rosa: Person, house, other: Person) -> None:
    said = {
        name: make.suggestion(f"{MARK} {name} words", title=f"{MARK} {name}", service=house, author=rosa, who_sees=sees)
        for name, sees in (("own", "here_named"), ("waiting", "here_staff_only"), ("team", "team"))
    }
    answered = {"status": "done", "public_answer": "There is one.", "private_note": f"{MARK} again", "shown": True}
    covered = {"covered_title": f"Some {MARK}", "covered_words": f"{MARK} covered", "cover_reason": "a name"}
    Suggestion.objects.filter(pk=said["own"].pk).update(done_on=in_days(0), waiting_since=None, **answered, **covered)
    keep_photo(actor=rosa, upload=jpeg(), about=said["own"], description=f"{MARK} in the garden")
    theirs = make.suggestion(service=house, author=make.resident(service=house))
    make.comment(f"Yes {MARK}", suggestion=theirs, author=rosa)
    agree(actor=rosa, suggestion=theirs)
    agree(actor=other, suggestion=said["own"])
    report(actor=rosa, suggestion=theirs, words=f"{MARK} is wrong")
    FixedAnswer.objects.create(suggestion=theirs, person=rosa, fixed=False, words=f"{MARK} still")
    meeting = make.meeting(service=house, state="planned", starts_at=timezone.now() + dt.timedelta(days=3), chair=rosa)
    put_on(actor=rosa, meeting=meeting, title=f"About {MARK}")
    held = make.meeting(service=house, state="held", written_by=other)
    Attendance.objects.create(meeting=held, person=rosa, came=True, reply="coming")
    raise_concern(actor=rosa, words="Somebody is not safe.", service=house)
    Concern.objects.update(state="closed")
    search_index.index_pending()
    search_index.refresh_words()


def _works(rosa: Person, house, other: Person) -> None:
    own = Suggestion.objects.get(title=f"{MARK} own")
    day = in_days(9)
    for title in (own.title, "A lamp"):
        agree_action(actor=other, title=title, due_on=day, service=house, owners=[rosa, other], answers=[])
    first, lamp = Action.objects.order_by("pk")
    own.actions.add(first)
    note = add_note(actor=rosa, action=lamp, words=f"{MARK} has a screw", photo=jpeg())
    assert Photo.objects.filter(about_id=note.pk).exists()
    drop(actor=rosa, action=lamp, reason=f"{MARK} has no time")
    sweep(urgent=False)


def everything_that_is_kept(folder) -> str:
    """Every table as a backup writes it, what SQLite keeps for its search, the files with their names, and the list of
    erasures."""
    found = ["\n".join(line.decode() for table in all_tables() for line in lines(table))]
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            found.append(repr(cursor.fetchall()))
    files = [path for path in folder.rglob("*") if path.is_file()]
    found += [f"{path}\n{path.read_bytes()!r}" for path in files]
    return "\n".join(found).lower()


def test_every_marker_is_gone_from_tables_files_and_the_log(
    house, ada, tmp_path, caplog, django_capture_on_commit_callbacks
):
    other = make.staff("Sunita", service=house)
    rosa = with_everything(house, other)
    key, users = rosa.pk, set(User.objects.filter(person__chosen_name__contains=MARK).values_list("pk", flat=True))
    before = everything_that_is_kept(tmp_path)
    assert before.count(MARK) > 60
    assert "020 7946 0777" in before
    photos = [path.name for path in tmp_path.rglob("*.jpg")]
    assert len(photos) == 2
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        erased(rosa, ada)
    after = everything_that_is_kept(tmp_path)
    for trace in (MARK, "020 7946 0777", *photos):
        assert trace not in after, after[after.index(trace) - 300 : after.index(trace) + 100]
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert MARK not in logged.lower()
    assert not Person.objects.filter(pk=key).exists() and not User.objects.filter(pk__in=users).exists()
    assert not list(tmp_path.rglob("*.jpg"))
    assert not SearchWord.objects.filter(word__contains=MARK).exists()


def test_what_was_decided_stays_and_the_numbers_with_it(house, ada):
    other = make.staff("Sunita", service=house)
    rosa = with_everything(house, other)
    numbers = dict(Suggestion.objects.values_list("pk", "agreements"))
    erased(rosa, ada)
    own = Suggestion.objects.get(status="done")
    assert (own.author, own.words, own.public_answer) == (None, "", "There is one.")
    assert own.title == "Something about: Something else" == Action.objects.order_by("pk")[0].title
    assert own.shown_words == "The words are not kept any more."
    assert dict(Suggestion.objects.values_list("pk", "agreements")) == numbers
    assert CountedAgreement.objects.get(source="forgotten").number == 1
    team = Suggestion.objects.get(who_sees="team")
    assert team.is_anonymous and (team.posted_at.day, team.posted_at.hour) == (1, 0)
    taken_back = Suggestion.objects.filter(status="taken_back", waiting_since=None, shown=False)
    assert taken_back.count() == 2
    held, planned = Attendance._meta.get_field("meeting").related_model.objects.order_by("starts_at")
    assert (held.more_came, held.written_by, planned.chair) == (1, other, None)
    assert not Attendance.objects.exists() and not Comment.objects.exists() and not ActionNote.objects.exists()
    assert AgendaItem.objects.get(kind="put_on").title == "Put on by somebody here"
    assert (Report.objects.get().words, Report.objects.get().person) == ("", None)
    assert list(ActionOwner.objects.values_list("person", flat=True).distinct()) == [other.pk]
    concern = Concern.objects.get()
    assert (concern.words, concern.raised_by) == ("Somebody is not safe.", None)
    theirs = Suggestion.objects.exclude(author=None).get()
    assert theirs.comments_shown == 0
    for model in (SignInCard, Invitation, JoinRequest, Forgetting, EmailAddress, Photo):
        assert not model.objects.exists(), model


def test_its_story_names_nobody_and_the_audit_keeps_the_opaque_id(house, ada):
    rosa = with_everything(house, make.staff(service=house))
    mark, key = str(rosa.mark), rosa.pk
    erased(rosa, ada)
    assert not Story.objects.filter(about_label="involvement.person", about_id=key).exists()
    assert (
        Story.objects.filter(verb="action.dropped").get().reason == ""
        and not Action.objects.exclude(reason="").exists()
    )
    entry = Audit.objects.get(kind="person.erased")
    assert (entry.user, entry.about_id, entry.reason) == (ada.user, None, mark)
    assert len(erasures.known()) == 2 and mark in map(str, erasures.known())
    assert Story.objects.filter(verb="suggestion.forgotten", actor=None).count() == 3


def test_what_staff_wrote_at_their_work_stays_without_a_name(house, ada):
    sunita, rosa = make.staff("Sunita", service=house), make.resident(service=house)
    wish = make.suggestion(service=house, author=rosa)
    make.comment("We have asked.", suggestion=wish, author=sunita, as_staff=True)
    make.comment("I want it too.", suggestion=wish, author=sunita)
    action = agree_action(actor=sunita, title="A lamp", due_on=in_days(3), service=house, owners=[rosa])
    add_note(actor=sunita, action=action, words="It is ordered.")
    Post.objects.filter(person=sunita).update(ends_on=timezone.localdate())
    erased(sunita, ada)
    assert list(Comment.objects.values_list("words", "author")) == [("We have asked.", None)]
    assert list(ActionNote.objects.values_list("words", "author")) == [("It is ordered.", None)]
    assert Action.objects.get().made_by is None


def test_pages_with_what_is_left_are_still_there(client, house, ada):
    other = make.staff("Sunita", service=house)
    rosa = with_everything(house, other)
    own = Suggestion.objects.get(title=f"{MARK} own")
    erased(rosa, ada)
    make.sign_in(client, other)
    for address in (
        own.get_absolute_url(),
        own.staff_url(),
        reverse("meetings:suggestions"),
        reverse("staff:story"),
        reverse("public:actions"),
        reverse("public:action", args=[Action.objects.order_by("pk")[0].pk]),
        *[reverse("meetings:meeting", args=[key]) for key in AgendaItem.objects.values_list("meeting", flat=True)],
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert MARK not in answer.content.decode().lower()
    assert "The words are not kept any more." in client.get(own.get_absolute_url()).content.decode()


# --- When ---------------------------------------------------------------------------------------------


def test_a_month_is_a_month_by_the_calendar():
    assert erasing.a_month_after(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert erasing.a_month_after(dt.date(2026, 11, 29)) == dt.date(2026, 12, 29)
    assert erasing.a_month_after(dt.date(2026, 12, 31)) == dt.date(2027, 1, 31)


def test_the_sign_in_closes_at_once_and_nothing_is_sent_but_one_goodbye(client, house, ada, mailoutbox):
    sunita = make.staff("Sunita", service=house, email="sunita@example.org")
    rosa = make.champion("Rosa", service=house, email="rosa@example.org", told_by="email")
    make.sign_in(client, rosa)
    agree_action(actor=sunita, title="A lamp", due_on=in_days(3), service=house, owners=[rosa])
    confirmed(rosa, ada)
    assert client.get("/me/").status_code == 302
    rosa.refresh_from_db()
    assert rosa.forget_on == in_days(30) and not rosa.user.is_active
    assert not rosa.champion_terms.current().exists()
    agree_action(actor=sunita, title="A shelf", due_on=in_days(3), service=house, owners=[rosa])
    sweep(urgent=False)
    to_rosa = [mail for mail in mailoutbox if mail.to == ["rosa@example.org"]]
    assert [mail.subject for mail in to_rosa] == ["We will forget you, as you asked"]
    assert "Did you not ask for it?" in to_rosa[0].body
    others = {mail.to[0]: mail for mail in mailoutbox if mail.to != ["rosa@example.org"]}
    assert others.keys() == {"ada@example.org", "sunita@example.org"}
    assert not any("Rosa" in f"{mail.subject} {mail.body}" for mail in others.values())
    assert erasing.erase_due(day=in_days(29)) == 0 and Person.objects.filter(pk=rosa.pk).exists()
    assert erasing.erase_due(day=in_days(30)) == 1 and erasing.erase_due(day=in_days(30)) == 0


def test_for_a_month_it_can_be_taken_back(house, ada):
    rosa = make.resident("Rosa", service=house)
    forgetting = confirmed(rosa, ada)
    erasing.undo(actor=ada, asked=forgetting)
    rosa.refresh_from_db()
    rosa.user.refresh_from_db()
    assert rosa.forget_on is None and rosa.user.is_active and not Forgetting.objects.exists()
    assert not OutboxRow.objects.filter(kind="account.forgotten").exclude(state="cancelled").exists()
    assert erasing.erase_due(day=in_days(31)) == 0
    with pytest.raises(Refused):
        erasing.undo(actor=ada, asked=forgetting)


def test_whoever_works_here_hands_over_first(house, ada):
    grace = make.manager("Grace", service=house)
    forgetting = asked(grace)
    with pytest.raises(Refused, match="still have work"):
        erasing.confirm(actor=ada, asked=forgetting)
    Post.objects.filter(person=grace).update(ends_on=timezone.localdate())
    erasing.confirm(actor=ada, asked=forgetting)
    with pytest.raises(Refused):
        erasing.confirm(actor=ada, asked=forgetting)


def test_nobody_says_yes_to_themselves(ada):
    with pytest.raises(Refused, match="Somebody else"):
        erasing.confirm(actor=ada, asked=asked(ada))


def test_the_team_hears_of_it_once_a_day_however_often_somebody_asks(house, ada):
    sam = make.resident("Sam", service=house)
    for _time in range(3):
        erasing.withdraw(actor=sam, asked=asked(sam))
    asked(sam)
    row = OutboxRow.objects.get(kind="account.forget_asked", person=ada)
    assert row.values["path"] == reverse("advisor:forgettings")


def test_twice_is_once_and_it_can_be_withdrawn_until_the_yes(house, ada):
    rosa = make.resident(service=house)
    first = asked(rosa)
    with pytest.raises(Refused):
        asked(rosa)
    erasing.withdraw(actor=rosa, asked=first)
    second = confirmed(rosa, ada)
    with pytest.raises(Refused):
        erasing.withdraw(actor=rosa, asked=second)
    rosa.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        erasing.ask(actor=ada, person=rosa)


@pytest.mark.parametrize("about", ["raised", "suggestion", "comment"])
def test_while_somebody_deals_with_a_worry_it_waits(house, ada, about):
    rosa, sunita = make.resident(service=house), make.staff(service=house)
    wish = make.suggestion(service=house, author=rosa if about == "suggestion" else sunita)
    comment = make.comment(suggestion=wish, author=rosa if about == "comment" else sunita)
    thing = {"suggestion": wish, "comment": comment, "raised": None}[about]
    raise_concern(actor=rosa if about == "raised" else sunita, words="Help.", service=house, about=thing)
    confirmed(rosa, ada)
    assert erasing.erase_due(day=in_days(30)) == 0
    Concern.objects.update(state="closed")
    assert erasing.erase_due(day=in_days(30)) == 1


def test_who_cannot_be_put_on_the_list_is_not_erased(house, ada, settings, tmp_path):
    rosa = make.resident(service=house)
    confirmed(rosa, ada)
    (tmp_path / "file").write_text("no folder")
    settings.ERASURES_FILE = tmp_path / "file" / "erasures.txt"
    assert erasing.erase_due(day=in_days(30)) == 0
    assert Person.objects.filter(pk=rosa.pk).exists()


def test_who_moved_on_long_ago_is_forgotten_by_retention(house, ada):
    def moved_on(name, **fields):
        person = make.ended_resident(name, service=house, **fields)
        Person.objects.filter(pk=person.pk).update(created_at=timezone.now() - dt.timedelta(days=400))
        return person

    gone, still_here = moved_on("Gone", signs_in=False), make.resident("Here", service=house)
    signs_in, does_it, worried = moved_on("Signs in"), moved_on("Does it"), moved_on("Worried")
    User.objects.filter(person=signs_in).update(last_login=timezone.now() + dt.timedelta(days=300))
    agree_action(actor=ada, title="A lamp", due_on=in_days(9), service=house, owners=[does_it])
    raise_concern(actor=worried, words="Help.", service=house)

    def night(days):
        return retention.forget_in_time(now=timezone.now() + dt.timedelta(days=days))["people"]

    assert night(2190) == 0
    assert night(2194) == 1
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert set(Person.objects.all()) == {still_here, signs_in, does_it, worried, ada}
    Organisation.objects.update_or_create(pk=1, defaults={"keep_people_years": 0})
    Organisation.forget()
    Concern.objects.update(state="closed")
    assert night(20_000) == 0
    Organisation.forget()


# --- Pages --------------------------------------------------------------------------------------------


def test_from_my_page_to_the_night(client, house, ada):
    rosa = make.resident("Rosa", service=house, email="rosa@example.org")
    make.sign_in(client, rosa)
    page = client.get(reverse("customer:forget")).content.decode()
    assert "Shall we forget you?" in page and "The words of what you said" in page and "nobody can find it" in page
    assert not Forgetting.objects.exists()
    client.post(reverse("customer:forget"))
    due = Forgetting.objects.get().due_on
    mine = client.get("/me/").content.decode()
    assert "You asked us on" in mine and "I changed my mind" in mine
    client.post(reverse("customer:forget-not"))
    assert not Forgetting.objects.exists()
    client.post(reverse("customer:forget"))
    forgetting = Forgetting.objects.get()
    assert forgetting.due_on == due == erasing.a_month_after(timezone.localdate())
    address = reverse("advisor:forgetting", args=[forgetting.pk])
    make.sign_in(client, ada)
    assert "Rosa asked to be forgotten" in client.get("/").content.decode()
    page = client.get(address).content.decode()
    assert "Forget Rosa?" in page and "Yes, close it now" in page
    assert Person.objects.get(pk=rosa.pk).forget_on is None
    client.post(address, {"step": "yes"})
    assert Person.objects.get(pk=rosa.pk).forget_on == in_days(30)
    assert "Rosa asked to be forgotten" not in client.get("/").content.decode()
    assert "Take it back" in client.get(address).content.decode()
    assert "Rosa" in client.get(reverse("advisor:forgettings")).content.decode()
    client.post(address, {"step": "undo"})
    assert not Forgetting.objects.exists() and Person.objects.get(pk=rosa.pk).forget_on is None


def test_the_team_does_not_learn_that_there_was_a_worry(client, house, ada):
    rosa = make.resident(service=house)
    raise_concern(actor=rosa, words="Help.", service=house)
    make.sign_in(client, ada)
    page = client.get(reverse("advisor:forgetting", args=[asked(rosa).pk])).content.decode()
    assert "Your name on worries about safety" not in page and "Your name, how to reach you" in page


def test_late_is_said(client, house, ada):
    rosa = make.resident("Rosa", service=house)
    erasing.ask(actor=ada, person=rosa, asked_on=in_days(-40))
    (item,) = work_of_forgetting(make.viewer(ada))
    assert item.late and item.due < timezone.localdate()
    assert work_of_forgetting(make.viewer(rosa)) == []


def test_staff_write_down_that_somebody_asked_and_those_elsewhere_do_not(client, house):
    rosa = make.resident("Rosa", service=house)
    address = reverse("staff:person-forget", args=[rosa.pk])
    make.sign_in(client, make.staff(service=make.service()))
    assert client.get(address).status_code == client.post(address, {"day": str(in_days(-2))}).status_code == 404
    make.sign_in(client, make.staff(service=house))
    assert "Did Rosa ask to be forgotten?" in client.get(address).content.decode()
    assert client.post(address, {"day": str(in_days(1))}).status_code == 200 and not Forgetting.objects.exists()
    assert client.post(address, {"day": str(in_days(-2))}).status_code == 302
    assert Forgetting.objects.get().asked_on == in_days(-2)
    assert (
        "to be forgotten. The involvement team answers."
        in client.get(reverse("staff:person", args=[rosa.pk])).content.decode()
    )


def test_only_the_team_says_yes(client, house, ada):
    rosa, grace = make.resident(service=house), make.manager(service=house)
    address = reverse("advisor:forgetting", args=[asked(rosa).pk])
    for who in (rosa, grace, make.board_member()):
        make.sign_in(client, who)
        assert client.get(address).status_code == client.post(address, {"step": "yes"}).status_code == 404
    assert Forgetting.objects.asked().exists()
    make.sign_in(client, make.deputy_advisor(ends_on=in_days(3)))
    assert client.post(address, {"step": "anything"}).status_code == 404
    assert client.post(address, {"step": "yes"}).status_code == 302
    assert not Forgetting.objects.asked().exists()


def test_what_must_end_first_is_said_with_its_way(client, house, ada):
    grace = make.manager("Grace", service=house)
    address = reverse("advisor:forgetting", args=[asked(grace).pk])
    make.sign_in(client, ada)
    page = client.get(address).content.decode()
    assert reverse("staff:post-end", args=[grace.posts.get().pk]) in page and "Yes, close it now" not in page
    client.post(address, {"step": "yes"})
    assert Forgetting.objects.asked().exists()


def test_a_closed_record_takes_nothing_more(client, house, ada):
    sunita, rosa = make.staff(service=house), make.resident("Rosa", service=house)
    confirmed(rosa, ada)
    make.sign_in(client, sunita)
    page = client.get(reverse("staff:person", args=[rosa.pk])).content.decode()
    assert "They asked to be forgotten." in page and "Print a sign-in card" not in page
    assert client.post(reverse("staff:person-card", args=[rosa.pk])).status_code == 404
    assert "Rosa" not in client.get(reverse("staff:people")).content.decode()
    rosa.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        accounts.make_card(actor=sunita, person=rosa)
    assert Residency.objects.current().filter(person=rosa).exists()


def test_reading_changes_nothing(client, house, ada):
    rosa = make.resident(service=house)
    forgetting = asked(rosa)
    make.sign_in(client, ada)
    before = [list(model.objects.values()) for model in (Person, Forgetting, OutboxRow)]
    for address in (reverse("advisor:forgettings"), reverse("advisor:forgetting", args=[forgetting.pk])):
        client.get(address), client.head(address)
    make.sign_in(client, rosa)
    client.get(reverse("customer:forget"))
    assert client.get(reverse("customer:forget-not")).status_code == 405
    assert [list(model.objects.values()) for model in (Person, Forgetting, OutboxRow)] == before
    assert settings.ERASURES_FILE
