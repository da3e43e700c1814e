"""Photos and who agreed to them (RELIABILITY rule 15): said where one is added, dated, taken back by whoever sent it,
hidden by staff; and a file that is missing breaks nothing."""

import datetime as dt
import os

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, Audit, Organisation, Photo, Reach, Story
from involvement.operations import places
from involvement.operations.agreed_work import add_note
from involvement.operations.base import Refused
from involvement.operations.photos import keep_photo, take_photo_back
from involvement.operations.photos_of_work import hide_photo_of_work, show_photo_of_work
from involvement.queries.photos import logo_for_paper
from meetings.operations.suggestions.covering import hide_photo, show_photo
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
ASKED = "Ask the people in it first."


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def rosa(house):
    return make.resident("Rosa", service=house)


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def wish(house, rosa):
    made = make.suggestion("A bench, please.", service=house, author=rosa)
    type(made).objects.filter(pk=made.pk).update(reach=Reach.PUBLIC)
    made.refresh_from_db()
    return made


@pytest.fixture
def photo(wish, rosa):
    return keep_photo(actor=rosa, upload=jpeg(), about=wish, description="A green wall")


@pytest.fixture
def action(house, rosa):
    day = timezone.localdate() + dt.timedelta(days=7)
    made = Action.objects.create(title="Mend the gate", service=house, first_due_on=day, due_on=day)
    made.ownerships.create(person=rosa)
    return made


@pytest.fixture
def photo_of_gate(action, rosa):
    add_note(actor=rosa, action=action, words="So it looks.", photo=jpeg())
    return Photo.objects.get()


def shown(client, photo, page) -> bool:
    """Whether the page shows the photo, and whether it is served as the page says."""
    picture = reverse("public:photo", args=[photo.pk])
    is_shown = f'src="{picture}"' in client.get(page).content.decode()
    assert (client.get(picture).status_code == 200) == is_shown
    return is_shown


def back_of(photo) -> str:
    return reverse("public:photo-take-back", args=[photo.pk])


# --- Said and dated -------------------------------------------------------------------------------


def test_where_a_photo_is_added_it_says_who_sees_it_and_to_ask_first(client, rosa, action):
    make.sign_in(client, rosa)
    for page in ("/suggestions/new/", action.get_absolute_url(), reverse("public:action-done", args=[action.pk])):
        assert ASKED in client.get(page).content.decode(), page


def test_a_photo_says_who_agreed_and_on_which_day(photo, rosa):
    photo.refresh_from_db()
    assert (photo.owner, photo.agreed_on, photo.taken_back_on) == (rosa, TODAY(), None)


def test_without_a_name_it_says_the_month_and_nobody(wish):
    with time_machine.travel(dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)):
        kept = keep_photo(actor=None, upload=jpeg(), about=wish)
    kept.refresh_from_db()
    assert (kept.owner, kept.agreed_on) == (None, dt.date(2026, 5, 1))


# --- Taken back by whoever sent it ----------------------------------------------------------------


def test_whoever_sent_it_is_asked_and_then_nobody_sees_it(client, wish, photo, rosa, sunita):
    make.sign_in(client, rosa)
    assert back_of(photo) in client.get(wish.get_absolute_url()).content.decode()
    asked = client.get(back_of(photo)).content.decode()
    assert "Take the photo back?" in asked and shown(client, photo, wish.get_absolute_url())
    page = client.post(back_of(photo), follow=True)
    assert page.redirect_chain[-1][0] == wish.get_absolute_url()
    assert "You took the photo back." in page.content.decode()
    photo.refresh_from_db()
    assert photo.taken_back_on == photo.hidden_on == TODAY() and photo.agreed_on == TODAY()
    for who in (rosa, sunita, make.advisor()):
        make.sign_in(client, who)
        assert not shown(client, photo, wish.get_absolute_url())
    client.logout()
    assert not shown(client, photo, wish.get_absolute_url())
    assert Audit.objects.filter(kind="photo.taken_back", user=rosa.user, about_id=photo.pk).count() == 1


def test_staff_cannot_show_again_what_was_taken_back(client, wish, photo, rosa, sunita):
    take_photo_back(actor=rosa, photo=photo)
    with pytest.raises(Refused):
        show_photo(actor=sunita, suggestion=wish, photo=photo)
    make.sign_in(client, sunita).post(
        reverse("staff:meetings:suggestion-photo", args=[wish.pk]), {"photo": photo.pk, "show": "yes"}
    )
    page = client.get(wish.staff_url()).content.decode()
    assert "taken back by whoever sent it" in page and "Show the photo again" not in page
    assert not shown(client, photo, wish.staff_url())


