"""Writing a meeting down: one small saved change after the other, undone until the minutes go out."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import Action, OutboxRow, Reach, Story
from involvement.operations.base import Refused
from involvement.templatetags.portal import day
from meetings.models import AgendaItem, Attendance, CountedAgreement, Meeting, Status, Suggestion
from meetings.notes import mark_of
from meetings.operations.meetings import agenda, deciding, finishing, writing
from meetings.operations.suggestions.putting_together import put_apart, put_together
from tests import make

pytestmark = pytest.mark.django_db


def begun(*, suggestions: int = 1, **fields):
    """A house with a meeting that somebody has begun to write down, and suggestions on its agenda."""
    house = make.service()
    writer = make.staff("Sunita", service=house)
    authors = [make.resident(f"Jo {number}", service=house) for number in range(suggestions)]
    said = [make.suggestion(service=house, author=author, status=Status.READ) for author in authors]
    meeting = make.meeting(service=house, **fields)
    writing.start(actor=writer, meeting=meeting)
    return house, writer, meeting, said


def item_of(meeting, suggestion) -> AgendaItem:
    return AgendaItem.objects.select_related("decided_action", "suggestion").get(meeting=meeting, suggestion=suggestion)


def post(client, name, meeting, item=None, **data):
    args = [meeting.pk] if item is None else [meeting.pk, item.pk]
    return client.post(reverse(f"staff:meetings:{name}", args=args), data)


# --- One tap is enough ------------------------------------------------------------------------------


def test_agreed_is_one_tap_and_can_be_changed_in_place(client):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    item = item_of(meeting, said)
    post(client, "decide", meeting, item, outcome="agreed", was="")
    said.refresh_from_db()
    assert said.status == Status.BEING_DONE and said.agreed_on == timezone.localdate()
    action = item_of(meeting, said).decided_action
    assert action.title == said.title and list(action.owners.all()) == [writer]
    assert action.due_on == timezone.localdate(meeting.starts_at) + dt.timedelta(days=28)
    jo = said.author
    post(
        client,
        "action",
        meeting,
        item,
        title="Get two prices",
        due_on="2031-01-05",
        owners=[jo.pk, writer.pk],
        was_title=action.title,
        was_due_on=action.due_on.isoformat(),
        was_owners=str(writer.pk),
    )
    action.refresh_from_db()
    assert action.title == "Get two prices" and action.first_due_on == action.due_on == dt.date(2031, 1, 5)
    assert set(action.owners.all()) == {jo, writer}


def test_an_action_is_due_at_the_next_meeting_when_one_is_planned():
    house, writer, meeting, [said] = begun()
    following = make.meeting(service=house, starts_at=timezone.now() + dt.timedelta(days=20))
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
    assert item_of(meeting, said).decided_action.due_on == timezone.localdate(following.starts_at)


@pytest.mark.parametrize("outcome", ["no", "not_yet"])
def test_a_reason_is_a_chip_or_own_words_and_is_never_left_out(client, outcome):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    item = item_of(meeting, said)
    post(client, "decide", meeting, item, outcome=outcome, was="")
    assert item_of(meeting, said).outcome == ""
    post(client, "decide", meeting, item, was="", **{f"{outcome}_reason": "It would not be safe."})
    said.refresh_from_db()
    assert (said.status, said.reason) == (outcome, "It would not be safe.")
    post(client, "words", meeting, item, reason="It would not be safe for two of us.")
    said.refresh_from_db()
    assert said.reason == item_of(meeting, said).reason == "It would not be safe for two of us."


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("outcome", ["no", "not_yet"])
def test_a_reason_that_is_missing_leaves_its_panel_open(client, outcome, htmx):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    address = reverse("staff:meetings:decide", args=[meeting.pk, item_of(meeting, said).pk])
    headers = {"HX-Request": "true"} if htmx else {}
    given = {"outcome": outcome, "was": "", "reason": " "}
    page = client.post(address, given, follow=not htmx, headers=headers).content.decode()
    assert "say why" in page
    (opened,) = re.findall(r'<details class="why" open>.*?</details>', page, re.S)
    assert f'name="outcome" value="{outcome}"' in opened


def test_finding_out_has_a_date_from_the_start_and_another_when_asked(client):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    item = item_of(meeting, said)
    post(client, "decide", meeting, item, outcome="finding_out", was="")
    said.refresh_from_db()
    assert said.status == Status.FINDING_OUT and said.find_out_by > timezone.localdate() and said.find_out_who == writer
    post(client, "words", meeting, item, by="2031-02-03")
    said.refresh_from_db()
    assert said.find_out_by == item_of(meeting, said).find_out_by == dt.date(2031, 2, 3)


def test_the_same_tap_twice_is_one_decision():
    _house, writer, meeting, [said] = begun()
    item, again = item_of(meeting, said), item_of(meeting, said)
    deciding.decide(actor=writer, meeting=meeting, item=item, outcome=Status.AGREED)
    deciding.decide(actor=writer, meeting=meeting, item=again, outcome=Status.AGREED)
    assert Action.objects.count() == 1


def test_of_two_different_taps_at_once_the_first_stands_and_the_second_is_told():
    _house, writer, meeting, [said] = begun()
    item, other = item_of(meeting, said), item_of(meeting, said)
    deciding.decide(actor=writer, meeting=meeting, item=item, outcome=Status.AGREED)
    with pytest.raises(Refused):
        deciding.decide(actor=writer, meeting=meeting, item=other, outcome=Status.NO, reason="No money.")
    said.refresh_from_db()
    assert said.status == Status.BEING_DONE


def test_a_decision_can_be_changed_for_another_in_one_tap():
    _house, writer, meeting, [said] = begun()
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
    deciding.decide(
        actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.NO, was="agreed", reason="No money."
    )
    said.refresh_from_db()
    assert said.status == Status.NO and said.agreed_on is None and Action.objects.count() == 0


# --- Undo -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["agreed", "finding_out", "no", "not_yet"])
@pytest.mark.parametrize("before", [Status.SENT, Status.READ, Status.TALKED_ABOUT])
def test_undo_leaves_the_suggestion_as_it_was_and_tells_nobody(outcome, before):
    house, writer, meeting, _said = begun(suggestions=0)
    said = make.suggestion(service=house, author=make.resident(service=house), status=before)
    agenda.put_suggestion_on(actor=writer, meeting=meeting, suggestion=said)
    fields = [field.attname for field in Suggestion._meta.concrete_fields]
    kept = Suggestion.objects.values(*fields).get(pk=said.pk)
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=outcome, reason="Because.")
    assert Suggestion.objects.values(*fields).get(pk=said.pk) != kept
    deciding.undo(actor=writer, meeting=meeting, item=item_of(meeting, said), was=outcome)
    assert Suggestion.objects.values(*fields).get(pk=said.pk) == kept
    item = item_of(meeting, said)
    assert (item.outcome, item.reason, item.decided_action, item.before) == ("", "", None, {})
    assert Action.objects.count() == 0 and not OutboxRow.objects.filter(kind__startswith="suggestion").exists()
    assert Story.objects.about(said).last().verb == "suggestion.undone"


def test_undo_is_refused_once_somebody_has_gone_on():
    _house, writer, meeting, [said] = begun()
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.FINDING_OUT)
    Suggestion.objects.filter(pk=said.pk).update(status=Status.REPAIR)
    with pytest.raises(Refused):
        deciding.undo(actor=writer, meeting=meeting, item=item_of(meeting, said), was="finding_out")
    assert item_of(meeting, said).outcome == "finding_out"


# --- Who is here, hands, last time ------------------------------------------------------------------


def test_everybody_counted_adds_up(client):
    house, writer, meeting, _said = begun()
    names = [make.resident(service=house) for _ in range(3)]
    make.sign_in(client, writer)
    for person in names:
        post(client, "came", meeting, came=person.pk)
    post(client, "more", meeting, number=4)
    post(client, "came", meeting, gone=names[0].pk)
    page = client.get(reverse("staff:meetings:live", args=[meeting.pk])).content.decode()
    assert re.search(r"Who is here <span class=\"soft\">6</span>", page)


def test_nobody_from_elsewhere_is_counted_by_name(client):
    _house, writer, meeting, _said = begun()
    stranger = make.resident(service=make.service())
    make.sign_in(client, writer)
    assert post(client, "came", meeting, came=stranger.pk).status_code == 404
    assert not Attendance.objects.filter(person=stranger).exists()


def test_hands_are_agreements_and_counting_again_corrects_them():
    _house, writer, meeting, [said] = begun()
    for hands in (7, 7, 5):
        writing.count_hands(actor=writer, meeting=meeting, item=item_of(meeting, said), hands=hands)
    said.refresh_from_db()
    assert said.agreements == 5
    assert CountedAgreement.objects.values_list("number", "source").get() == (5, "hands")


def test_hands_are_corrected_where_the_suggestion_went(client):
    """The survivor had three hands of its own in the same meeting, which stay."""
    _house, writer, meeting, [one, other] = begun(suggestions=2)
    make.sign_in(client, writer)
    for said, hands in ((one, 7), (other, 3)):
        writing.count_hands(actor=writer, meeting=meeting, item=item_of(meeting, said), hands=hands)
    put_together(actor=writer, suggestion=one, other=other)
    for hands in (5, 6):
        assert post(client, "hands", meeting, item_of(meeting, one), number=hands).status_code == 302
    other.refresh_from_db()
    # The author of the first came along too.
    assert (item_of(meeting, one).hands, other.agreements) == (6, 6 + 3 + 1)
    assert sorted(CountedAgreement.objects.filter(suggestion=other).values_list("number", flat=True)) == [3, 6]
    put_apart(actor=writer, suggestion=one)
    assert [Suggestion.objects.get(pk=said.pk).agreements for said in (one, other)] == [6, 3]


def test_hands_of_the_one_that_goes_on_leave_those_that_came_along():
    _house, writer, meeting, [one, other] = begun(suggestions=2)
    for said, hands in ((one, 7), (other, 3)):
        writing.count_hands(actor=writer, meeting=meeting, item=item_of(meeting, said), hands=hands)
    put_together(actor=writer, suggestion=one, other=other)
    writing.count_hands(actor=writer, meeting=meeting, item=item_of(meeting, other), hands=0)
    other.refresh_from_db()
    assert other.agreements == 7 + 1
    assert sorted(CountedAgreement.objects.values_list("number", flat=True)) == [0, 7]


def test_last_time_is_one_tap_and_ends_actions_when_the_minutes_go_out():
    house, writer, meeting, _said = begun()
    actions = [make_action(house, writer) for _ in range(3)]
    agenda.build_agenda(actor=writer, meeting=meeting)
    for action, outcome, reason in zip(
        actions, ("done", "being_done", "no"), ("", "", "Nobody needs it."), strict=True
    ):
        item = AgendaItem.objects.get(meeting=meeting, action=action)
        deciding.note_last_time(actor=writer, meeting=meeting, item=item, outcome=outcome, reason=reason)
    assert set(Action.objects.values_list("state", flat=True)) == {"open"}
    finishing.finish_meeting(actor=writer, meeting=meeting)
    assert [Action.objects.get(pk=action.pk).state for action in actions] == ["done", "open", "dropped"]


def make_action(house, owner) -> Action:
    from involvement.operations.agreed_work import agree_action

    return agree_action(actor=owner, title="Ask for prices", service=house, due_on=timezone.localdate(), tell=False)


# --- Someone just said ------------------------------------------------------------------------------


def test_someone_just_said_is_on_the_agenda_at_once_and_once(client):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    words = {"words": "A noticeboard by the lift", "author": said.author_id, "told_by": "in_person", "once": "form-1"}
    for _twice in range(2):
        post(client, "said", meeting, **words)
    made = Suggestion.objects.get(words="A noticeboard by the lift")
    assert (made.author, made.source, made.status, made.told_by) == (said.author, "meeting", "read", "in_person")
    assert item_of(meeting, made).kind == AgendaItem.Kind.SUGGESTION


def test_what_is_said_without_a_name_leads_to_nobody(client):
    _house, writer, meeting, _said = begun()
    make.sign_in(client, writer)
    post(client, "said", meeting, words="The night staff shout.")
    made = Suggestion.objects.get(words="The night staff shout.")
    assert made.author is None and made.who_sees == Suggestion.WhoSees.HERE_ANONYMOUS and made.posted_at.day == 1
    assert (made.status, made.read_on) == ("read", None) and made.waiting_since is not None


# --- Notes ------------------------------------------------------------------------------------------


def test_two_who_write_at_once_lose_no_words():
    _house, writer, meeting, _said = begun()
    begin = mark_of("")
    writing.save_notes(actor=writer, meeting=meeting, item=None, text="The lift is back.", base=begin)
    text, mixed = writing.save_notes(actor=writer, meeting=meeting, item=None, text="Jo cooks.", base=begin)
    assert mixed and text == "The lift is back.\n\nJo cooks."
    text, mixed = writing.save_notes(
        actor=writer, meeting=meeting, item=None, text="Jo and Bea cook.", base=mark_of(text)
    )
    assert not mixed and text == "Jo and Bea cook."


def test_notes_saved_by_the_script_come_back_with_their_mark(client):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    url = reverse("staff:meetings:item-notes", args=[meeting.pk, item_of(meeting, said).pk])
    answer = client.post(url, {"text": "All want it.", "base": mark_of("")}, headers={"X-Notes": "1"})
    kept = json.loads(answer.content)
    assert kept["base"] == mark_of("All want it.") and kept["text"] is None and kept["saved"].startswith("Saved ")
    assert item_of(meeting, said).notes == "All want it."


# --- What the tablet in the room shows --------------------------------------------------------------


def test_no_hidden_name_and_no_private_note_lie_in_the_room(client):
    house, writer, meeting, _said = begun()
    hidden = make.resident("Zebedee", service=make.service())
    said = make.suggestion(
        service=house,
        author=hidden,
        who_sees=Suggestion.WhoSees.HERE_STAFF_ONLY,
        status=Status.READ,
        private_note="He was very upset.",
        words="A lock for the bathroom",
    )
    agenda.put_suggestion_on(actor=writer, meeting=meeting, suggestion=said)
    make.sign_in(client, writer)
    for step in ("here", "suggestions", "finish"):
        page = client.get(reverse("staff:meetings:live", args=[meeting.pk]), {"step": step}).content.decode()
        assert "A lock for the bathroom" in page or step == "finish"
        assert "Zebedee" not in page and "very upset" not in page


def test_a_suggestion_that_may_show_somebody_at_risk_is_gone_from_every_page(client):
    _house, writer, meeting, [said] = begun()
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
    Suggestion.objects.filter(pk=said.pk).update(reach=Reach.RESTRICTED)
    make.sign_in(client, writer)
    addresses = [reverse("staff:meetings:live", args=[meeting.pk]) + f"?step={step}" for step in ("here", "finish")]
    addresses += [reverse("staff:meetings:agenda", args=[meeting.pk]), meeting.get_absolute_url()]
    finishing.finish_meeting(actor=writer, meeting=meeting)
    later = make.meeting(service=meeting.service, starts_at=timezone.now() + dt.timedelta(days=9))
    addresses += [meeting.get_absolute_url(), later.get_absolute_url()]
    for address in addresses:
        assert said.title not in client.get(address, follow=True).content.decode()


# --- Query counts -----------------------------------------------------------------------------------


def count(client, django_assert_max_num_queries, url, data=None, **extra) -> int:
    with django_assert_max_num_queries(60) as queries:
        client.post(url, data, **extra) if data is not None else client.get(url)
    return len(queries)


@pytest.mark.parametrize("step", ["here", "last", "suggestions", "else", "finish"])
def test_the_live_page_asks_as_often_for_many_as_for_one(client, django_assert_max_num_queries, step):
    house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
    make_action(house, writer)
    agenda.build_agenda(actor=writer, meeting=meeting)
    url = reverse("staff:meetings:live", args=[meeting.pk]) + f"?step={step}"
    few = count(client, django_assert_max_num_queries, url)
    for _ in range(5):
        said = make.suggestion(service=house, author=make.resident(service=house), status=Status.READ)
        agenda.put_suggestion_on(actor=writer, meeting=meeting, suggestion=said)
        deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
        make_action(house, writer)
    agenda.build_agenda(actor=writer, meeting=meeting)
    assert count(client, django_assert_max_num_queries, url) == few <= 14


def test_one_saved_change_is_cheap_however_much_is_written(client, django_assert_max_num_queries):
    _house, writer, meeting, said = begun(suggestions=6)
    make.sign_in(client, writer)
    item = item_of(meeting, said[0])
    notes = reverse("staff:meetings:item-notes", args=[meeting.pk, item.pk])
    saved = count(client, django_assert_max_num_queries, notes, {"text": "Yes.", "base": ""}, headers={"X-Notes": "1"})
    came = reverse("staff:meetings:came", args=[meeting.pk])
    tapped = count(client, django_assert_max_num_queries, came, {"came": writer.pk}, headers={"HX-Request": "true"})
    decide = reverse("staff:meetings:decide", args=[meeting.pk, item.pk])
    no = {"outcome": "no", "reason": "No.", "was": ""}
    decided = count(client, django_assert_max_num_queries, decide, no, headers={"HX-Request": "true"})
    assert (saved, tapped, decided) <= (10, 11, 20)
    assert Meeting.objects.get(pk=meeting.pk).saved_at


def test_a_meeting_whose_day_has_not_come_is_begun_only_after_a_question(client):
    house = make.service()
    make.sign_in(client, make.staff(service=house))
    now = timezone.now()
    for days, asked in ((4, True), (-1, False)):
        meeting = make.meeting(service=house, starts_at=now + dt.timedelta(days=days))
        start = reverse("staff:meetings:start", args=[meeting.pk])
        page = client.post(start, follow=True).content.decode()
        assert (f"This meeting is on {day(meeting.starts_at)}. Write it down now?" in page) == asked
        meeting.refresh_from_db()
        assert meeting.state == ("planned" if asked else "being_written")
        if asked:
            assert 'name="early" value="yes"' in page
            client.post(start, {"early": "yes"})
            meeting.refresh_from_db()
            assert meeting.state == "being_written"


def test_what_will_be_done_is_written_in_place_of_the_words_of_who_asked(client):
    _house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    item = item_of(meeting, said)
    post(client, "decide", meeting, item, outcome="agreed", was="")
    live = reverse("staff:meetings:live", args=[meeting.pk]) + "?step=suggestions"
    invited = "Now it says what was asked."
    assert invited in client.get(live).content.decode()
    post(client, "words", meeting, item, title="Get two prices")
    action = item_of(meeting, said).decided_action
    assert action.title == "Get two prices" and list(action.owners.all()) == [writer]
    page = client.get(live).content.decode()
    assert 'value="Get two prices"' in page and invited not in page
    page = client.post(reverse("staff:meetings:words", args=[meeting.pk, item.pk]), {"title": " "}, follow=True)
    assert "Please say what is to be done" in page.content.decode()
    action.refresh_from_db()
    assert action.title == "Get two prices"


def test_staff_stand_apart_from_those_who_live_there(client):
    house, writer, meeting, [said] = begun()
    make.sign_in(client, writer)
    deciding.decide(actor=writer, meeting=meeting, item=item_of(meeting, said), outcome=Status.AGREED)
    item = item_of(meeting, said)
    live = reverse("staff:meetings:live", args=[meeting.pk])
    here = client.get(live).content.decode().partition('id="here"')[2]
    assert here.index("People who live here") < here.index("Jo 0") < here.index("Staff") < here.index("Sunita")
    choice = client.get(f"{live}?step=suggestions&change={item.pk}").content.decode().partition("Who does it")[2]
    assert choice.index("Staff") < choice.index("Sunita") < choice.index("People who live here") < choice.index("Jo 0")
