"""The audit: refusals, papers that leave the portal, sign-ins, roles, settings; ids only, for a year (RELIABILITY
rules 21 to 23)."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Audit, OutboxRow, Person, Post, Role, StaffedHours
from involvement.operations import audit, places, standing
from involvement.operations.agreed_work import agree_action, forget_action
from involvement.operations.outbox import send
from involvement.operations.photos import keep_photo
from involvement.tasks import forget_in_time
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


def denials(user=None):
    rows = Audit.objects.filter(kind="denied", **({"user": user} if user else {}))
    return list(rows.order_by("pk").values_list("about_label", "about_id"))


# --- Refusals -------------------------------------------------------------------------------------


def test_a_refusal_stays_with_who_where_and_which_and_a_page_that_opens_leaves_none(client, house, sunita):
    rosa, elsewhere = make.resident("Rosa", service=house), make.staff(service=make.service())
    address = reverse("staff:person", args=[rosa.pk])
    assert make.sign_in(client, sunita).get(address).status_code == 200
    assert denials() == []
    assert make.sign_in(client, elsewhere).get(address).status_code == 404
    assert denials() == [("staff:person", rosa.pk)] == denials(elsewhere.user)
    assert "Rosa" not in repr(list(Audit.objects.filter(kind="denied").values()))


def test_a_thing_that_is_not_there_is_noted_and_answered_like_one_that_is_denied(client, house):
    rosa, elsewhere = make.resident(service=house), make.staff(service=make.service())
    make.sign_in(client, elsewhere).get("/staff/")
    answers = []
    for key in (rosa.pk, rosa.pk + 1000):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("staff:person", args=[key]))
        answers.append((answer.status_code, len(asked)))
    assert answers[0] == answers[1] and answers[0][0] == 404
    assert denials() == [("staff:person", rosa.pk), ("staff:person", rosa.pk + 1000)]


@pytest.mark.parametrize("address", ["/staff/people/", "/advisor/", "/board/", "/admin/", "/admin/involvement/person/"])
def test_a_door_that_is_not_theirs_is_noted(client, house, address):
    rosa = make.resident(service=house)
    assert make.sign_in(client, rosa).get(address).status_code == 404
    assert len(denials(rosa.user)) == 1 == len(denials())


def test_nobody_signed_in_and_an_address_that_is_none_leave_nothing(client, house, sunita):
    rosa = make.resident(service=house)
    assert client.get(reverse("staff:person", args=[rosa.pk])).status_code == 302
    assert make.sign_in(client, sunita).get("/nothing-here/").status_code == 404
    assert denials() == []


def test_a_posted_refusal_is_noted_and_changes_nothing_else(client, house):
    rosa = make.resident(service=house)
    wish = make.suggestion(service=make.service())
    answer = make.sign_in(client, rosa).post(f"{wish.get_absolute_url()}agree/", {"agree": "yes"})
    assert answer.status_code == 404 and denials() == [("meetings:suggestion-agree", None)]
    wish.refresh_from_db()
    assert wish.agreements == 0


def test_a_key_that_no_row_can_have_breaks_nothing(client, sunita):
    assert make.sign_in(client, sunita).get(f"/staff/people/{'9' * 40}/").status_code == 404
    assert denials() == [("staff:person", None)]


def test_one_person_cannot_fill_the_table_and_nobody_else_is_left_out(client, house, monkeypatch):
    monkeypatch.setattr(audit, "DENIALS_AN_HOUR", 3)
    flood, other = make.resident(service=house), make.resident(service=house)
    make.sign_in(client, flood)
    for key in range(5):
        assert client.get(reverse("staff:person", args=[key + 1])).status_code == 404
    kept = Audit.objects.filter(kind="denied", user=flood.user).order_by("pk")
    assert list(kept.values_list("about_label", "reason")) == [("staff:person", ""), ("staff:person", "")] + [
        ("staff:person", "and more")
    ]
    make.sign_in(client, other).get("/staff/")
    assert len(denials(other.user)) == 1
    audit.note_denied(user=flood.user, page="staff:person", key=9)
    assert len(denials(flood.user)) == 3
    Audit.objects.bulk_create(
        Audit(kind="denied", user=other.user, at=timezone.now() - dt.timedelta(minutes=61)) for _ in range(5)
    )
    audit.note_denied(user=other.user, page="staff:person", key=9)
    assert denials(other.user)[-1] == ("staff:person", 9), "those of an hour ago count no more"


def test_whoever_looks_for_what_was_said_without_a_name_is_paired_with_nothing(client, house):
    """Its author is the likeliest to look for it where it is not shown: no key stands beside their sign-in."""
    rosa = make.resident(service=house)
    wish = make.suggestion("The lamp.", service=house, who_sees="here_anonymous", shown=False)
    photo = keep_photo(actor=None, upload=jpeg(), about=wish)
    said = make.comment("Me too.", suggestion=make.suggestion(service=make.service()), author=rosa)
    make.sign_in(client, rosa)
    on = wish.get_absolute_url()
    looked_at = [on, f"{on}others/", f"{on}report/", f"{on}take-back/", reverse("public:photo", args=[photo.pk])]
    looked_at += [f"/comments/{said.pk + 1}/change/", f"/staff/suggestions/{wish.pk}/", f"/staff/comments/{said.pk}/"]
    for address in looked_at:
        assert client.get(address).status_code == 404, address
    kept = list(Audit.objects.filter(kind="denied", user=rosa.user).values())
    assert len(kept) == len(looked_at) and {row["about_id"] for row in kept} == {None}
    for key in (wish.pk, photo.pk, said.pk):
        assert str(key) not in repr(kept)


# --- Papers that leave the portal -----------------------------------------------------------------


def papers_of(person):
    kept = Audit.objects.filter(kind="export", user=person.user).order_by("pk")
    return list(kept.values_list("reason", "about_label", "about_id"))


def test_each_paper_that_is_taken_is_noted_and_a_refused_one_is_not(client, house, sunita):
    rosa = make.resident("Rosa", service=house, told_by=Person.ToldBy.LETTER)
    meeting = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=3))
    send(kind="meeting.planned", to=rosa, about=meeting, occasion="1")
    row = OutboxRow.objects.get()
    taken = {
        reverse("staff:tell-list") + f"?service={house.code}": ("handover", "involvement.service", house.pk),
        reverse("staff:tell-list"): ("handover", "", None),
        reverse("staff:tell-letter", args=[row.pk]): ("letter", "involvement.outboxrow", row.pk),
        reverse("staff:meetings:pack", args=[meeting.pk]): ("papers", "meetings.meeting", meeting.pk),
        reverse("staff:meetings:noticeboard", args=[house.pk]): ("noticeboard", "involvement.service", house.pk),
        reverse("meetings:minutes-pdf", args=[meeting.pk]): ("minutes", "meetings.meeting", meeting.pk),
    }
    elsewhere = make.staff(service=make.service())
    make.sign_in(client, elsewhere)
    for address in list(taken)[2:]:
        assert client.get(address).status_code == 404, address
    assert papers_of(elsewhere) == []
    make.sign_in(client, sunita)
    for address in taken:
        answer = client.get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", address
    assert papers_of(sunita) == list(taken.values())
    assert "Rosa" not in repr(list(Audit.objects.values()))


def test_a_card_that_is_printed_is_noted(client, house, sunita):
    rosa = make.resident(service=house)
    answer = make.sign_in(client, sunita).post(reverse("staff:person-card", args=[rosa.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert Audit.objects.filter(kind="card.made", user=sunita.user).count() == 1


# --- Sign-ins, roles, settings --------------------------------------------------------------------


def test_a_wrong_code_is_a_sign_in_that_failed(client, house):
    rosa = make.resident(service=house)
    rosa.user.email = "rosa@example.org"
    rosa.user.save()
    for email in ("rosa@example.org", "nobody@example.org"):
        client.post("/sign-in/code/", {"email": email, "device": "own"})
        client.post("/sign-in/code/confirm/", {"code": "planted"})
    assert list(Audit.objects.values_list("kind", "user")) == [("sign_in.failed", None)] * 2
    assert "planted" not in repr(list(Audit.objects.values()))


def test_roles_posts_and_champions_are_noted_when_they_begin_and_end(house):
    ada = make.advisor()
    rosa = make.resident(service=house)
    kinds = []
    post = standing.begin_post(actor=ada, person=rosa, service=house, kind=Post.Kind.STAFF)
    standing.end_post(actor=ada, post=post)
    term = standing.begin_champion(actor=ada, person=rosa, service=house)
    standing.end_champion(actor=ada, term=term)
    role = standing.begin_role(actor=ada, person=rosa, kind=Role.Kind.BOARD)
    standing.end_role(actor=ada, role=role)
    kinds = list(Audit.objects.filter(user=ada.user).order_by("pk").values_list("kind", flat=True))
    expected = [f"{what}.{how}" for what in ("post", "champion", "role") for how in ("began", "ended")]
    assert [kind for kind in kinds if kind in expected] == expected


def test_settings_are_noted_by_the_names_of_their_fields(house):
    ada = make.advisor()
    places.begin_organisation()
    organisation = places.Organisation.objects.get()
    places.save_organisation(actor=ada, organisation=organisation, fields=["name", "help_phone"])
    places.set_logo(actor=ada)
    places.set_footer_links(actor=ada, links=[], gone=[])
    places.save_service(actor=ada, service=house, fields=["name"])
    hours = StaffedHours(weekday=0, opens="09:00", closes="17:00")
    places.set_hours(actor=ada, service=house, hours=[hours], gone=[])
    assert list(Audit.objects.filter(user=ada.user).order_by("pk").values_list("kind", "reason")) == [
        ("organisation.changed", "help_phone, name"),
        ("organisation.changed", "logo"),
        ("organisation.changed", "footer_links"),
        ("service.changed", "name"),
        ("service.changed", "hours"),
    ]


def test_agreed_work_that_is_undone_is_noted_since_nothing_else_is_left_of_it(house, sunita):
    day = timezone.localdate()
    action = agree_action(actor=sunita, title="Mend the gate", due_on=day, service=house)
    key = action.pk
    forget_action(actor=sunita, action=action)
    kept = Audit.objects.get(kind="action.forgotten")
    assert (kept.user, kept.about_label, kept.about_id) == (sunita.user, "involvement.action", key)
    assert "gate" not in repr(list(Audit.objects.values()))


# --- Only added to, and kept for a year -----------------------------------------------------------


def entry(days: int) -> Audit:
    return Audit.objects.create(kind="sign_in", at=timezone.now() - dt.timedelta(days=days))


def refused(change) -> bool:
    """Whether the database itself refuses it."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_no_entry_is_changed_and_none_of_the_last_year_deleted():
    old, new = entry(400), entry(364)
    for kept in (old, new):
        assert refused(lambda kept=kept: Audit.objects.filter(pk=kept.pk).update(kind="nothing"))
    assert refused(lambda: Audit.objects.filter(pk=new.pk).delete())
    assert refused(lambda: Audit.objects.all().delete())
    assert not refused(lambda: Audit.objects.filter(pk=old.pk).delete())
    assert list(Audit.objects.all()) == [new]


def test_every_night_what_is_older_than_a_year_goes():
    old, new = entry(367), entry(365)
    forget_in_time()
    assert list(Audit.objects.all()) == [new]
    forget_in_time()
    assert list(Audit.objects.all()) == [new]
    assert old.pk is not None


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_audit_too_and_leaves_it_as_strict_as_before():
    entry(0)
    call_command("flush", interactive=False, verbosity=0)
    assert not Audit.objects.exists()
    new = entry(0)
    assert refused(new.delete)