def test_nobody_else_takes_it_back_and_nobody_twice(client, house, wish, photo, rosa, sunita):
    for who in (sunita, make.resident(service=house), make.advisor()):
        make.sign_in(client, who)
        assert back_of(photo) not in client.get(wish.get_absolute_url()).content.decode()
        assert client.get(back_of(photo)).status_code == client.post(back_of(photo)).status_code == 404
        with pytest.raises(Refused):
            take_photo_back(actor=who, photo=photo)
    client.logout()
    assert client.post(back_of(photo)).status_code == 302
    make.sign_in(client, rosa)
    assert shown(client, photo, wish.get_absolute_url())
    assert client.get(back_of(photo)).status_code == 200 and shown(client, photo, wish.get_absolute_url())
    client.post(back_of(photo))
    assert client.post(back_of(photo)).status_code == 404
    with pytest.raises(Refused):
        take_photo_back(actor=rosa, photo=photo)


def test_what_staff_have_hidden_can_still_be_taken_back_and_keeps_its_first_day(wish, photo, rosa, sunita):
    yesterday = timezone.now() - dt.timedelta(days=1)
    with time_machine.travel(yesterday):
        hide_photo(actor=sunita, suggestion=wish, photo=photo, reason="Bob did not agree.")
    take_photo_back(actor=rosa, photo=photo)
    photo.refresh_from_db()
    assert (photo.hidden_on, photo.taken_back_on) == (timezone.localdate(yesterday), TODAY())


def test_whoever_does_not_live_here_any_more_takes_theirs_back_too(client, house, action, photo_of_gate, rosa):
    action.ownerships.all().delete()
    rosa.residencies.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    make.sign_in(client, rosa)
    assert client.get(action.get_absolute_url()).status_code == 404
    assert client.get(back_of(photo_of_gate)).status_code == 200
    assert client.post(back_of(photo_of_gate)).url == "/"
    photo_of_gate.refresh_from_db()
    assert photo_of_gate.taken_back_on == TODAY()


def test_what_was_said_without_a_name_takes_its_photo_along(client, house, sunita):
    said = make.suggestion("The lamp.", service=house, who_sees="here_anonymous")
    bare = make.suggestion("The door.", service=house, who_sees="here_anonymous")
    kept, other = (keep_photo(actor=None, upload=jpeg(), about=make.suggestion(service=house)) for _ in range(2))
    Photo.objects.filter(pk=kept.pk).update(about_id=said.pk)
    goes = "Nobody will see the photo any more"
    assert goes in client.post("/suggestions/follow/take-back/", {"code": said.code}).content.decode()
    assert goes not in client.post("/suggestions/follow/take-back/", {"code": bare.code}).content.decode()
    with time_machine.travel(timezone.now().replace(day=20)):
        client.post("/suggestions/follow/take-back/", {"code": said.code, "sure": "yes"})
    kept.refresh_from_db()
    other.refresh_from_db()
    first = TODAY().replace(day=1)
    assert (kept.owner, kept.taken_back_on, kept.hidden_on) == (None, first, first)
    assert (other.taken_back_on, other.hidden_on) == (None, None)
    make.sign_in(client, sunita)
    assert not shown(client, kept, said.staff_url())
    assert not Story.objects.filter(about_id=said.pk).exists() and not Audit.objects.filter(about_id=kept.pk).exists()


# --- With agreed work -----------------------------------------------------------------------------


def hide(client, action, **fields):
    return client.post(reverse("public:action-photo", args=[action.pk]), fields, follow=True)


def test_staff_hide_the_photo_of_a_note_and_show_it_again(client, house, action, photo_of_gate, rosa, sunita):
    page, neighbour = action.get_absolute_url(), make.resident(service=house)
    make.sign_in(client, sunita)
    assert "Please say why" in hide(client, action, photo=photo_of_gate.pk).content.decode()
    assert shown(client, photo_of_gate, page)
    hide(client, action, photo=photo_of_gate.pk, reason="Bob did not agree.")
    assert not shown(client, photo_of_gate, page)
    assert "The photo is hidden." in client.get(page).content.decode()
    assert "Bob did not agree." in client.get(page).content.decode()
    for who in (rosa, neighbour):
        make.sign_in(client, who)
        assert not shown(client, photo_of_gate, page)
        text = client.get(page).content.decode()
        assert "Bob" not in text and "photo was hidden" not in text and "photo is hidden" not in text
    make.sign_in(client, sunita)
    hide(client, action, photo=photo_of_gate.pk, show="yes")
    assert shown(client, photo_of_gate, page)
    make.sign_in(client, neighbour)
    assert shown(client, photo_of_gate, page)


