"""What people carry: the To tell list, its endings, and "nobody told me"."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, Carrier, Organisation, OutboxRow
from involvement.operations import outbox, telling
from involvement.operations.base import Refused
from involvement.operations.sweep import sweep
from involvement.queries.to_tell import find_to_tell, to_tell, work_to_tell
from involvement.templatetags.portal import day
from tests import make
from tests.involvement.test_sweep import tell, work_for

State = OutboxRow.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def patrick(house):
    return make.resident(
        "Patrick", service=house, room="12", large_print=True, safe_contact_note="Knock and wait.", signs_in=False
    )


@pytest.fixture
def row(house, patrick):
    return tell(patrick, work_for(patrick, service=house))


def press(client, row, step):
    return client.post(reverse("staff:tell-step", args=[row.pk]), {"step": step}, follow=True)


def test_the_list_says_whom_how_what_and_what_to_mind(client, sunita, row):
    page = make.sign_in(client, sunita).get(reverse("staff:tell")).content.decode()
    for words in ("Patrick", "Room 12", "in person", "Knock and wait.", "large print", "second washing machine"):
        assert words in page


def test_ill_do_it_then_told_and_the_person_sees_when(client, sunita, patrick, row):
    make.sign_in(client, sunita)
    assert "Patrick is yours to tell" in press(client, row, "take").content.decode()
    press(client, row, "told")
    row.refresh_from_db()
    assert (row.state, row.taken_by) == (State.TOLD, sunita) and row.ended_at
    assert to_tell(make.viewer(sunita)) == []
    page = make.sign_in(client, patrick).get(reverse("customer:told")).content.decode()
    assert "in person, by Sunita" in page and "Nobody told me" in page
    assert "second washing machine" in page


def test_of_two_who_press_at_once_one_gets_it(house, sunita, row):
    kofi = make.staff("Kofi", service=house)
    as_kofi_saw_it = OutboxRow.objects.get(pk=row.pk)
    telling.take(actor=sunita, row=row)
    with pytest.raises(Refused):
        telling.take(actor=kofi, row=as_kofi_saw_it)
    with pytest.raises(Refused):
        telling.end(actor=kofi, row=as_kofi_saw_it, ending=State.TOLD)
    row.refresh_from_db()
    assert (row.state, row.taken_by) == (State.TAKEN, sunita)


def test_whom_nobody_told_is_not_cut_off_a_long_list(house, sunita, patrick, row, monkeypatch):
    monkeypatch.setattr("involvement.queries.to_tell.MOST", 2)
    telling.end(actor=sunita, row=row, ending=State.TOLD)
    for number in range(3):
        who = make.resident(f"Person{number}x", service=house, signs_in=False)
        tell(who, work_for(who, service=house))
    telling.nobody_told_me(actor=patrick, row=row)
    OutboxRow.objects.filter(nobody_told_me_at__isnull=False).update(due_at=timezone.now())
    assert to_tell(make.viewer(sunita))[0].row.nobody_told_me_at


@pytest.mark.parametrize("ending", sorted(telling.ENDINGS))
def test_each_ending_ends_it_and_can_be_undone_for_a_day(sunita, row, ending):
    telling.take(actor=sunita, row=row)
    telling.end(actor=sunita, row=row, ending=ending)
    row.refresh_from_db()
    assert row.state == ending
    telling.undo(actor=sunita, row=row)
    row.refresh_from_db()
    assert (row.state, row.ended_at, row.taken_by) == (State.TAKEN, None, sunita)
    telling.end(actor=sunita, row=row, ending=ending)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)), pytest.raises(Refused):
        telling.undo(actor=sunita, row=row)


def test_somebody_who_was_not_in_comes_back_tomorrow_for_anybody(sunita, row):
    telling.take(actor=sunita, row=row)
    telling.tried(actor=sunita, row=row)
    viewer = make.viewer(sunita)
    assert to_tell(viewer) == []
    assert [line.row.tried for line in to_tell(viewer, including_tomorrow=True)] == [1]
    with time_machine.travel(telling.tomorrow() + dt.timedelta(minutes=1)):
        (line,) = to_tell(viewer)
        assert (line.row.state, line.row.taken_by) == (State.WAITING, None)


def test_whoever_was_not_in_stands_apart_with_the_day_and_can_be_told_at_once(client, sunita, row):
    make.sign_in(client, sunita)
    press(client, row, "take")
    page = press(client, row, "tried").content.decode()
    heading = f"Tried, to be tried again from {day(telling.tomorrow())}"
    before, _heading, after = page.partition(heading)
    assert "comes back on the list tomorrow" in before and "Patrick" in after and "Knock and wait." not in before
    assert work_to_tell(make.viewer(sunita)) == []
    page = press(client, row, "take").content.decode()
    assert heading not in page and "Knock and wait." in page
    assert [item.title for item in work_to_tell(make.viewer(sunita))] == ["Tell Patrick"]


def test_what_is_late_is_late_on_the_list_and_on_the_first_page(client, house, sunita, patrick, row):
    within = dt.timedelta(days=Organisation.current().tell_within_days)
    make.sign_in(client, sunita)
    for waited, late in ((within - dt.timedelta(hours=1), False), (within + dt.timedelta(hours=1), True)):
        OutboxRow.objects.update(made_at=timezone.now() - waited)
        assert [item.late for item in work_to_tell(make.viewer(sunita))] == [late]
        page = client.get(reverse("staff:tell")).content.decode()
        assert ('<span class="chip late">Late</span>' in page) is late


@pytest.mark.parametrize("night", ["2026-03-28T22:00:00Z", "2026-10-24T22:30:00Z"])
def test_tomorrow_is_nine_in_the_morning_when_the_clocks_change_too(night):
    with time_machine.travel(night, tick=False):
        local = timezone.localtime(telling.tomorrow())
        assert (local.hour, local.date() - timezone.localdate()) == (9, dt.timedelta(days=1))


def test_handing_back_gives_it_to_everybody_again(house, sunita, row):
    kofi = make.staff("Kofi", service=house)
    telling.take(actor=sunita, row=row)
    telling.hand_back(actor=sunita, row=row)
    telling.take(actor=kofi, row=OutboxRow.objects.get(pk=row.pk))
    assert OutboxRow.objects.get(pk=row.pk).taken_by == kofi


def test_nobody_told_me_puts_it_first_on_the_list(client, house, sunita, patrick, row):
    other = make.resident("Bea", service=house)
    action = work_for(other, service=house)
    OutboxRow.objects.filter(pk=tell(other, action).pk).update(due_at=timezone.now() - dt.timedelta(days=3))
    telling.end(actor=sunita, row=row, ending=State.TOLD)
    make.sign_in(client, patrick)
    page = client.post(reverse("customer:not-told", args=[row.pk]), follow=True).content.decode()
    assert "We are sorry" in page and "You said that nobody told you" in page
    assert [line.who for line in to_tell(make.viewer(sunita))] == ["Patrick", "Bea"]
    assert (
        "Staff know already" in client.post(reverse("customer:not-told", args=[row.pk]), follow=True).content.decode()
    )


def test_a_mail_that_did_not_reach_somebody_is_told_by_people(house, sunita):
    who = make.resident("Leon", service=house, email="leon@example.org", told_by=Carrier.EMAIL)
    mailed = tell(who, work_for(who, service=house))
    sweep(urgent=False)
    mailed.refresh_from_db()
    assert mailed.state == State.SENT
    telling.nobody_told_me(actor=who, row=mailed)
    (line,) = to_tell(make.viewer(sunita))
    assert (line.who, line.first, line.row.carrier) == ("Leon", True, Carrier.IN_PERSON)


@pytest.mark.parametrize(("days", "offered"), [(89, True), (91, False)])
def test_nobody_told_me_is_for_what_was_told_lately(client, house, sunita, patrick, row, days, offered):
    telling.end(actor=sunita, row=row, ending=State.TOLD)
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        make.sign_in(client, patrick)
        assert ("Nobody told me" in client.get(reverse("customer:told")).content.decode()) is offered
        answer = client.post(reverse("customer:not-told", args=[row.pk]), follow=True).content.decode()
        assert ("We are sorry" in answer) is offered and ("This was long ago." in answer) is not offered
        assert bool(to_tell(make.viewer(sunita))) is offered


def test_what_stands_above_a_page_does_not_end_in_a_sign(client, patrick, row):
    page = make.sign_in(client, patrick).get(reverse("customer:told")).content.decode()
    crumbs = page.partition('class="crumbs')[2].partition("</nav>")[0]
    assert "My page" in crumbs and "›" not in crumbs


def text_to(person, service):
    """What a person who asked for text messages is to be told, after a sweep."""
    tell(person, work_for(person, service=service))
    sweep(urgent=False)


def test_who_asked_for_a_text_is_rung_or_sent_one_by_hand(client, house, sunita):
    who = make.resident("Leon", service=house, phone="07400 123456", told_by=Carrier.SMS)
    text_to(who, house)
    (line,) = to_tell(make.viewer(sunita))
    assert (line.row.carrier, line.where, line.phone) == (Carrier.PHONE, "ring or text", "07400 123456")
    page = make.sign_in(client, sunita).get(reverse("staff:tell")).content.decode()
    assert "ring or text" in page and "tel:07400123456" in page and "no machine sends one here" in page
    press(client, line.row, "take")
    press(client, line.row, "told")
    assert OutboxRow.objects.get(pk=line.row.pk).state == State.TOLD


@pytest.mark.parametrize("rules", [{"phone": ""}, {"phone": "07400 123456", "do_not_phone": True}])
def test_a_text_that_must_not_be_sent_is_told_in_person(house, sunita, rules):
    who = make.resident("Leon", service=house, told_by=Carrier.SMS, **rules)
    text_to(who, house)
    (line,) = to_tell(make.viewer(sunita))
    assert (line.row.carrier, line.phone) == (Carrier.IN_PERSON, "")


def test_a_number_that_is_not_safe_any_more_is_not_offered_for_a_text(house, sunita):
    who = make.resident("Leon", service=house, phone="07400 123456", told_by=Carrier.SMS)
    text_to(who, house)
    type(who).objects.filter(pk=who.pk).update(do_not_phone=True)
    (line,) = to_tell(make.viewer(sunita))
    assert (line.where, line.phone) == ("in person", "")


def test_nobody_else_can_say_that_a_person_was_not_told(client, sunita, house, row):
    telling.end(actor=sunita, row=row, ending=State.TOLD)
    other = make.resident(service=house)
    answer = make.sign_in(client, other).post(reverse("customer:not-told", args=[row.pk]))
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == State.TOLD


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (lambda house: make.staff(service=house), 200),
        (lambda house: make.manager(service=house), 200),
        (lambda house: make.advisor(), 200),
        (lambda house: make.staff(service=make.service()), 404),
        (lambda house: make.ended_staff(service=house), 404),
        (lambda house: make.resident(service=house), 404),
        (lambda house: make.champion(service=house), 404),
        (lambda house: make.board_member(), 404),
    ],
)
def test_who_can_take_a_row_and_print_its_letter(client, house, row, who, expected):
    make.sign_in(client, who(house))
    assert client.get(reverse("staff:tell-letter", args=[row.pk])).status_code == expected
    assert press(client, row, "take").status_code == expected
    row.refresh_from_db()
    assert (row.state == State.TAKEN) is (expected == 200)


def test_staff_do_not_carry_what_they_may_not_read(house, sunita, patrick):
    action = work_for(patrick, service=house, reach=1)
    row = tell(patrick, action)
    assert to_tell(make.viewer(sunita)) == []
    assert find_to_tell(make.viewer(sunita), row.pk) is None
    assert [line.who for line in to_tell(make.viewer(make.advisor()))] == ["Patrick"]


def test_what_is_no_longer_true_leaves_the_list_and_is_cancelled_with_the_reason(sunita, row):
    Action.objects.update(state="dropped")
    assert to_tell(make.viewer(sunita)) == []
    with pytest.raises(Refused, match="not to be done any more"):
        telling.take(actor=sunita, row=row)
    assert telling.tidy() == 1
    row.refresh_from_db()
    assert row.state == State.CANCELLED and "not to be done" in row.reason
    assert telling.tidy() == 0


def test_the_list_costs_the_same_for_one_and_for_many(client, house, sunita, row):
    make.sign_in(client, sunita)

    def queries():
        make.remember_organisation()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("staff:tell")).status_code == 200
        return len(captured)

    queries()
    one = queries()
    for number in range(15):
        who = make.resident(f"P{number}", service=house, signs_in=False, told_by=Carrier.KEY_WORKER, key_worker=sunita)
        tell(who, work_for(who, service=house))
    assert queries() == one <= 16


def test_through_the_key_worker_and_the_champion_by_name(house, sunita):
    rosa = make.champion("Rosa", service=house)
    for carrier in (Carrier.KEY_WORKER, Carrier.CHAMPION):
        who = make.resident(service=house, told_by=carrier, key_worker=sunita)
        tell(who, work_for(who, service=house))
    ways = {line.where for line in to_tell(make.viewer(sunita))}
    assert ways == {"through the key worker, Sunita", f"through the champion, {rosa.chosen_name}"}


def test_papers_are_pdfs(client, sunita, row):
    make.sign_in(client, sunita)
    for url in (reverse("staff:tell-letter", args=[row.pk]), reverse("staff:tell-list")):
        answer = client.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")


def test_what_stands_on_the_website_is_seen_once_it_was_opened(client, house):
    who = make.resident(service=house, told_by=Carrier.PORTAL)
    row = tell(who, work_for(who, service=house))
    sweep(urgent=False)
    make.sign_in(client, who)
    assert "There is 1 new thing to read." in client.get(reverse("public:home")).content.decode()
    client.get(reverse("customer:told"))
    row.refresh_from_db()
    assert row.state == State.SENT and row.seen_at
    assert "new thing to read" not in client.get(reverse("public:home")).content.decode()


def test_what_somebody_does_not_want_to_hear_about_is_not_told(client, house):
    who = make.resident(service=house, told_by=Carrier.PORTAL)
    make.sign_in(client, who)
    save = reverse("customer:me-save", args=["hear"])
    client.post(save, {"hear-wanted": ["mine", "followed", "meetings"]})
    assert "Not: Things that I said I would do" in client.get(reverse("customer:me")).content.decode()
    who.refresh_from_db()
    action = work_for(who, service=house)
    outbox.send(kind="action.yours", to=who, about=action, occasion="1")
    assert not OutboxRow.objects.exists()
    client.post(save, {"hear-wanted": ["mine", "followed", "meetings", "helping"]})
    who.refresh_from_db()
    outbox.send(kind="action.yours", to=who, about=action, occasion="1")
    assert OutboxRow.objects.get().person == who


def test_codes_to_sign_in_are_never_shown_again(client, house):
    who = make.resident(service=house, email="leon@example.org")
    OutboxRow.objects.create(kind="account.sign_in_code", person=who, carrier="email", key="x", state=State.SENT)
    assert "code" not in make.sign_in(client, who).get(reverse("customer:told")).content.decode().split("<main")[1]


def test_what_is_not_safe_any_more_is_not_offered(client, house, sunita):
    bea = make.resident("Bea", service=house, told_by=Carrier.PHONE, phone="07700 900123", signs_in=False)
    row = tell(bea, work_for(bea, service=house))
    make.sign_in(client, sunita)
    press(client, row, "take")
    page = client.get(reverse("staff:tell")).content.decode()
    assert "07700 900123" in page and "letter.pdf" in page
    type(bea).objects.filter(pk=bea.pk).update(do_not_phone=True, do_not_write=True)
    page = client.get(reverse("staff:tell")).content.decode()
    assert "07700 900123" not in page and "letter.pdf" not in page and "in person" in page
    assert client.get(reverse("staff:tell-letter", args=[row.pk])).status_code == 404


def test_what_was_said_to_the_team_only_is_carried_by_the_team(house, sunita, patrick):
    row = tell(patrick, work_for(patrick, service=house, reach=1))
    assert row.service is None
    assert work_to_tell(make.viewer(sunita)) == []
    OutboxRow.objects.update(made_at=timezone.now() - dt.timedelta(days=400))
    advisor = make.advisor()
    (item,) = work_to_tell(make.viewer(advisor))
    assert (item.title, item.late) == ("Tell Patrick", True)
    telling.take(actor=make.deputy_advisor(ends_on=timezone.localdate() + dt.timedelta(days=9)), row=row)
    assert work_to_tell(make.viewer(advisor)) == []


def test_staffs_list_of_work_names_whom_to_tell_in_one_query(house, sunita, patrick, row, django_assert_num_queries):
    for _number in range(5):
        who = make.resident(service=house)
        telling.nobody_told_me(actor=who, row=_told(sunita, tell(who, work_for(who, service=house))))
    viewer = make.viewer(sunita)
    work_to_tell(viewer)
    with django_assert_num_queries(1):
        items = work_to_tell(viewer)
    assert len(items) == 6 and items[0].title == "Tell Patrick"
    assert [item.late for item in items] == [False] + [True] * 5


def test_staff_find_their_own_news_among_their_work(house, sunita):
    tell(sunita, work_for(sunita, service=house), wish=Carrier.PORTAL)
    sweep(urgent=False)
    (item,) = work_to_tell(make.viewer(sunita))
    assert (item.title, item.url) == ("There is 1 new thing to read", "/me/told/")


@pytest.fixture
def second(house, patrick):
    return tell(patrick, work_for(patrick, service=house, title="Mend the gate"))


def test_one_walk_does_for_all_that_a_person_is_to_be_told(client, house, sunita, row, second):
    make.sign_in(client, sunita)
    page = client.get(reverse("staff:tell")).content.decode()
    assert page.count("<h2") == 1 and "second washing machine" in page and "Mend the gate" in page
    step = reverse("staff:tell-step", args=[row.pk])
    client.post(step, {"step": "take", "ticks": "yes", "row": [row.pk, second.pk]})
    assert set(OutboxRow.objects.values_list("state", "taken_by")) == {(State.TAKEN, sunita.pk)}
    client.post(step, {"step": "told", "ticks": "yes", "row": [second.pk]})
    row.refresh_from_db(), second.refresh_from_db()
    assert (row.state, second.state) == (State.TAKEN, State.TOLD)


def test_the_ticks_of_a_visit_reach_nobody_elses_rows(client, house, sunita, row, second):
    other = make.resident("Marlon", service=house)
    others = tell(other, work_for(other, service=house))
    make.sign_in(client, sunita)
    step = reverse("staff:tell-step", args=[row.pk])
    client.post(step, {"step": "take", "ticks": "yes", "row": [row.pk, others.pk, "x", "9" * 40]})
    assert set(OutboxRow.objects.filter(state=State.TAKEN)) == {row}
    page = client.post(step, {"step": "told", "ticks": "yes"}, follow=True).content.decode()
    row.refresh_from_db()
    assert "Please tick what you told." in page and row.state == State.TAKEN


def test_when_somebody_else_was_faster_nothing_of_a_visit_is_half_taken(client, house, sunita, row, second):
    telling.take(actor=make.staff("Kofi", service=house), row=second)
    make.sign_in(client, sunita)
    url = reverse("staff:tell-step", args=[row.pk])
    client.post(url, {"step": "take", "ticks": "yes", "row": [row.pk, second.pk]})
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_on_the_list_of_work_a_person_stands_once(house, sunita, row, second):
    (item,) = work_to_tell(make.viewer(sunita))
    assert item.title == "Tell Patrick" and item.detail.startswith("2 things, since")


def _told(actor, row):
    return telling.end(actor=actor, row=row, ending=State.TOLD)
