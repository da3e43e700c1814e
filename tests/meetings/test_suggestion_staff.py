"""What staff do with a suggestion, on their pages."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from involvement.models import OutboxRow, Reach, Story
from involvement.operations import agreed_work
from involvement.operations.agreed_work import agree_action
from involvement.operations.base import Refused
from involvement.viewer import NOBODY
from meetings.models import Report, Status, Suggestion
from meetings.operations.suggestions import answering
from meetings.operations.suggestions.talking import report
from meetings.queries.staff_work import managed
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def grace(house):
    return make.manager("Grace", service=house)


@pytest.fixture
def patrick(house):
    return make.resident("Patrick", service=house, told_by="in_person")


@pytest.fixture
def wish(house, patrick):
    return make.suggestion("A bench in the garden. Old people need to sit.", service=house, author=patrick)


def at(name, thing):
    return reverse(f"staff:meetings:{name}", args=[thing.pk])


def post(client, who, name, thing, **fields):
    answer = make.sign_in(client, who).post(at(name, thing), fields)
    thing.refresh_from_db()
    return answer


def test_the_list_and_the_button(client, grace, wish):
    page = make.sign_in(client, grace).get("/staff/suggestions/").content.decode()
    assert wish.title in page and "To read" in page
    post(client, grace, "suggestion-read", wish)
    assert wish.status == Status.READ and wish.read_on == timezone.localdate()
    assert wish.title not in client.get("/staff/suggestions/").content.decode()


def test_only_staff_of_the_place_manage_it(client, wish, patrick):
    elsewhere = make.service()
    for who in (patrick, make.staff(service=elsewhere), make.board_member(), make.safeguarding_lead()):
        assert make.sign_in(client, who).get(at("suggestion", wish)).status_code == 404
        assert post(client, who, "suggestion-read", wish).status_code == 404
        assert wish.status == Status.SENT


def test_what_is_for_the_team_is_the_advisors(client, house, patrick, grace):
    secret = make.suggestion(service=house, author=patrick, who_sees="team", told_by="in_person")
    assert make.sign_in(client, grace).get(at("suggestion", secret)).status_code == 404
    advisor = make.advisor()
    assert make.sign_in(client, advisor).get(at("suggestion", secret)).status_code == 200
    post(client, advisor, "suggestion-status", secret, status="agreed")
    row = OutboxRow.objects.get(person=patrick)
    assert row.service is None and row not in OutboxRow.objects.visible_to(make.viewer(grace))


def test_an_answer_with_its_reason_tells_the_author_as_they_chose(client, grace, wish, patrick):
    answer = post(client, grace, "suggestion-status", wish, status="no")
    assert answer.status_code == 200 and "Please say why" in answer.content.decode()
    post(client, grace, "suggestion-status", wish, status="no", reason="There is no room for it.")
    assert (wish.status, wish.reason) == (Status.NO, "There is no room for it.")
    row = OutboxRow.objects.get(person=patrick, kind="suggestion.moved")
    assert row.carrier == "in_person" and row.values == {"status": "no"}
    assert Story.objects.about(wish).last().to_status == Status.NO


def test_staff_read_how_its_author_wants_to_be_told(client, grace, wish, patrick):
    def told() -> str:
        page = make.sign_in(client, grace).get(at("suggestion", wish)).content.decode()
        return re.search(r"To be told:\s*<b>([^<]*)</b>", page)[1]

    assert told() == "in person"
    Suggestion.objects.update(told_by="letter")
    assert told() == "by letter"
    Suggestion.objects.update(told_by="email")
    assert told() == "in person", "nobody can be e-mailed without an address"
    Suggestion.objects.update(author=None)
    assert "To be told:" not in client.get(at("suggestion", wish)).content.decode()


def test_each_button_says_what_it_saves(client, grace, wish):
    page = make.sign_in(client, grace).get(at("suggestion", wish)).content.decode()
    buttons = re.findall(r"<button[^>]*btn-(?:brand|quiet)[^>]*>\s*([^<]+?)\s*</button>", page.partition("<main")[2])
    assert "Save" not in buttons and len(buttons) == len(set(buttons))


def test_a_usual_reason_is_one_tap(client, grace, wish):
    from involvement.models import Organisation

    Organisation.objects.create(pk=1, no_reasons=["The landlord does not allow it."])
    Organisation.forget()
    post(client, grace, "suggestion-status", wish, status="no", usual_reason="The landlord does not allow it.")
    Organisation.forget()
    assert wish.reason == "The landlord does not allow it."


def test_finding_out_says_by_when_and_by_whom(client, grace, wish):
    by = timezone.localdate() + dt.timedelta(days=14)
    assert post(client, grace, "suggestion-status", wish, status="finding_out").status_code == 200
    post(client, grace, "suggestion-status", wish, status="finding_out", find_out_by=by.isoformat())
    assert (wish.status, wish.find_out_by, wish.find_out_who) == (Status.FINDING_OUT, by, grace)
    assert wish.waiting_since is not None


def test_an_answer_for_everybody_a_note_for_staff_and_a_topic(client, grace, wish, patrick):
    post(client, grace, "suggestion-answer", wish, words="We have asked for two prices.")
    post(client, grace, "suggestion-note", wish, note="Ask Bob first.")
    post(client, grace, "suggestion-topic", wish, topic="shared")
    assert (wish.public_answer, wish.private_note, wish.topic) == (
        "We have asked for two prices.",
        "Ask Bob first.",
        "shared",
    )
    page = make.sign_in(client, patrick).get(wish.get_absolute_url()).content.decode()
    assert "We have asked for two prices." in page and "Ask Bob first." not in page


def test_an_empty_answer_is_asked_for_and_takes_away_one_that_was_there(client, grace, wish):
    page = make.sign_in(client, grace).post(at("suggestion-answer", wish), {"words": " "}).content.decode()
    assert "Please write an answer." in page and "Saved." not in page
    answer = page.partition('id="answer"')[2].partition("</section>")[0]
    assert answer and "optional" not in answer
    assert not Story.objects.filter(verb="suggestion.answered").exists()
    post(client, grace, "suggestion-answer", wish, words="We have asked for two prices.")
    told = OutboxRow.objects.count()
    post(client, grace, "suggestion-answer", wish, words="")
    assert (wish.public_answer, OutboxRow.objects.count()) == ("", told)


def test_covered_words_are_read_by_nobody_but_named_staff(client, grace, wish, house, patrick):
    post(
        client,
        grace,
        "suggestion-cover",
        wish,
        title="A bench",
        words="A bench … Old people need to sit.",
        reason="a name was removed",
    )
    assert "in the garden" in wish.words
    for who in (patrick, make.staff(service=house)):
        page = make.sign_in(client, who).get(wish.get_absolute_url()).content.decode()
        assert "in the garden" not in page and "a name was removed" in page
    assert "in the garden" not in client.get(at("suggestion", wish)).content.decode()
    assert "in the garden" in make.sign_in(client, grace).get(at("suggestion", wish)).content.decode()
    post(client, grace, "suggestion-uncover", wish)
    assert wish.shown_words == wish.words


def test_the_public_reads_it_after_staff_said_so_and_not_before(client, grace, wish):
    assert client.get(wish.get_absolute_url()).status_code == 302
    page = make.sign_in(client, grace).get(at("suggestion-release", wish)).content.decode()
    assert "This is what the public would see" in page
    post(client, grace, "suggestion-release", wish, reach=Reach.PUBLIC)
    assert (wish.reach, wish.released_on) == (Reach.PUBLIC, timezone.localdate())
    client.logout()
    page = client.get(wish.get_absolute_url()).content.decode()
    assert wish.title in page and "Patrick" not in page and "Grace" not in page
    post(client, grace, "suggestion-release", wish, reach=Reach.SERVICE)
    client.logout()
    assert client.get(wish.get_absolute_url()).status_code == 302


def done_by_work(wish, house, grace, words=""):
    """Somebody did it, and wrote ``words`` beside it."""
    due = timezone.localdate()
    action = agree_action(actor=grace, title="Put a bench out", due_on=due, service=house, answers=[wish])
    agreed_work.finish(actor=grace, action=action)
    if words:
        agreed_work.add_note(actor=grace, action=action, words=words)
    Suggestion.objects.filter(pk=wish.pk).update(agreements=15)
    wish.refresh_from_db()
    assert wish.status == Status.DONE and not wish.public_answer


def test_what_was_done_goes_to_the_public_with_a_sentence_that_says_what(client, grace, wish, house):
    done_by_work(wish, house, grace, words="It stands under the tree.")
    address = at("suggestion-release", wish)
    page = make.sign_in(client, grace).get(address).content.decode()
    assert "It stands under the tree." in page, "the note is there already"
    assert "(optional)" not in page.partition("What was done? Say it in one sentence.")[2][:80]
    refused = post(client, grace, "suggestion-release", wish, reach=Reach.PUBLIC, answer=" ")
    assert "Please write in one sentence what was done." in refused.content.decode()
    with pytest.raises(Refused):
        answering.release(actor=grace, suggestion=wish, reach=Reach.PUBLIC)
    wish.refresh_from_db()
    assert (wish.reach, wish.release_decided_on, wish.public_answer) == (Reach.SERVICE, None, "")
    post(client, grace, "suggestion-release", wish, reach=Reach.PUBLIC, answer="A bench stands under the tree.")
    assert (wish.reach, wish.public_answer) == (Reach.PUBLIC, "A bench stands under the tree.")
    assert "What was done?" not in client.get(address).content.decode()


def test_elsewhere_than_to_the_public_it_goes_without(client, grace, wish, house):
    done_by_work(wish, house, grace)
    post(client, grace, "suggestion-release", wish, reach=Reach.ORGANISATION, answer="")
    assert (wish.reach, wish.public_answer) == (Reach.ORGANISATION, "")


def test_before_the_release_staff_see_what_you_said_we_did_will_show(client, grace, wish, house):
    done_by_work(wish, house, grace)
    answering.note_answer(actor=grace, suggestion=wish, words="A bench stands under the tree.")
    page = make.sign_in(client, grace).get(at("suggestion-release", wish)).content.decode()
    answering.release(actor=grace, suggestion=wish, reach=Reach.PUBLIC)
    shown = re.search(r"<article>.*?</article>", client.get("/you-said-we-did/").content.decode(), re.S)[0]
    assert "15 people agreed" in shown and "A bench stands under the tree." in shown
    assert " ".join(shown.split()) in " ".join(page.split())


@pytest.mark.parametrize("reach", [Reach.RESTRICTED, Reach.TEAM, 9])
def test_no_other_reach_can_be_posted(client, grace, wish, reach):
    post(client, grace, "suggestion-release", wish, reach=reach)
    assert wish.reach == Reach.SERVICE


def test_nothing_of_a_private_address_is_released(client):
    house = make.service("Rose House", is_private=True)
    wish = make.suggestion(service=house, author=make.resident(service=house))
    answer = post(client, make.staff(service=house), "suggestion-release", wish, reach=Reach.PUBLIC)
    assert answer.status_code == 200 and "private address" in answer.content.decode()
    assert wish.reach == Reach.SERVICE


def test_put_together_and_apart_on_the_page(client, grace, wish, house):
    other = make.suggestion("Benches for the garden, please.", service=house, author=make.resident(service=house))
    page = make.sign_in(client, grace).get(at("suggestion", wish) + "?q=benches").content.decode()
    assert other.title in page
    post(client, grace, "suggestion-together", wish, other=other.pk)
    other.refresh_from_db()
    assert (wish.status, wish.put_together_with, other.agreements) == (Status.PUT_TOGETHER, other, 1)
    page = client.get(wish.get_absolute_url()).content.decode()
    assert "together with another one" in page and other.title in page
    assert wish.title in client.get(other.get_absolute_url()).content.decode()
    post(client, grace, "suggestion-apart", wish)
    other.refresh_from_db()
    assert (wish.status, wish.put_together_with, other.agreements) == (Status.READ, None, 0)


def test_what_the_public_reads_is_not_put_together_with_what_it_may_not_read(client, grace, wish, house):
    other = make.suggestion("Benches for the garden, please.", service=house)
    type(wish).objects.filter(pk=wish.pk).update(reach=Reach.PUBLIC)
    page = post(client, grace, "suggestion-together", wish, other=other.pk).content.decode()
    assert "Fewer people may read that one." in page and wish.put_together_with is None


def test_what_was_said_at_the_poster_is_shown_when_staff_have_read_it(client, grace, house):
    wish = make.suggestion(service=house, who_sees="here_anonymous", source="poster", shown=False)
    neighbour = make.resident(service=house)
    assert make.sign_in(client, neighbour).get(wish.get_absolute_url()).status_code == 404
    post(client, grace, "suggestion-read", wish, show="yes")
    assert wish.shown and wish.status == Status.READ
    assert make.sign_in(client, neighbour).get(wish.get_absolute_url()).status_code == 200


def test_staff_hand_over_what_shows_a_risk_and_see_it_no_more(client, grace, wish):
    answer = post(client, grace, "suggestion-at-risk", wish, wishes="Nobody is to know.")
    assert answer.url == "/staff/suggestions/"
    assert (wish.reach, wish.reach_before) == (Reach.RESTRICTED, Reach.SERVICE)
    assert client.get(at("suggestion", wish)).status_code == 404


def test_reports_are_looked_at(client, grace, wish, house):
    made = report(actor=make.resident(service=house), suggestion=wish, words="It names my friend.")
    assert "It names my friend." in make.sign_in(client, grace).get("/staff/suggestions/").content.decode()
    client.post(at("report", made), {"state": "left"})
    made.refresh_from_db()
    assert made.state == Report.State.LEFT
    assert "It names my friend." not in client.get("/staff/suggestions/").content.decode()


def test_staff_write_down_what_somebody_said(client, grace, house, patrick):
    make.sign_in(client, grace)
    fields = {"service": house.pk, "author": patrick.pk, "source": "paper", "words": "More light on the stairs."}
    client.post("/staff/suggestions/new/", {**fields, "who_sees": "here_named"})
    said = Suggestion.objects.get()
    assert (said.author, said.source) == (patrick, "paper")
    assert (said.status, said.read_on) == (Status.READ, timezone.localdate()), "who writes it down has read it"
    entry = Story.objects.about(said).get()
    assert (entry.to_status, entry.actor) == ("read", grace)
    assert "Only staff see the name" not in client.get(at("suggestion", said)).content.decode()


def test_staff_see_that_a_name_is_for_them_only(client, grace, house, patrick):
    make.sign_in(client, grace)
    fields = {"service": house.pk, "author": patrick.pk, "source": "phone", "words": "More light on the stairs."}
    page = client.post("/staff/suggestions/new/", {**fields, "who_sees": "here_staff_only"}, follow=True)
    assert "Only staff see the name" in page.content.decode()


def test_staff_write_down_without_a_name_and_hand_over_a_code(client, grace, house):
    make.sign_in(client, grace)
    fields = {"service": house.pk, "source": "paper", "words": "More light.", "who_sees": "here_anonymous"}
    answer = client.post("/staff/suggestions/new/", fields)
    assert answer.status_code == 200 and answer.context["code"] in answer.content.decode()
    assert not Story.objects.exists()
    said = Suggestion.objects.get()
    assert (said.status, said.read_on) == (Status.READ, None) and said.waiting_since is not None
    fields["who_sees"] = "here_named"
    assert "Please say who said it" in client.post("/staff/suggestions/new/", fields).content.decode()


def test_what_is_not_right_is_said_once(client, grace, wish, house):
    comment = make.comment("A cushion too.", suggestion=wish, author=make.resident(service=house))
    make.sign_in(client, grace)
    for address in (
        "/staff/suggestions/new/",
        at("suggestion-status", wish),
        at("suggestion-cover", wish),
        at("suggestion-release", wish),
        at("suggestion-work", wish),
        at("comment", comment),
    ):
        page = client.post(address, {"words": "", "reason": ""}).content.decode()
        assert page.count('class="error-summary"') == 1, address
        assert ".:" not in page and "?:" not in page, address


def test_what_one_of_the_choices_asks_for_is_not_called_optional(client, grace, wish):
    make.sign_in(client, grace)
    page = client.get(at("suggestion", wish)).content.decode()
    for label in ("The reason, in your own words", "Find out by"):
        assert "(optional)" not in re.search(rf">{label}(.*?)</label>", page, re.S)[1], label
    assert "(optional)" in re.search(r">Note for staff(.*?)</label>", page, re.S)[1]
    assert (
        "(optional)"
        not in re.search(r">Who said it\?(.*?)</label>", client.get("/staff/suggestions/new/").content.decode(), re.S)[
            1
        ]
    )


def test_staff_write_down_for_their_own_people_only(client, grace, house):
    stranger = make.resident(service=make.service())
    make.sign_in(client, grace)
    fields = {
        "service": house.pk,
        "author": stranger.pk,
        "source": "paper",
        "words": "Light.",
        "who_sees": "here_named",
    }
    assert client.post("/staff/suggestions/new/", fields).status_code == 200
    assert not Suggestion.objects.exists()


def test_who_leaves_soon_can_still_be_the_author_and_who_left_or_comes_cannot(client, grace, house, patrick):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    leaving = make.resident("Leaving soon", service=house, ends_on=tomorrow)
    left = make.ended_resident("Left already", service=house)
    comes = make.person("Comes next week")
    comes.residencies.create(service=house, starts_on=tomorrow)
    page = make.sign_in(client, grace).get("/staff/suggestions/new/").content.decode()
    assert patrick.chosen_name in page and leaving.chosen_name in page
    assert left.chosen_name not in page and comes.chosen_name not in page
    fields = {"author": leaving.pk, "source": "paper", "words": "More light.", "who_sees": "here_named"}
    client.post("/staff/suggestions/new/", fields)
    assert Suggestion.objects.get().author == leaving


def test_with_many_homes_the_home_comes_first_and_then_its_people_only(client, house, patrick):
    elsewhere = make.resident("Somebody elsewhere", service=make.service("Canal Street"))
    make.sign_in(client, make.advisor())
    where = client.get("/staff/suggestions/new/").content.decode()
    assert "Canal Street" in where and patrick.chosen_name not in where
    page = client.get(f"/staff/suggestions/new/?service={house.pk}").content.decode()
    assert patrick.chosen_name in page and elsewhere.chosen_name not in page
    fields = {"service": house.pk, "source": "paper", "words": "More light.", "who_sees": "here_named"}
    client.post("/staff/suggestions/new/", {**fields, "author": elsewhere.pk})
    assert not Suggestion.objects.exists()
    client.post("/staff/suggestions/new/", {**fields, "author": patrick.pk})
    assert (Suggestion.objects.get().service, Suggestion.objects.get().author) == (house, patrick)
    assert client.get("/staff/suggestions/new/?service=999999").status_code == 404


def test_the_first_page_says_what_is_to_be_read_and_decided(client, grace, wish, house):
    make.suggestion(service=house, status=Status.AGREED, title="Agreed and idle")
    page = make.sign_in(client, grace).get("/").content.decode()
    assert wish.title in page and "Agreed and idle" in page and "nobody is on it" in page


def test_somebody_will_do_it_without_waiting_for_a_meeting(client, grace, wish, patrick):
    by = (timezone.localdate() + dt.timedelta(days=10)).isoformat()
    page = make.sign_in(client, grace).get(at("suggestion-work", wish)).content.decode()
    assert f'value="{wish.title}"' in page
    post(client, grace, "suggestion-work", wish, title="Order a bench", due_on=by, owners=[patrick.pk, grace.pk])
    assert wish.status == Status.BEING_DONE and wish.read_on
    page = make.sign_in(client, patrick).get(wish.get_absolute_url()).content.decode()
    assert "Order a bench" in page and "Grace (staff)" in page


def test_what_is_closed_is_not_worked_on(client, grace, wish):
    Suggestion.objects.update(status=Status.TAKEN_BACK)
    wish.refresh_from_db()
    assert make.sign_in(client, grace).get(at("suggestion-work", wish)).status_code == 404


@pytest.mark.parametrize("day_and_night", [True, False])
def test_staff_who_hand_it_over_read_who_will_see_it(client, day_and_night):
    """Where staff are there day and night they read it too (RELIABILITY rule 12), and elsewhere they do not."""
    home = make.service(staffed_round_the_clock=day_and_night)
    wish = make.suggestion("I am afraid at night.", service=home, author=make.resident(service=home))
    page = make.sign_in(client, make.staff(service=home)).get(at("suggestion-at-risk", wish)).content.decode()
    assert ("staff on duty here read it at once" in page) == day_and_night
    assert ("you included" in page) != day_and_night


def test_what_somebody_manages_they_see(house):
    """The list of work asks for what a viewer manages without asking anew what they see: it is never more."""
    elsewhere = make.service()
    both = make.manager(service=house)
    leader = make.leader()
    viewers = [NOBODY, *(make.viewer(who) for who in (both, make.staff(service=elsewhere), make.advisor(), leader))]
    viewers += [make.viewer(make.resident(service=house)), make.viewer(make.safeguarding_lead())]
    viewers.append(replace(make.viewer(leader), stands_in_for=frozenset({house.pk})))
    viewers.append(replace(make.viewer(make.advisor()), staff_of=frozenset({house.pk})))
    for place in (house, elsewhere, None):
        for reach in Reach.values:
            for shown in (True, False):
                make.suggestion(service=place, author=make.resident(service=house), reach=reach, shown=shown)
    found = 0
    for viewer in viewers:
        here = managed(viewer)
        assert not here.exclude(pk__in=Suggestion.objects.visible_to(viewer)), viewer
        found += here.count()
    assert found