def test_a_forged_reason_is_kept_without_what_no_column_takes(client, action, photo_of_gate, wish, photo, sunita):
    make.sign_in(client, sunita)
    forged = {"reason": "Bob\x00 did not agree." + "x" * 300}
    hide(client, action, photo=photo_of_gate.pk, **forged)
    client.post(reverse("staff:meetings:suggestion-photo", args=[wish.pk]), {"photo": photo.pk, **forged})
    reasons = list(Story.objects.filter(verb__endswith="photo_hidden").values_list("reason", flat=True))
    assert len(reasons) == 2
    assert all(reason.startswith("Bob did not agree.") and len(reason) == 200 for reason in reasons)


def test_only_staff_there_hide_and_only_what_stands_with_that_work(client, house, action, photo_of_gate, rosa, sunita):
    day = timezone.localdate()
    other = Action.objects.create(title="Paint it", service=house, first_due_on=day, due_on=day)
    for who in (rosa, make.resident(service=house), make.staff(service=make.service())):
        make.sign_in(client, who)
        assert hide(client, action, photo=photo_of_gate.pk, reason="No.").status_code == 404
    make.sign_in(client, sunita)
    assert hide(client, other, photo=photo_of_gate.pk, reason="No.").status_code == 404
    for do, facts in ((hide_photo_of_work, {"reason": "No."}), (show_photo_of_work, {})):
        with pytest.raises(Refused):
            do(actor=sunita, action=other, photo=photo_of_gate, **facts)
    assert shown(client, photo_of_gate, action.get_absolute_url())


def test_whoever_added_it_to_agreed_work_takes_it_back_from_its_page(
    client, house, action, photo_of_gate, rosa, sunita
):
    page = action.get_absolute_url()
    make.sign_in(client, make.resident(service=house))
    assert back_of(photo_of_gate) not in client.get(page).content.decode()
    make.sign_in(client, rosa)
    assert back_of(photo_of_gate) in client.get(page).content.decode()
    assert client.post(back_of(photo_of_gate)).url == page
    assert not shown(client, photo_of_gate, page)
    make.sign_in(client, sunita)
    text = client.get(page).content.decode()
    assert "taken back by whoever sent it" in text and "Show the photo again" not in text
    with pytest.raises(Refused):
        show_photo_of_work(actor=sunita, action=action, photo=photo_of_gate)


def test_a_photo_of_the_paper_is_taken_back_by_whoever_took_it(client, house, sunita):
    meeting, colleague = make.meeting(service=house, state="being_written"), make.staff(service=house)
    make.sign_in(client, sunita)
    client.post(reverse("staff:meetings:photo", args=[meeting.pk]), {"photo": jpeg()})
    kept = Photo.objects.get()
    page = reverse("staff:meetings:live", args=[meeting.pk]) + "?step=else"
    for who, offered in ((colleague, False), (sunita, True)):
        make.sign_in(client, who)
        assert shown(client, kept, page)
        assert (back_of(kept) in client.get(page).content.decode()) == offered
    assert client.post(back_of(kept)).url == meeting.get_absolute_url()
    assert not shown(client, kept, page)


# --- A file that is missing -----------------------------------------------------------------------


def test_a_missing_file_is_not_found_and_its_page_stays_whole(client, wish, photo, rosa):
    picture, page = reverse("public:photo", args=[photo.pk]), wish.get_absolute_url()
    os.remove(photo.file.path)
    assert client.get(picture).status_code == 404
    make.sign_in(client, rosa)
    assert client.get(picture).status_code == 404 and client.get(page).status_code == 200
    assert 'alt="A green wall"' in client.get(page).content.decode()
    assert not Audit.objects.filter(kind="denied").exists(), "nobody was refused"
    assert client.post(back_of(photo)).status_code == 302


def test_a_missing_logo_leaves_pages_and_papers_whole(client, house, sunita):
    places.begin_organisation()
    places.set_logo(actor=make.advisor(), upload=jpeg(), shows="Three doors")
    logo = Organisation.current().logo
    assert logo_for_paper()["shows"] == "Three doors"
    os.remove(logo.file.path)
    assert client.get(reverse("public:logo", args=[logo.pk])).status_code == 404
    assert logo_for_paper() is None
    assert make.sign_in(client, sunita).get("/").status_code == 200
