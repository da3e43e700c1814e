"""Finishing a meeting: the minutes go out, people are told, and nobody who came is named."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from involvement.models import OutboxRow, Story
from involvement.operations.agreed_work import add_note, agree_action
from involvement.operations.base import Refused, operation, record
from involvement.templatetags.portal import day
from meetings.models import AgendaItem, Meeting, Status, Suggestion
from meetings.operations.meetings import agenda, deciding, finishing, planning, writing
from meetings.queries.agenda import items_of, not_yet_on
from tests import make

pytestmark = pytest.mark.django_db


def written(outcomes: list[str], **fields):
    """A meeting written down: its house, writer, and one suggestion for each outcome ("" for none)."""
    house = make.service()
    writer = make.staff("Sunita", service=house)
    said = [make.suggestion(service=house, author=make.resident(service=house), status=Status.READ) for _ in outcomes]
    meeting = make.meeting(service=house, **fields)
    writing.start(actor=writer, meeting=meeting)
    for suggestion, outcome in zip(said, outcomes, strict=True):
        if outcome:
            item = AgendaItem.objects.get(meeting=meeting, suggestion=suggestion)
            deciding.decide(actor=writer, meeting=meeting, item=item, outcome=outcome, reason="It would not be safe.")
    return house, writer, meeting, said


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_people_are_told_when_the_minutes_go_out_and_not_before():
    _house, writer, meeting, said = written(["agreed", "no", "not_yet", "finding_out", ""])
    rows = OutboxRow.objects.filter(kind="suggestion.moved")
    assert not rows.exists()
    finishing.finish_meeting(actor=writer, meeting=meeting)
    assert set(rows.values_list("person", flat=True)) == {suggestion.author_id for suggestion in said[:4]}
    meeting.refresh_from_db()
    assert meeting.state == "held" and meeting.minutes_out_at
    assert OutboxRow.objects.filter(kind="minutes.out", carrier="noticeboard").count() == 1


def test_of_an_action_that_cannot_be_ended_nothing_is_half_done(monkeypatch):
    house, writer, meeting, _said = written([])
    action = agree_action(actor=writer, title="Ask for prices", service=house, due_on=timezone.localdate(), tell=False)
    agenda.build_agenda(actor=writer, meeting=meeting)
    item = AgendaItem.objects.get(meeting=meeting, action=action)
    deciding.note_last_time(actor=writer, meeting=meeting, item=item, outcome="done")

    @operation
    def refused_late(*, actor, action, **_facts):
        add_note(actor=actor, action=action, words="Half done")
        record(verb="action.done", thing=action, actor=actor)
        raise Refused("Somebody was quicker.")

    before = Story.objects.about(action).count()
    monkeypatch.setattr(finishing.agreed_work, "finish", refused_late)
    finishing.finish_meeting(actor=writer, meeting=meeting)
    meeting.refresh_from_db()
    assert meeting.state == "held" and Story.objects.about(meeting).filter(verb="meeting.held").exists()
    assert not action.notes.exists() and Story.objects.about(action).count() == before


def test_who_agreed_to_do_something_is_told_only_now():
    _house, writer, meeting, [said] = written(["agreed"])
    item = items_of(meeting).get(suggestion=said)
    deciding.change_action(actor=writer, meeting=meeting, item=item, owners=[said.author])
    assert not OutboxRow.objects.filter(kind="action.yours").exists()
    finishing.finish_meeting(actor=writer, meeting=meeting)
    assert OutboxRow.objects.get(kind="action.yours").person == said.author


def test_what_was_opened_is_talked_about_and_the_rest_comes_up_again():
    house, writer, meeting, [noted, ticked, left] = written(["", "", ""])
    item = items_of(meeting).get(suggestion=noted)
    writing.save_notes(actor=writer, meeting=meeting, item=item, text="All want it.", base="")
    finishing.finish_meeting(actor=writer, meeting=meeting, talked_about={items_of(meeting).get(suggestion=ticked).pk})
    states = [Suggestion.objects.get(pk=suggestion.pk).status for suggestion in (noted, ticked, left)]
    assert states == ["talked_about", "talked_about", "read"]
    following = planning.plan_meeting(
        actor=writer, service=house, starts_at=meeting.starts_at + (meeting.saved_at - meeting.starts_at) * 30
    )
    assert items_of(following).filter(kind="suggestion").count() == 3


def test_once_the_minutes_are_out_nothing_is_undone_and_nothing_goes_out_twice(client):
    _house, writer, meeting, [said] = written(["agreed"])
    finishing.finish_meeting(actor=writer, meeting=meeting)
    told = OutboxRow.objects.count()
    again = Meeting.objects.get(pk=meeting.pk)
    item = items_of(meeting).get(suggestion=said)
    for attempt in (
        lambda: finishing.finish_meeting(actor=writer, meeting=again),
        lambda: deciding.undo(actor=writer, meeting=again, item=item, was="agreed"),
        lambda: writing.set_more_came(actor=writer, meeting=again, more=3),
    ):
        with pytest.raises(Refused):
            attempt()
    assert OutboxRow.objects.count() == told
    make.sign_in(client, writer)
    live = reverse("staff:meetings:live", args=[meeting.pk])
    assert client.get(live).url == meeting.get_absolute_url()


def test_finish_says_what_is_thin_and_stops_nobody(client):
    _house, writer, meeting, _said = written([""])
    make.sign_in(client, writer)
    page = client.get(reverse("staff:meetings:live", args=[meeting.pk]), {"step": "finish"}).content.decode()
    for thin in ("Nobody is counted", "No suggestion has an answer", "There are no notes"):
        assert thin in page
    client.post(reverse("staff:meetings:finish", args=[meeting.pk]))
    assert Meeting.objects.get(pk=meeting.pk).state == "held"


def test_before_its_day_the_minutes_go_out_only_when_somebody_says_that_people_met(client):
    _house, writer, meeting, _said = written(["no"], starts_at=timezone.now() + dt.timedelta(days=4), more_came=3)
    make.sign_in(client, writer)
    asked = f"This meeting is on {day(meeting.starts_at)}, and that day has not come. It took place earlier."
    page = client.get(reverse("staff:meetings:live", args=[meeting.pk]), {"step": "finish"}).content.decode()
    assert asked in page and "Nobody came?" not in page
    finish = reverse("staff:meetings:finish", args=[meeting.pk])
    answer = client.post(finish)
    assert answer.status_code == 422
    assert "If people met already, please tick this." in answer.content.decode()
    with pytest.raises(Refused):
        finishing.finish_meeting(actor=writer, meeting=meeting)
    assert Meeting.objects.get(pk=meeting.pk).state == "being_written"
    assert not OutboxRow.objects.filter(kind__in=["minutes.out", "suggestion.moved"]).exists()
    assert client.post(finish, {"took_place": "on"}).status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).state == "held"
    assert OutboxRow.objects.filter(kind="minutes.out").exists()


def test_nobody_who_came_is_named_in_the_minutes_on_screen_or_paper(client):
    house, writer, meeting, _said = written(["no"], more_came=4)
    came = make.resident("Zebedee", service=house)
    writing.set_came(actor=writer, meeting=meeting, person_id=came.pk, came=True)
    finishing.finish_meeting(actor=writer, meeting=meeting)
    make.sign_in(client, make.resident(service=house))
    page = client.get(meeting.get_absolute_url()).content.decode()
    paper = text_of(client.get(reverse("meetings:minutes-pdf", args=[meeting.pk])).content)
    for shown in (page, paper):
        assert "5 people" in shown and "It would not be safe." in shown
        assert "Zebedee" not in shown and "Sunita" not in shown


def test_what_was_not_talked_about_is_listed_without_a_reason_that_nobody_gave(client):
    _house, writer, meeting, [asked, other] = written(["", ""])
    Suggestion.objects.filter(pk=asked.pk).update(title="Can we have quiet the night before?")
    make.sign_in(client, writer)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Not talked about this time." in page and "no time" not in page
    assert "night before?" in page and other.shown_title in page
    assert "?." not in re.sub(r"<[^>]+>|\s", "", page)


def test_the_minutes_so_far_are_for_those_who_write_them(client):
    house, writer, meeting, [said] = written(["no"])
    make.sign_in(client, make.resident(service=house))
    assert "It would not be safe." not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(reverse("meetings:minutes-pdf", args=[meeting.pk])).status_code == 404
    make.sign_in(client, writer)
    assert "It would not be safe." in client.get(meeting.get_absolute_url()).content.decode()


def test_one_button_prints_everything_for_the_meeting(client):
    house, writer, meeting, [said] = written([""], place="The lounge")
    hidden = make.suggestion(
        service=house, author=make.resident("Zebedee", service=house), who_sees="team", words="The night staff shout"
    )
    make.sign_in(client, writer)
    answer = client.get(reverse("staff:meetings:pack", args=[meeting.pk]))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for part in (said.title, f"/s/{house.code}", "The lounge", "I would like to say", "Who came and what we decided"):
        assert part in text
    assert hidden.title not in text and "Zebedee" not in text


def test_the_page_for_the_wall_shows_what_everybody_here_may_see(client):
    house, writer, meeting, [agreed, refused] = written(["agreed", "no"])
    hidden = make.suggestion(service=house, author=refused.author, words="The night staff shout", who_sees="team")
    Suggestion.objects.filter(pk=hidden.pk).update(status="no", reason="Secret reason", talked_on="2026-11-01")
    done = make.suggestion(
        service=house,
        author=refused.author,
        status="done",
        done_on=meeting.starts_at.date(),
        public_answer="New bulbs.",
    )
    make.sign_in(client, writer)
    text = text_of(client.get(reverse("staff:meetings:noticeboard", args=[house.pk])).content)
    for shown in ("New bulbs.", "It would not be safe.", agreed.title, done.words.split(".")[0]):
        assert shown in text
    for unseen in ("Secret reason", "night staff", refused.author.chosen_name):
        assert unseen not in text
    assert text.count("We did") == 1
    Suggestion.objects.filter(pk=done.pk).update(public_answer="")
    done.actions.add(agree_action(actor=writer, title="Put bulbs in", service=house, due_on=timezone.localdate()))
    done.actions.update(state="done")
    text = text_of(client.get(reverse("staff:meetings:noticeboard", args=[house.pk])).content)
    assert done.words.split(".")[0] in text and "Done" in text, "nobody wrote what was done"
    assert "We did" not in text and "Put bulbs in" not in text
    make.sign_in(client, make.staff(service=make.service()))
    assert client.get(reverse("staff:meetings:noticeboard", args=[house.pk])).status_code == 404


def test_a_photo_of_the_paper_is_for_those_who_run_the_meeting(client):
    from PIL import Image

    house, writer, meeting, _said = written([""])
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    file.seek(0)
    file.name = "paper.png"
    make.sign_in(client, writer)
    client.post(reverse("staff:meetings:photo", args=[meeting.pk]), {"photo": file})
    page = client.get(reverse("staff:meetings:live", args=[meeting.pk]), {"step": "else"}).content.decode()
    address = re.search(r'<ul class="photos">\s*<li>\s*<a href="([^"]+)"', page)[1]
    assert client.get(address).status_code == 200
    make.sign_in(client, make.resident(service=house))
    assert client.get(address).status_code == 404


def test_minutes_say_of_what_was_agreed_before_only_what_somebody_said(client):
    house = make.service()
    writer = make.staff(service=house)
    for title in ("Mend the gate", "Buy bulbs"):
        agree_action(actor=writer, title=title, due_on=timezone.localdate(), service=house)
    meeting = make.meeting(service=house)
    writing.start(actor=writer, meeting=meeting)
    item = meeting.items.get(action__title="Mend the gate")
    deciding.note_last_time(actor=writer, meeting=meeting, item=item, outcome="being_done")
    finishing.finish_meeting(actor=writer, meeting=meeting)
    page = make.sign_in(client, writer).get(meeting.get_absolute_url()).content.decode()
    assert page.count("Still going") == 1 and page.count("Nobody said how it is going") == 1


def test_what_this_meeting_agreed_does_not_stand_among_what_the_last_one_did():
    house, writer, meeting, [said] = written(["agreed"])
    assert items_of(meeting).get(suggestion=said).decided_action is not None
    assert not any(item.action_id for item in not_yet_on(meeting))
