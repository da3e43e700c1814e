"""One suggestion's page: what stands on it for whom, what people do there, and how much it costs."""

import datetime as dt
import logging
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from involvement.models import Organisation, OutboxRow, Reach, Story
from involvement.registry.story_verbs import verbs
from meetings.models import Agreement, Comment, FixedAnswer, Follow, Report, Status
from meetings.operations.suggestions.agreeing import agree
from meetings.operations.suggestions.answering import read, release
from meetings.operations.suggestions.moving import move
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service("Bromley Road")


@pytest.fixture
def patrick(house):
    return make.resident("Patrick", service=house)


@pytest.fixture
def marlon(house):
    return make.resident("Marlon", service=house)


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def wish(house, patrick):
    return make.suggestion("A bench in the garden. Old people need to sit.", service=house, author=patrick)


def page(client, who, wish):
    if who is None:
        client.logout()
    else:
        make.sign_in(client, who)
    return client.get(wish.get_absolute_url()).content.decode()


def post(client, who, wish, name, **fields):
    answer = make.sign_in(client, who).post(f"{wish.get_absolute_url()}{name}/", fields)
    wish.refresh_from_db()
    return answer


# --- Who reads what -------------------------------------------------------------------------------


def test_names_are_for_people_of_the_place_as_the_author_chose(client, house, patrick, marlon, sunita):
    named = make.suggestion(service=house, author=patrick)
    for_staff = make.suggestion(service=house, author=patrick, who_sees="here_staff_only")
    assert "Patrick" in page(client, marlon, named) and "Patrick" in page(client, sunita, named)
    assert "Patrick" not in page(client, marlon, for_staff) and "Patrick" in page(client, sunita, for_staff)


def test_without_sign_in_nobody_is_named(client, wish, patrick, marlon, sunita, house):
    two = make.comment("Two would be better.", suggestion=wish, author=marlon)
    asking = make.comment("We are asking.", suggestion=wish, author=sunita, as_staff=True)
    move(actor=sunita, suggestion=wish, to_status=Status.AGREED, by="staff")
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC, comments=[two, asking])
    shown = page(client, None, wish)
    assert wish.title in shown and "Two would be better." in shown and "We are asking." in shown
    for name in ("Patrick", "Marlon", "Sunita"):
        assert name not in shown
    elsewhere = page(client, make.resident("Jo", service=make.service()), wish)
    for name in ("Patrick", "Marlon", "Sunita"):
        assert name not in elsewhere
    assert "by Sunita (staff)" in page(client, marlon, wish)


def test_a_private_home_is_not_named_without_sign_in(client):
    house = make.service("Rose House", is_private=True, address="1 Rose Lane")
    wish = make.suggestion(service=house, reach=Reach.PUBLIC)
    assert "Rose" not in page(client, None, wish)
    assert "Rose House" in page(client, make.resident(service=house), wish)


def test_who_moved_on_reads_that_the_staff_of_that_home_read_it(client):
    house = make.service("Rose House", is_private=True, address="1 Rose Lane")
    wish = make.suggestion(service=house, reach=Reach.PUBLIC, status=Status.READ)
    gone = page(client, make.person(), wish)
    assert "The staff of that home" in gone and "your home" not in gone and "Rose" not in gone
    assert "The staff of Rose House" in page(client, make.resident(service=house), wish)


def test_how_the_author_is_told_is_for_the_author_and_staff_of_the_place(client, wish, patrick, marlon, sunita):
    assert "How we will tell you" in page(client, patrick, wish)
    assert "How Patrick will be told" in page(client, sunita, wish)
    assert "will be told" not in page(client, marlon, wish) and "How we will tell" not in page(client, marlon, wish)
    assert "will be told" not in page(client, make.safeguarding_lead(), wish)


def test_the_private_note_stays_with_staff(client, wish, patrick, marlon):
    wish.__class__.objects.filter(pk=wish.pk).update(private_note="Speak to Bob.")
    assert "Speak to Bob." not in page(client, patrick, wish) + page(client, marlon, wish)


