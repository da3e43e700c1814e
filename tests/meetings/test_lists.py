"""The lists of suggestions: who sees what, filters, pages, counts, and what a page costs."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from involvement.models import Organisation, Reach
from involvement.queries import compiled
from involvement.viewer import NOBODY
from meetings.models import Agreement, Status, Suggestion
from meetings.queries import lists
from meetings.queries.lists import HERE, MINE, OTHERS, Wish
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/suggestions/"


@pytest.fixture(autouse=True)
def fresh_cache():
    caches["process"].clear()


def said(service, title="A bench", words="", *, author=None, **fields):
    """A suggestion as a row, without the operation that sends it."""
    fields.setdefault("who_sees", Suggestion.WhoSees.HERE_NAMED)
    fields.setdefault("reach", Reach.SERVICE)
    fields.setdefault("words", words or title)
    if fields.get("status", Status.SENT) in (Status.SENT, Status.READ):
        fields.setdefault("waiting_since", fields.get("posted_at", timezone.now()))
    return Suggestion.objects.create(service=service, title=title, author=author, **fields)


def titles(viewer, **wish):
    return [row["title"] for row in lists.page(viewer, Wish(**wish))["rows"]]


# --- Who sees what --------------------------------------------------------------------------------


def test_people_here_and_other_places_are_two_lists():
    here, there = make.service(), make.service()
    said(here, "Ours")
    said(there, "Theirs, for their own")
    said(there, "Theirs, for all homes", reach=Reach.ORGANISATION)
    viewer = make.viewer(make.resident(service=here))
    assert titles(viewer, where=HERE) == ["Ours"]
    assert titles(viewer, where=OTHERS) == ["Theirs, for all homes"]


def test_the_public_sees_what_was_released_and_no_private_home(client):
    said(make.service("Elm Court"), "Released", reach=Reach.PUBLIC)
    said(make.service("Quiet House", is_private=True), "From somewhere", reach=Reach.PUBLIC)
    said(make.service("Ash House"), "Kept inside", reach=Reach.ORGANISATION)
    page = client.get(PAGE).content.decode()
    assert "Released" in page and "From somewhere" in page and "Elm Court" in page
    assert "Kept inside" not in page and "Quiet House" not in page


def test_who_moved_on_reads_no_private_home_but_beside_their_own_words(client):
    """The same in the list, its menu of homes, each page, and "You said, we did" (docs/decisions/moved-on.md)."""
    quiet = make.service("Quiet House", code="quiet", is_private=True)
    gone = make.ended_resident(service=quiet)
    wish = said(quiet, "From somewhere", reach=Reach.PUBLIC, status=Status.DONE, done_on=timezone.localdate())
    own = said(quiet, "From me", author=gone)
    pages = (f"{PAGE}?where={OTHERS}", f"{PAGE}?service=quiet", "/you-said-we-did/", "/you-said-we-did/?service=quiet")
    for who, named in ((None, False), (gone, False), (make.resident(service=make.service()), True)):
        if who is not None:
            make.sign_in(client, who)
        for url in (*pages, wish.get_absolute_url()):
            assert ("Quiet House" in client.get(url).content.decode()) is named, (who, url)
    make.sign_in(client, gone)
    assert "Quiet House" in client.get(own.get_absolute_url()).content.decode()
    assert "Quiet House" in client.get(f"{PAGE}?where={MINE}").content.decode()


def test_a_flagged_one_stands_in_no_list_but_its_authors():
    here = make.service()
    author = make.resident(service=here)
    said(here, "Somebody may be at risk", author=author, reach=Reach.RESTRICTED)
    assert titles(make.viewer(author), where=MINE) == ["Somebody may be at risk"]
    for other in (make.resident(service=here), make.staff(service=here), make.advisor(), make.safeguarding_lead()):
        viewer = make.viewer(other)
        assert all(titles(viewer, where=where) == [] for where in lists.wheres_for(viewer))


def test_staff_see_what_is_not_shown_and_are_told_so(client):
    here = make.service()
    said(here, "Said at the poster", shown=False)
    assert titles(make.viewer(make.resident(service=here)), where=HERE) == []
    page = make.sign_in(client, make.staff(service=here)).get(PAGE).content.decode()
    assert "Said at the poster" in page and "Only staff see this" in page


def test_covered_words_are_not_in_the_list(client):
    here = make.service()
    said(here, "Ask Bob", words="Ask Bob about it", covered_title="Ask …", covered_words="Ask … about the tap")
    page = make.sign_in(client, make.staff(service=here)).get(PAGE).content.decode()
    assert "Bob" not in page and "about the tap" in page


def test_a_name_stands_only_where_it_may():
    here = make.service()
    patrick = make.resident("Patrick", service=here)
    said(here, author=patrick, who_sees=Suggestion.WhoSees.HERE_STAFF_ONLY)
    neighbour, staff = make.viewer(make.resident(service=here)), make.viewer(make.staff(service=here))
    assert "Patrick" not in lists.page(neighbour, Wish(where=HERE))["rows"][0]["meta"]
    assert "Patrick" in lists.page(staff, Wish(where=HERE))["rows"][0]["meta"]


def test_of_an_anonymous_one_only_the_month_is_shown():
    here = make.service()
    month = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    said(here, who_sees=Suggestion.WhoSees.HERE_ANONYMOUS, posted_at=month, waiting_since=month)
    row = lists.page(make.viewer(make.staff(service=here)), Wish(where=HERE, sort="waiting"))["rows"][0]
    assert row["meta"] == ["March 2026", "Waiting since March 2026"]


@pytest.mark.parametrize(
    ("language", "meta"),
    [("pl", ["Marzec 2026", "Czeka od marca 2026"]), ("ar", ["مارس 2026", "ينتظر منذ مارس 2026"])],
)
def test_a_month_stands_as_it_follows_other_words(language, meta):
    here = make.service()
    month = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    said(here, who_sees=Suggestion.WhoSees.HERE_ANONYMOUS, posted_at=month, waiting_since=month)
    with override(language):
        row = lists.page(make.viewer(make.staff(service=here)), Wish(where=HERE, sort="waiting"))["rows"][0]
    assert [str(words).lower() for words in row["meta"]] == [words.lower() for words in meta]


def everybody(here, there) -> list:
    both = make.staff(service=here)
    make._tie(make.Residency, both, service=there)
    return [
        make.resident(service=here),
        make.staff(service=here),
        both,
        make.ended_resident(service=here),
        make.advisor(),
        make.staff(service=here, user=make.user()),
        make.safeguarding_lead(),
        make.board_member(),
        None,
    ]


def test_the_count_is_of_what_is_in_the_list():
    here, there = make.service(), make.service()
    people = everybody(here, there)
    for number, person in enumerate([*people[:6], None] * 8):
        said(
            [here, there, None][number % 3],
            author=person,
            reach=list(Reach)[number % 5],
            shown=number % 4 != 0,
            status=list(Status)[number % 3],
            topic=["wifi", "bins"][number % 2],
        )
    counted = set()
    for person in people:
        viewer = make.viewer(person)
        for where in lists.wheres_for(viewer):
            for narrowed in ({}, {"status": Status.READ}, {"topic": "wifi"}, {"sort": "waiting"}, {"service": here.pk}):
                wish = Wish(where=where, **narrowed)
                number = lists.in_list(viewer, wish).count()
                assert lists.page(viewer, wish)["count"] == number, (person, wish)
                counted.add(number)
    assert len(counted) > 8


def test_a_count_stops_at_a_thousand(client, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_TO", 3)
    compiled._compiled.cache_clear()
    here = make.service()
    for _each in range(6):
        said(here)
    assert "More than 3 suggestions" in make.sign_in(client, make.staff(service=here)).get(PAGE).content.decode()
    compiled._compiled.cache_clear()


# --- Filters and pages ----------------------------------------------------------------------------


def test_filters_narrow_and_can_be_taken_away(client):
    here = make.service()
    said(here, "Wi-Fi", topic="wifi", status=Status.DONE)
    said(here, "Bins", topic="bins", status=Status.DONE)
    said(here, "Router", topic="wifi")
    page = make.sign_in(client, make.resident(service=here)).get(PAGE, {"topic": "wifi", "status": "done"})
    text = page.content.decode()
    assert "Wi-Fi</a>" in text and "Bins</a>" not in text and "Router" not in text
    assert 'href="/suggestions/?topic=wifi"' in text and 'href="/suggestions/?status=done"' in text


def test_other_places_can_be_narrowed_to_one(client):
    here, there = make.service(), make.service("Elm Court", code="elm")
    said(there, "Over there", reach=Reach.ORGANISATION)
    said(make.service(), "Elsewhere", reach=Reach.ORGANISATION)
    who = make.sign_in(client, make.resident(service=here))
    text = who.get(PAGE, {"where": "others", "service": "elm"}).content.decode()
    assert "Over there" in text and "Elsewhere" not in text


@pytest.mark.parametrize("sort", lists.SORTS)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_pages_show_every_row_once_forwards_and_back(sort, size):
    here = make.service()
    start = timezone.now() - dt.timedelta(days=30)
    for number in range(11):
        moment = start + dt.timedelta(days=number // 4)
        said(here, f"{number}", posted_at=moment, waiting_since=moment, agreements=number // 3)
    viewer = make.viewer(make.staff(service=here))
    whole = titles(viewer, where=HERE, sort=sort, size=100)
    assert len(whole) == 11
    wish, pages = Wish(where=HERE, usual_where=HERE, sort=sort, size=size), []
    while True:
        page = lists.page(viewer, wish)
        pages.append([row["title"] for row in page["rows"]])
        if not page["older"]:
            break
        wish = Wish(where=HERE, sort=sort, size=size, after=page["older"].partition("after=")[2])
    assert sum(pages, []) == whole
    back = [pages[-1]]
    while page["newer"]:
        asked = dict(parse_qsl(page["newer"].partition("?")[2]))
        assert not {"after", "before"} <= asked.keys(), "a page begins at one place"
        wish = Wish(where=HERE, sort=sort, size=size, after=asked.get("after", ""), before=asked["before"])
        page = lists.page(viewer, wish)
        back.insert(0, [row["title"] for row in page["rows"]])
    assert sum(back, []) == whole


def test_waiting_longest_leaves_out_what_is_answered():
    here = make.service()
    now = timezone.now()
    said(here, "Old", waiting_since=now - dt.timedelta(days=90))
    said(here, "Answered", status=Status.NO)
    said(here, "New", waiting_since=now)
    assert titles(make.viewer(make.staff(service=here)), where=HERE, sort="waiting") == ["Old", "New"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["where", "status", "topic", "service", "sort", "n", "after", "before", "q"]),
        st.text(max_size=30) | st.from_regex(r"[0-9]{1,25}\.[0-9]{1,25}", fullmatch=True),
    )
)
def test_no_address_breaks_the_page(client, asked):
    assert client.get(PAGE, asked).status_code == 200


def test_an_unreadable_page_is_the_first_page(client):
    said(make.service(), "Here it is", reach=Reach.PUBLIC)
    for after in ("x", "5", "5.", ".5", "²5.5", "9" * 40 + ".1", "999999999999999999.1"):
        assert "Here it is" in client.get(PAGE, {"after": after}).content.decode(), after


def test_addresses_of_rows_are_those_of_their_pages():
    one = said(make.service(), reach=Reach.PUBLIC)
    assert lists.page(NOBODY, Wish())["rows"][0]["url"] == one.get_absolute_url()


def test_empty_lists_say_what_to_do(client):
    here = make.service()
    assert "Nothing here yet" in client.get(PAGE).content.decode()
    assert "We found nothing" in client.get(PAGE, {"q": "bench"}).content.decode()
    make.sign_in(client, make.resident(service=here))
    assert "Nobody has said anything yet" in client.get(PAGE).content.decode()
    assert "You have not made a suggestion yet" in client.get(PAGE, {"where": "mine"}).content.decode()
    assert "Show all" in client.get(PAGE, {"status": "done"}).content.decode()


def test_the_first_words_do_not_repeat_the_title():
    assert lists._snippet("A bench", "A bench. In the shade.") == "In the shade."
    assert lists._snippet("A bench", "Somewhere\n\nto sit") == "Somewhere to sit"
    assert lists._snippet("A bench", "A bench") == ""
    assert lists._snippet("A bench", "A benchmark for parks") == "A benchmark for parks"
    assert lists._snippet("A bench in…", "A bench in the shade") == "A bench in the shade"
    long = lists._snippet("T", "word " * 60)
    assert len(long) <= lists.SNIPPET and long.endswith("word…")


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows, asked", [(3, {}), (30, {}), (110, {"n": "100"})])
def test_a_page_costs_five_queries_signed_in_and_three_signed_out(client, django_assert_num_queries, rows, asked):
    Organisation.objects.get_or_create(pk=1)
    here, there = make.service(), make.service()
    person = make.resident(service=here)
    for number in range(rows):
        one = said(here, f"{number}", author=person if number % 2 else None, reach=Reach.PUBLIC)
        said(there, f"{number}", reach=Reach.PUBLIC)
        Agreement.objects.create(suggestion=one, person=person)
    client.get(PAGE)
    with django_assert_num_queries(3):
        client.get(PAGE, asked)
    make.sign_in(client, person)
    client.get(PAGE)
    for where in ("here", "others", "mine"):
        with django_assert_num_queries(5):
            page = client.get(PAGE, {"where": where, **asked})
        assert page.content.decode().count('class="cardx mb-3"') == min(
            int(asked.get("n", 20)), rows // 2 if where == "mine" else rows
        )


def test_what_people_type_is_shown_as_they_typed_it(client):
    evil = "<script>alert(1)</script> {url} {0} {{ x }} % &amp; \"'"
    home = make.service(evil[:40])
    author = make.resident(evil[:50], service=home)
    said(home, evil, evil + " and more", author=author, reach=Reach.PUBLIC)
    make.sign_in(client, make.staff(service=make.service()))
    page = client.get(PAGE, {"where": "others", "q": "alert"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {url} {0} {{ x }} % &amp;amp; &quot;&#x27;" in page
    assert "<script>alert" not in page
