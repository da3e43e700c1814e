"""Mail that comes back: no more goes there, people tell what it held, and whoever is concerned sees it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Carrier, OutboxRow, Person, ReturnedMail, Story
from involvement.operations import accounts, bundles, sweep
from involvement.operations.base import Refused
from involvement.operations.outbox import Address, send
from involvement.operations.people import (
    add_colleague,
    add_person,
    change_person,
    death_was_a_mistake,
    put_together,
    record_death,
)
from involvement.operations.returned_mail import KIND, closed_addresses, forget_nobodys, mail_came_back, mail_works
from involvement.operations.standing import move_out
from involvement.queries.to_tell import to_tell, visits
from tests import make
from tests.involvement.killed import sweep_that_is_killed
from tests.involvement.test_sweep import reader, tell, work_for

State = OutboxRow.State
Reason = ReturnedMail.Reason
pytestmark = pytest.mark.django_db
ADDRESS = "reader0@example.org"


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def rosa(house):
    return reader(house)


def comes_back(address=ADDRESS, reason=Reason.BOUNCED, **details):
    details.setdefault("at", timezone.now())
    return mail_came_back(address=address, reason=reason, **details)


def lines_of(who):
    return to_tell(make.viewer(who))


def sentences(who):
    return sorted(line.sentence for line in lines_of(who))


ASKED = "Our e-mail to you comes back. Do you have another address? Or shall we tell you in another way?"


# --- What waits, and what was sent ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason.values)
def test_what_waits_goes_to_people_with_the_reason(post_office, house, sunita, rosa, reason):
    row = tell(rosa, work_for(rosa, service=house, title="Buy soap"))
    assert row.carrier == Carrier.EMAIL
    assert comes_back(reason=reason)
    row.refresh_from_db()
    why = "They marked our e-mail as unwanted." if reason == Reason.COMPLAINED else "Their e-mail comes back."
    assert (row.state, row.reason) == (State.CANCELLED, why)
    sweep.sweep(urgent=False)
    assert post_office.mails == []
    (visit,) = visits(lines_of(sunita))
    assert visit.reasons == [why]
    assert [line.where for line in visit.lines] == ["in person", "in person"]
    assert any("Buy soap" in line.sentence for line in visit.lines)


def test_who_has_nothing_to_be_told_is_asked_for_another_way(sunita, rosa):
    comes_back()
    assert sentences(sunita) == [ASKED]
    assert [visit.reasons for visit in visits(lines_of(sunita))] == [["We send them no e-mail now."]]
    mail_works(actor=sunita, person=rosa)
    assert sentences(sunita) == [], "it is not to be asked any more"


def test_a_complaint_is_asked_about_in_its_own_words(sunita, rosa):
    comes_back(reason=Reason.COMPLAINED)
    (words,) = sentences(sunita)
    assert words.startswith("Our e-mail to you was marked as unwanted")


def test_what_comes_later_is_told_by_people_at_once(post_office, house, sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    row = tell(rosa, work_for(rosa, service=house))
    assert (row.carrier, row.service_id) == (Carrier.IN_PERSON, house.pk)
    assert sweep.sweep(urgent=False)["sent"] == 0 and post_office.mails == []


def test_the_mail_that_came_back_is_told_by_people(post_office, house, sunita, rosa):
    first = tell(rosa, work_for(rosa, service=house, title="Buy soap"))
    second = tell(rosa, work_for(rosa, service=house, title="Buy tea"))
    sweep.sweep(urgent=False)
    comes_back(message_id=first.message_id)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (State.FAILED, State.SENT)
    assert [("soap" in words, "tea" in words) for words in sentences(sunita)] == [(True, False), (False, False)]
    comes_back(message_id=second.message_id)
    comes_back(message_id=second.message_id)
    assert len(lines_of(sunita)) == 3, "each mail comes back for itself, and is told once"


def test_without_its_name_what_was_sent_the_day_before_counts(post_office, house, sunita, rosa):
    rows = [tell(rosa, work_for(rosa, service=house, title=f"Buy {what}")) for what in ("soap", "tea", "milk")]
    sweep.sweep(urgent=False)
    now = timezone.now()
    for row, hours in zip(rows, (30, 20, -1), strict=True):
        OutboxRow.objects.filter(pk=row.pk).update(sent_at=now - dt.timedelta(hours=hours))
    comes_back(at=now)
    states = {row.pk: OutboxRow.objects.get(pk=row.pk).state for row in rows}
    assert list(states.values()) == [State.SENT, State.FAILED, State.SENT]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_mail_of_a_batch_that_is_not_over_yet_counts_as_sent(post_office, house, rosa, monkeypatch, is_named):
    row = tell(rosa, work_for(rosa, service=house))
    tell(other := reader(house, 1), work_for(other, service=house))
    sweep_that_is_killed(monkeypatch, after=1)
    assert comes_back(message_id=row.message_id if is_named else None)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.FAILED, "Their e-mail comes back.")
    assert row.sent_at < row.ended_at
    assert OutboxRow.objects.filter(key=f"{row.key}:by-hand", carrier=Carrier.IN_PERSON).exists()
    assert OutboxRow.objects.filter(state=State.CLAIMED).count() == 1


def test_a_mail_that_somebody_did_not_want_reached_them(post_office, house, sunita, rosa):
    row = tell(rosa, work_for(rosa, service=house))
    sweep.sweep(urgent=False)
    comes_back(reason=Reason.COMPLAINED, message_id=row.message_id)
    row.refresh_from_db()
    assert row.state == State.SENT and len(lines_of(sunita)) == 1


def test_what_is_held_for_one_message_goes_to_people_with_it(post_office, house, sunita, rosa):
    row = tell(rosa, work_for(rosa, service=house, title="Buy soap"))
    OutboxRow.objects.filter(pk=row.pk).update(state=State.HELD)
    comes_back()
    row.refresh_from_db()
    assert row.state == State.HELD
    bundles.bundle(now=timezone.localtime().replace(hour=12))
    sweep.sweep(urgent=False)
    assert post_office.mails == []
    assert any("Buy soap" in words for words in sentences(sunita))


def test_what_a_sweep_has_in_hand_stays_with_it(house, rosa):
    row = tell(rosa, work_for(rosa, service=house))
    sweep.claim(urgent=False)
    comes_back()
    row.refresh_from_db()
    assert row.state == State.CLAIMED


def test_an_address_that_was_written_past_the_operations_gets_no_mail(post_office, house, sunita, rosa):
    comes_back()
    other = reader(house, number=1)
    Person.objects.filter(pk=other.pk).update(email="READER0@example.org")
    other.refresh_from_db()
    tell(other, work_for(other, service=house, title="Buy soap"))
    assert sweep.sweep(urgent=False)["by_hand"] == 1
    assert post_office.mails == [] and any("Buy soap" in words for words in sentences(sunita))


def test_asking_which_addresses_are_closed_costs_one_query_a_batch(post_office, house, rosa, django_assert_num_queries):
    for number in range(5):
        tell(rosa, work_for(rosa, service=house, title=f"Buy {number}"))
    rows = list(OutboxRow.objects.select_related("person"))
    with django_assert_num_queries(1):
        assert closed_addresses(rows) == {}
    with django_assert_num_queries(0):
        assert closed_addresses([]) == {}


def test_everybody_with_the_address_is_concerned(house, sunita, rosa):
    leon = reader(house, number=5, email="Reader0@Example.org")
    comes_back()
    for who in (rosa, leon):
        who.refresh_from_db()
        assert who.mail_returns
    mail_works(actor=sunita, person=leon)
    rosa.refresh_from_db()
    assert not rosa.mail_returns


# --- Once -------------------------------------------------------------------------------------------------------------


def test_hearing_it_again_does_nothing_new(house, sunita, rosa):
    tell(rosa, work_for(rosa, service=house))
    at = timezone.now()
    assert comes_back(at=at, words="550 no such user")
    kept = [list(model.objects.values()) for model in (OutboxRow, Story, ReturnedMail, Person)]
    for reason in (Reason.BOUNCED, Reason.COMPLAINED):
        assert not comes_back(at=at, reason=reason, words="something else")
    assert [list(model.objects.values()) for model in (OutboxRow, Story, ReturnedMail, Person)] == kept


def test_a_mailbox_that_is_gone_says_more_than_a_complaint(rosa):
    comes_back(reason=Reason.COMPLAINED)
    assert not comes_back(reason=Reason.BOUNCED, words="550 no such user")
    row = ReturnedMail.objects.get()
    assert (row.reason, row.words) == (Reason.BOUNCED, "550 no such user")


def test_old_news_of_an_address_that_works_again_changes_nothing(sunita, rosa):
    comes_back()
    mail_works(actor=sunita, person=rosa)
    before = timezone.now() - dt.timedelta(hours=1)
    assert not comes_back(at=before)
    rosa.refresh_from_db()
    assert not rosa.mail_returns
    assert comes_back(), "but new ones do"
    rosa.refresh_from_db()
    assert rosa.mail_returns
    assert OutboxRow.objects.filter(kind=KIND).count() == 2


# --- Ways in ----------------------------------------------------------------------------------------------------------


def code_for(email):
    expires_at = timezone.now() + dt.timedelta(minutes=15)
    accounts.send_sign_in_code(email=email, code="123456", expires_at=expires_at)
    return OutboxRow.objects.filter(kind="account.sign_in_code").latest("pk")


@pytest.mark.parametrize(
    ("reason", "goes"), [(Reason.BOUNCED, False), (Reason.REFUSED, False), (Reason.COMPLAINED, True)]
)
def test_a_code_goes_to_a_mailbox_that_is_there(post_office, rosa, reason, goes):
    comes_back(reason=reason)
    row = code_for("Reader0@Example.org")
    assert (row.state, row.address) == ((State.WAITING, "Reader0@Example.org") if goes else (State.CANCELLED, ""))
    sweep.sweep(urgent=True)
    assert len(post_office.mails) == goes


@pytest.mark.parametrize(
    ("reason", "goes"), [(Reason.BOUNCED, False), (Reason.REFUSED, False), (Reason.COMPLAINED, True)]
)
def test_a_code_that_waits_already_is_asked_again_when_it_goes(post_office, rosa, reason, goes):
    code_for(ADDRESS)
    comes_back(reason=reason)
    sweep.sweep(urgent=True)
    assert len(post_office.mails) == goes


def test_no_other_mail_goes_to_a_bare_address(post_office, rosa):
    comes_back(reason=Reason.COMPLAINED)
    send(kind="account.join_declined", to=Address(ADDRESS, "join"), occasion="x")
    sweep.sweep(urgent=False)
    assert post_office.mails == []


def test_the_answer_is_the_same_for_everybody(client, rosa, django_assert_num_queries):
    """Whether mail comes back is not to be found out by asking for a code."""
    url, answers = reverse("account_request_login_code"), []
    for number, email in enumerate((ADDRESS, "nobody@example.org")):
        if number == 0:
            comes_back()
        answer = client.post(url, {"email": email, "device": "own"})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert len(set(answers)) == 1
    rows = OutboxRow.objects.filter(kind="account.sign_in_code")
    assert {(row.state, row.address, row.secret, row.reason) for row in rows} == {
        (State.CANCELLED, "", "", "nobody to send it to")
    }


def test_nobody_is_invited_to_an_address_that_is_closed(sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    with pytest.raises(Refused, match="comes back"):
        accounts.invite(actor=sunita, person=rosa)


# --- Safe contact -----------------------------------------------------------------------------------------------------


def test_nobody_is_rung_or_texted_who_must_not_be(house, sunita):
    leon = reader(
        house, phone="07400 123456", do_not_phone=True, do_not_write=True, safe_contact_note="Not at the door"
    )
    tell(leon, work_for(leon, service=house))
    comes_back()
    lines = lines_of(sunita)
    assert {(line.row.carrier, line.phone, line.may_write) for line in lines} == {(Carrier.IN_PERSON, "", False)}
    assert {line.note for line in lines} == {"Not at the door"}


def test_who_chose_another_way_is_asked_in_it(house, sunita):
    reader(house, told_by=Carrier.PHONE, phone="07400 123456")
    comes_back()
    (line,) = lines_of(sunita)
    assert (line.row.carrier, line.phone) == (Carrier.PHONE, "07400 123456")
    assert visits([line])[0].reasons == [], "they are told as they chose"


def test_work_is_shown_on_the_page_of_who_has_it(house, sunita):
    """Nobody says aloud what is about somebody's work."""
    grace = make.manager("Grace", service=house, email="grace@example.org", told_by=Carrier.EMAIL)
    comes_back("grace@example.org")
    grace.refresh_from_db()
    send(kind="account.move_answered", to=grace, occasion="x", values={"path": "/"})
    assert OutboxRow.objects.get(kind="account.move_answered").carrier == Carrier.PORTAL