def test_fifty_entries_and_thirty_comments_cost_ten_queries(client, wish, patrick, sunita, house):
    people = [make.resident(service=house, signs_in=False) for _ in range(30)]
    for person in people:
        make.comment(suggestion=wish, author=person)
    about = {"about_label": "meetings.suggestion", "about_id": wish.pk, "actor": sunita, "actor_role": "staff"}
    Story.objects.bulk_create(Story(verb="suggestion.answered", **about) for _ in range(50))
    Organisation.objects.create(pk=1)
    page(client, patrick, wish)
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(wish.get_absolute_url())
    assert shown.content.decode().count("We answered") == 50
    assert shown.content.decode().count("Report this") == 31
    assert len(queries) <= 10, "\n".join(query["sql"][:200] for query in queries)


def test_no_entry_and_no_comment_asks_for_a_name_that_is_not_there(client, wish, patrick, marlon, sunita, caplog):
    """A name that a template does not find costs more than the line it prints."""
    read(actor=sunita, suggestion=wish)
    make.comment(suggestion=wish, author=patrick)
    make.comment(suggestion=wish, author=marlon)
    with caplog.at_level(logging.DEBUG, logger="django.template"):
        shown = page(client, patrick, wish)
    assert "Read by staff" in shown and shown.count("cardx") > 2
    asked = [record.exc_info[1].params for record in caplog.records if record.name == "django.template"]
    assert [name for name, looked_in in asked if isinstance(looked_in, dict)] == []


def test_others_about_the_same_thing_that_the_viewer_may_see(client, wish, house, marlon):
    alike = make.suggestion("Benches in the garden, to sit.", service=house, author=marlon)
    make.suggestion("A bench in the garden. Old people sit.", service=house, author=marlon, who_sees="team")
    hidden = make.suggestion("A bench in the garden for old people.", service=make.service())
    make.sign_in(client, make.resident(service=house))
    whole = client.get(f"{wish.get_absolute_url()}others/")
    assert alike in whole.context["others"] and hidden not in whole.context["others"]
    assert len(whole.context["others"]) == 1
    part = client.get(f"{wish.get_absolute_url()}others/", headers={"HX-Request": "true"}).content.decode()
    assert alike.title in part and "<html" not in part


# --- Agreeing and following -----------------------------------------------------------------------


def test_agree_and_change_my_mind(client, wish, patrick, marlon, sunita):
    post(client, marlon, wish, "agree", agree="yes")
    post(client, marlon, wish, "agree", agree="yes")
    assert wish.agreements == 1
    assert "You would like this." in page(client, marlon, wish)
    post(client, marlon, wish, "agree", agree="no")
    post(client, marlon, wish, "agree", agree="no")
    assert wish.agreements == 0 and not Agreement.objects.exists()
    for who in (patrick, sunita):
        assert post(client, who, wish, "agree", agree="yes").status_code == 404
    assert wish.agreements == 0