# --- Another address, and other ends ----------------------------------------------------------------------------------


def test_another_address_ends_it_and_the_old_one_is_forgotten(sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    change_person(actor=sunita, person=rosa, email="new@example.org")
    rosa.refresh_from_db()
    assert not rosa.mail_returns and not ReturnedMail.objects.exists()
    assert sentences(sunita) == []


def test_an_address_that_is_known_to_be_closed_opens_nothing(house, sunita, rosa):
    comes_back()
    leon = make.resident("Leon", service=house, email="leon@example.org")
    change_person(actor=sunita, person=leon, email=ADDRESS.upper())
    leon.refresh_from_db()
    assert leon.mail_returns
    assert not OutboxRow.objects.filter(person=leon, kind="account.confirm_email").exists()
    added = add_person(actor=sunita, service=house, chosen_name="Ash", email=ADDRESS)
    assert Person.objects.get(pk=added.pk).mail_returns
    with pytest.raises(Refused, match="comes back"):
        add_colleague(actor=sunita, service=house, chosen_name="Sam", email=ADDRESS)


def test_who_moves_out_with_another_address_is_told_there(sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    residency = rosa.residencies.get()
    residency.person = rosa
    move_out(actor=sunita, residency=residency, told_by=Carrier.EMAIL, email="new@example.org")
    rosa.refresh_from_db()
    assert not rosa.mail_returns and not ReturnedMail.objects.exists()


def test_it_goes_with_who_has_died(sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    record_death(actor=sunita, person=rosa)
    assert not ReturnedMail.objects.exists()
    death_was_a_mistake(actor=sunita, person=rosa)
    assert not Person.objects.get(pk=rosa.pk).mail_returns


def test_it_goes_with_the_address_when_two_records_become_one(house, sunita):
    rosa = reader(house, signs_in=False)
    comes_back()
    kept = make.resident("Rosa", service=house, signs_in=False, email="other@example.org")
    put_together(actor=sunita, kept=kept, other=rosa)
    assert not ReturnedMail.objects.exists()
    assert not Person.objects.get(pk=kept.pk).mail_returns


def test_it_stays_with_the_address_when_two_records_become_one(house, sunita, rosa):
    comes_back()
    kept = make.resident("Rosa", service=house, signs_in=False)
    put_together(actor=sunita, kept=kept, other=rosa)
    assert Person.objects.get(pk=kept.pk).mail_returns and ReturnedMail.objects.exists()


def test_by_night_what_is_nobodys_is_forgotten(rosa):
    comes_back()
    assert forget_nobodys() == 0
    Person.objects.filter(pk=rosa.pk).update(email="new@example.org")
    assert forget_nobodys() == 0, "a sign-in still has it"
    type(rosa.user).objects.filter(pk=rosa.user_id).update(email="new@example.org")
    assert forget_nobodys() == 1


def test_a_sign_in_that_has_the_address_alone_gets_no_code(post_office, rosa):
    Person.objects.filter(pk=rosa.pk).update(email="new@example.org")
    assert comes_back()
    assert code_for(ADDRESS).state == State.CANCELLED
    assert not Person.objects.get(pk=rosa.pk).mail_returns


def test_that_it_works_again_is_said_once(sunita, rosa):
    comes_back()
    rosa.refresh_from_db()
    mail_works(actor=sunita, person=rosa)
    with pytest.raises(Refused, match="already"):
        mail_works(actor=sunita, person=rosa)
    assert list(Story.objects.order_by("pk").values_list("verb", "actor")) == [
        ("person.mail_returns", None),
        ("person.mail_works", sunita.pk),
    ]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_staff_see_it_on_the_record_and_say_that_it_works(client, sunita, rosa):
    make.sign_in(client, sunita)
    page, button = reverse("staff:person", args=[rosa.pk]), reverse("staff:person-mail-works", args=[rosa.pk])
    assert button not in client.get(page).text
    comes_back(words="550 <b>no</b> such user")
    body = client.get(page).text
    assert "We send them no e-mail now" in body and "550 &lt;b&gt;no&lt;/b&gt; such user" in body
    assert "there is no such mailbox" in body and reverse("staff:person-change", args=[rosa.pk, "telling"]) in body
    assert reverse("staff:person-invite", args=[rosa.pk]) not in body
    answer = client.post(button, follow=True)
    assert "From now on we send them e-mail again." in answer.text and button not in answer.text
    assert "Mail goes to this address already." in client.post(button, follow=True).text


def test_staff_elsewhere_neither_see_it_nor_say_it(client, rosa):
    comes_back()
    make.sign_in(client, make.staff(service=make.service()))
    assert client.get(reverse("staff:person", args=[rosa.pk])).status_code == 404
    assert client.post(reverse("staff:person-mail-works", args=[rosa.pk])).status_code == 404
    rosa.refresh_from_db()
    assert rosa.mail_returns


@pytest.mark.parametrize(
    ("reason", "words"), [(Reason.BOUNCED, "comes back to us"), (Reason.COMPLAINED, "was marked as unwanted")]
)
def test_the_person_sees_it_on_their_page_and_how_they_are_told_meanwhile(client, rosa, reason, words):
    make.sign_in(client, rosa)
    url = reverse("customer:me")
    assert "Our e-mail does not reach you" not in client.get(url).text
    comes_back(reason=reason, words="550 secret words of a server")
    body = " ".join(client.get(url).text.split())
    assert "Our e-mail does not reach you" in body and f"Our e-mail to {ADDRESS} {words}" in body
    assert "Until then we tell you the news in person." in body
    assert "550 secret" not in body
    told = client.get(reverse("customer:told")).text
    assert "Our e-mail to you" in told


def test_the_advisor_looks_them_up_and_changes_nothing(client, rosa):
    comes_back(words="550 no such user")
    make.sign_in(client, make.advisor())
    assert ADDRESS in client.get(reverse("admin:involvement_returnedmail_changelist")).text
    row = ReturnedMail.objects.get()
    url = reverse("admin:involvement_returnedmail_change", args=[row.pk])
    assert "550 no such user" in client.get(url).text
    assert client.post(url, {"address": "x@example.org"}).status_code == 403
    assert client.post(reverse("admin:involvement_returnedmail_add")).status_code == 403