def test_with_htmx_only_the_button_is_answered(client, wish, marlon):
    make.sign_in(client, marlon)
    answer = client.post(f"{wish.get_absolute_url()}agree/", {"agree": "yes"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode() and "I changed my mind" in answer.content.decode()


def test_follow_and_stop(client, wish, marlon, sunita):
    post(client, marlon, wish, "follow", follow="yes")
    assert Follow.objects.get().person == marlon
    move(actor=sunita, suggestion=wish, to_status=Status.AGREED, by="staff")
    assert OutboxRow.objects.filter(person=marlon, kind="suggestion.moved_others").count() == 1
    post(client, marlon, wish, "follow", follow="no")
    assert not Follow.objects.exists()


# --- Comments and reports -------------------------------------------------------------------------


def test_comments_with_a_choice_of_name(client, wish, house, patrick, marlon, sunita):
    jo = make.resident("Jo", service=house)
    for shown_as, words in (("named", "First."), ("staff_only", "Second."), ("anonymous", "Third.")):
        answer = post(client, jo, wish, "comment", words=words, shown_as=shown_as)
        assert answer.status_code == 302
    assert wish.comments_shown == 3
    third = Comment.objects.get(words="Third.")
    assert third.author is None and third.posted_at.day == 1
    assert page(client, marlon, wish).count("<b>Jo</b>") == 1
    assert page(client, sunita, wish).count("<b>Jo</b>") == 2
    assert OutboxRow.objects.filter(person=patrick, kind="suggestion.comment").count() == 1


def test_an_anonymous_comment_leaves_no_other_row(client, wish, marlon):
    make.sign_in(client, marlon)
    page(client, marlon, wish)
    before = Story.objects.count(), OutboxRow.objects.count()
    post(client, marlon, wish, "comment", words="Hm.", shown_as="anonymous")
    assert (Story.objects.count(), OutboxRow.objects.count()) == before


def test_a_comment_without_a_choice_keeps_its_words(client, wish, marlon):
    answer = post(client, marlon, wish, "comment", words="For duvets, please.")
    assert answer.status_code == 200 and "For duvets, please." in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_comment_sent_twice_is_kept_once(client, wish, marlon):
    mark = page(client, marlon, wish).split('name="once" value="')[1].split('"')[0].replace("&#x27;", "'")
    for _time in range(2):
        post(client, marlon, wish, "comment", words="Yes!", shown_as="named", once=mark)
    assert Comment.objects.count() == wish.comments_shown == 1


def test_change_and_take_back_a_comment(client, wish, marlon, patrick):
    comment = make.comment("Ful.", suggestion=wish, author=marlon)
    make.sign_in(client, marlon)
    answer = client.post(f"/comments/{comment.pk}/change/", {"words": "Full."}, follow=True)
    assert "Your words are changed." in answer.content.decode()
    comment.refresh_from_db()
    assert comment.words == "Full."
    assert make.sign_in(client, patrick).post(f"/comments/{comment.pk}/take-back/").status_code == 404
    make.sign_in(client, marlon).post(f"/comments/{comment.pk}/take-back/")
    wish.refresh_from_db()
    assert wish.comments_shown == 0 and "Full." not in page(client, patrick, wish)


def test_report_once_until_it_is_looked_at(client, wish, marlon):
    post(client, marlon, wish, "report", words="It names my friend.")
    post(client, marlon, wish, "report", words="And my brother.")
    assert "my friend" in Report.objects.get().words and "my brother" in Report.objects.get().words


# --- What the author can still do -----------------------------------------------------------------


def test_the_author_changes_the_words_for_a_quarter_of_an_hour(client, wish, patrick, marlon):
    post(client, patrick, wish, "change", words="Two benches in the garden.", title="")
    assert "Your words are changed." in page(client, patrick, wish)
    assert (wish.words, wish.title) == ("Two benches in the garden.", "Two benches in the garden")
    assert post(client, marlon, wish, "change", words="None.").status_code == 404
    wish.__class__.objects.update(posted_at=timezone.now() - dt.timedelta(minutes=16))
    answer = post(client, patrick, wish, "change", words="Three benches.")
    assert "It is too late to change this." in answer.content.decode() and "Three benches." in answer.content.decode()
    assert wish.words == "Two benches in the garden."


def test_what_staff_have_read_is_not_changed_any_more(client, wish, patrick, sunita):
    move(actor=sunita, suggestion=wish, to_status=Status.READ, by="staff")
    post(client, patrick, wish, "change", words="Three benches.")
    assert "Three" not in wish.words


def test_taking_back_is_asked_first_and_hides_it_from_others(client, wish, patrick, marlon, sunita):
    make.sign_in(client, patrick)
    assert "Take it back?" in client.get(f"{wish.get_absolute_url()}take-back/").content.decode()
    assert post(client, marlon, wish, "take-back").status_code == 404
    post(client, patrick, wish, "take-back")
    assert wish.status == Status.TAKEN_BACK and wish.waiting_since is None
    assert make.sign_in(client, marlon).get(wish.get_absolute_url()).status_code == 404
    assert make.sign_in(client, sunita).get(wish.get_absolute_url()).status_code == 200


# --- Did this fix it? -----------------------------------------------------------------------------


@pytest.fixture
def done(wish, marlon, sunita):
    agree(actor=marlon, suggestion=wish)
    for status in (Status.AGREED, Status.DONE):
        move(actor=sunita, suggestion=wish, to_status=status, by="staff")
    return wish


def test_the_author_and_those_who_agreed_are_asked(client, done, patrick, marlon, house):
    assert "No, it is still a problem" in page(client, patrick, done)
    assert "No, it is still a problem" in page(client, marlon, done)
    stranger = make.resident(service=house)
    assert "No, it is still a problem" not in page(client, stranger, done)
    assert post(client, stranger, done, "fixed", fixed="no").status_code == 404


def test_yes_is_counted_and_can_be_changed_by_those_who_agreed(client, done, marlon, patrick):
    post(client, patrick, done, "fixed", fixed="yes")
    post(client, marlon, done, "fixed", fixed="yes")
    post(client, marlon, done, "fixed", fixed="no", words="Still wet.")
    assert (done.fixed_yes, done.fixed_no, done.status) == (1, 1, Status.DONE)
    shown = page(client, patrick, done)
    assert "1 said yes." in shown and "1 said no." in shown and "Still wet." not in shown


def test_no_from_the_author_opens_round_two(client, done, patrick, marlon):
    post(client, marlon, done, "fixed", fixed="yes")
    post(client, patrick, done, "fixed", fixed="no")
    assert (done.status, done.round, done.agreed_on, done.fixed_yes, done.fixed_no) == (Status.READ, 2, None, 0, 0)
    assert done.waiting_since is not None and FixedAnswer.objects.filter(round=1).count() == 2
    shown = page(client, marlon, done)
    assert "Round 2" in shown and "1 person said that it did not fix the problem." in shown


def test_peoples_own_words_run_the_way_they_were_written(client, house, patrick, marlon):
    """An English sentence on an Arabic page keeps its full stop at its end."""
    said = make.suggestion(
        "More lamps. It is dark.", title="More lamps.", service=house, author=patrick, public_answer="We buy two."
    )
    make.comment("Three, please.", suggestion=said, author=patrick)
    type(marlon).objects.filter(pk=marlon.pk).update(language="ar")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    one = page(client, marlon, said)
    many = client.get("/suggestions/").content.decode()
    assert 'dir="rtl"' in one and 'dir="rtl"' in many
    for shown, words in ((one, "More lamps. It is dark."), (one, "We buy two."), (one, "Three, please.")):
        assert re.search(rf'<p[^>]* dir="auto">\s*{re.escape(words)}\s*</p>', shown), words
    assert re.search(r'<h1[^>]* dir="auto">More lamps\.</h1>', one)
    assert re.search(r'<a [^>]*dir="auto">More lamps\.</a>', many)


@pytest.mark.parametrize("status", [Status.SENT, Status.BEING_DONE, Status.NO, Status.DONE])
def test_how_far_it_is_is_said_once_on_the_first_page(client, house, patrick, status):
    make.suggestion(service=house, author=patrick, status=status, reason="No room.", waiting_since=None)
    shown = make.sign_in(client, patrick).get("/").content.decode()
    yours = shown.partition("Your suggestions")[2].partition("</section>")[0]
    assert 'class="track' in yours and 'class="chip' not in yours


@pytest.mark.parametrize("staff_page", [False, True])
def test_no_two_things_on_a_page_share_an_id(client, done, patrick, sunita, staff_page):
    make.comment("Hm.", suggestion=done, author=patrick)
    make.sign_in(client, sunita if staff_page else patrick)
    text = client.get(done.staff_url() if staff_page else done.get_absolute_url()).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert [one for one in set(ids) if ids.count(one) > 1] == []
    assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', text)) <= set(ids)


# --- A page has an end ----------------------------------------------------------------------------


def test_the_newest_hundred_comments_and_the_earlier_ones_at_an_address(client, wish, patrick, marlon):
    now = timezone.now()
    for number in range(103):
        moment = now - dt.timedelta(minutes=200 - number // 2)
        said = make.comment(f"Said {number:03}.", suggestion=wish, author=marlon)
        Comment.objects.filter(pk=said.pk).update(posted_at=moment)
    kept = make.comment("Kept.", suggestion=wish, author=marlon)
    Comment.objects.filter(pk=kept.pk).update(posted_at=now - dt.timedelta(days=9), shown=False)
    with CaptureQueriesContext(connection) as queries:
        newest = page(client, patrick, wish)
    assert is_cut(queries, "meetings_comment")
    assert re.findall(r"Said (\d+)\.", newest) == [f"{number:03}" for number in in_order(wish)[3:]]
    assert comments_counted(newest) == 103
    address = link_to_earlier(newest)
    earlier = client.get(address).content.decode()
    assert re.findall(r"Said (\d+)\.", earlier) == [f"{number:03}" for number in in_order(wish)[:3]]
    assert comments_counted(earlier) == 103 and "Kept." not in earlier
    assert "Show the earlier ones" not in earlier and "Show the newest ones" in earlier


def is_cut(queries, table: str) -> bool:
    """Whether the database itself brings no more than a page has."""
    return any(f'FROM "{table}"' in query["sql"] and query["sql"].endswith("LIMIT 101") for query in queries)


def in_order(wish) -> list[int]:
    seen = Comment.objects.filter(suggestion=wish, shown=True).order_by("posted_at", "pk")
    return [int(comment.words[5:8]) for comment in seen]


def comments_counted(shown: str) -> int:
    return int(re.search(r'id="comments">\s*Comments <span[^>]*>(\d+)<', shown)[1])


def link_to_earlier(shown: str) -> str:
    return re.search(r'<a href="([^"]+)">Show the earlier ones</a>', shown)[1]


def test_the_number_of_comments_is_what_the_viewer_may_read(client, wish, patrick, sunita):
    said = [make.comment(suggestion=wish, author=patrick) for _ in range(102)]
    move(actor=sunita, suggestion=wish, to_status=Status.AGREED, by="staff")
    release(actor=sunita, suggestion=wish, reach=Reach.PUBLIC, comments=said[:101])
    wish.refresh_from_db()
    assert comments_counted(page(client, None, wish)) == 101
    assert comments_counted(page(client, patrick, wish)) == 102


def test_the_newest_hundred_entries_and_the_earlier_ones_at_an_address(client, wish, patrick, sunita):
    about = {"about_label": "meetings.suggestion", "about_id": wish.pk, "actor": sunita, "actor_role": "staff"}
    private = next(name for name, verb in verbs.items() if verb.for_staff)
    first = timezone.now()
    Story.objects.bulk_create(
        Story(verb=verb, at=first + dt.timedelta(seconds=number), reason=f"{verb[:2]}{number:03}", **about)
        for number in range(103)
        for verb in ("suggestion.answered", private)
    )
    with CaptureQueriesContext(connection) as queries:
        newest = page(client, patrick, wish)
    assert is_cut(queries, "involvement_story")
    assert re.findall(r"<q[^>]*>su(\d+)</q>", newest) == [f"{number:03}" for number in range(102, 2, -1)]
    assert newest.count("<b>Sent</b>") == 0 and "<details open" not in newest
    earlier = client.get(link_to_earlier(newest)).content.decode()
    assert re.findall(r"<q[^>]*>su(\d+)</q>", earlier) == ["002", "001", "000"]
    assert earlier.count("<b>Sent</b>") == 1 and "<details open" in earlier
    assert "Show the earlier ones" not in earlier and "Show the newest ones" in earlier


@pytest.mark.parametrize("name", ["history_before", "comments_before"])
@pytest.mark.parametrize("key", ["x", "-1", "9" * 18, "9" * 40])
def test_an_address_with_a_key_of_nothing_is_a_page(client, wish, patrick, name, key):
    make.sign_in(client, patrick)
    assert client.get(f"{wish.get_absolute_url()}?{name}={key}").status_code == 200
