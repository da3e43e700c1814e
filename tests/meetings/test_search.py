"""Search: words, stems, misspellings, only what is shown, and nothing of the order in which things were said."""

import pytest
from django.db import connection

from involvement.models import Reach
from meetings.models import SearchWord, Suggestion
from meetings.operations.search_index import TRIGGERS, index_pending, prepare_sqlite, refresh_words
from meetings.queries import lists, search
from meetings.queries import similar as alike
from meetings.queries.lists import HERE, OTHERS, Wish
from meetings.queries.similar import similar
from tests import make

pytestmark = pytest.mark.django_db


def said(service, title, words="", **fields):
    fields.setdefault("who_sees", Suggestion.WhoSees.HERE_NAMED)
    fields.setdefault("reach", Reach.SERVICE)
    return Suggestion.objects.create(service=service, title=title, words=words or title, **fields)


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def viewer(house):
    return make.viewer(make.resident(service=house))


def found(viewer, q, **wish) -> list[str]:
    return [row["title"] for row in lists.page(viewer, Wish(where=HERE, q=q, **wish))["rows"]]


@pytest.fixture(params=["as it comes", "indexed"])
def index(request):
    """On SQLite both ways of finding: among what is new, and in the index."""
    return index_pending if request.param == "indexed" else lambda: None


def test_words_and_their_stems_are_found_in_title_and_words(house, viewer, index):
    said(house, "The washing machine", "It is always broken in the kitchens")
    said(house, "A bench")
    index()
    for q in ("washing", "machines", "WASHED", "kitchen", "broken machine", "the washing-machine!"):
        assert found(viewer, q) == ["The washing machine"], q
    assert found(viewer, "machine bench") == []
    assert found(viewer, "the of and") == []


@pytest.mark.parametrize(
    "q", ["'", '"', "%", "_", "a & | ! b", "NEAR(", "*", "col:x", "²", "\\", "-- x", "ß" * 250, "(a OR"]
)
def test_signs_break_nothing(client, q, index):
    said(make.service(), "A bench", reach=Reach.PUBLIC)
    index()
    assert client.get("/suggestions/", {"q": q}).status_code == 200


def test_what_is_joined_by_signs_is_found_in_parts(house, viewer, index):
    said(house, "Kitchen/lounge", "Wi-Fi (again), at 24.5 degrees_or so")
    index()
    for q in ("lounge", "wi-fi", "fi wi", "degrees"):
        assert found(viewer, q) == ["Kitchen/lounge"], q


def test_covered_words_are_not_found_by_anybody(house, index):
    one = said(house, "Ask Robert", "Robert has the key")
    index()
    Suggestion.objects.filter(pk=one.pk).update(covered_title="Ask …", covered_words="… has the key")
    index()
    for who in (make.resident(service=house), make.staff(service=house)):
        assert found(make.viewer(who), "Robert") == []
        assert found(make.viewer(who), "key") == ["Ask …"]
    Suggestion.objects.filter(pk=one.pk).update(covered_title="", covered_words="")
    assert found(make.viewer(make.staff(service=house)), "Robert") == ["Ask Robert"]


def test_what_a_viewer_may_not_see_is_not_found(house, viewer, index):
    said(house, "Somebody hurts me", reach=Reach.RESTRICTED)
    said(make.service(), "Hurts elsewhere")
    index()
    assert found(viewer, "hurts") == []
    assert lists.page(viewer, Wish(where=OTHERS, q="hurts"))["count"] == 0


def test_what_is_gone_is_not_found(house, viewer, index):
    one = said(house, "A bench")
    index()
    one.delete()
    said(house, "A table")
    index()
    assert found(viewer, "bench") == []


def test_search_goes_with_filters_pages_and_orders(house, viewer):
    for number in range(7):
        said(house, f"Bench {number}", topic="bins" if number == 3 else "other", agreements=number)
    assert found(viewer, "bench", sort="agreed", size=3) == ["Bench 6", "Bench 5", "Bench 4"]
    page = lists.page(viewer, Wish(where=HERE, q="bench", sort="agreed", size=3))
    assert page["count"] == 7 and not page["newer"]
    older = page["older"].partition("after=")[2]
    assert found(viewer, "bench", sort="agreed", size=3, after=older) == ["Bench 3", "Bench 2", "Bench 1"]
    assert found(viewer, "bench", topic="bins") == ["Bench 3"]


def test_common_words_are_found_by_reading_the_list(house, viewer, monkeypatch):
    """What PostgreSQL does with words that many use; elsewhere it finds the same."""
    monkeypatch.setattr(search, "RARE", -1)
    monkeypatch.setattr(search, "LOOK_AT", 5)
    for number in range(12):
        said(house, f"Bench {number}" if number % 3 else f"Table {number}", agreements=number)
    assert found(viewer, "table", sort="agreed") == ["Table 9", "Table 6", "Table 3", "Table 0"]
    assert found(viewer, "bench", sort="agreed", size=2) == ["Bench 11", "Bench 10"]
    assert lists.page(viewer, Wish(where=HERE, q="bench", sort="agreed", size=2))["count"] == 8


# --- Mending --------------------------------------------------------------------------------------


def test_a_misspelt_word_is_mended_and_said_so(client, house):
    said(house, "The washing machine", reach=Reach.PUBLIC)
    refresh_words()
    for q in ("washng machne", "wahsing", "machin", "The washhing"):
        text = client.get("/suggestions/", {"q": q}).content.decode()
        assert "The washing machine</a>" in text, q
    assert "We found nothing for “wahsing”" in client.get("/suggestions/", {"q": "wahsing"}).content.decode()


def test_a_word_is_mended_only_to_what_the_viewer_may_see(client, house):
    said(house, "Ask Robertson about it")
    said(house, "Something else", reach=Reach.PUBLIC)
    refresh_words()
    assert "Robertson" not in client.get("/suggestions/", {"q": "robertsen"}).content.decode()
    assert lists.page(make.viewer(make.resident(service=house)), Wish(where=HERE, q="robertsen"))["mended"]


@pytest.mark.parametrize("q", ["the", "?", "what is it"])
def test_what_cannot_be_looked_for_alone_is_said(client, house, q):
    said(house, "A bench by the door")
    make.sign_in(client, make.resident(service=house))
    text = client.get("/suggestions/", {"q": q}).content.decode()
    assert "We cannot look for that alone" in text and "We found nothing" not in text
    assert "We found nothing" in client.get("/suggestions/", {"q": "kettle"}).content.decode()


def test_words_of_what_is_flagged_or_not_shown_are_not_learnt(house):
    said(house, "Wardrobe", reach=Reach.RESTRICTED)
    said(house, "Cupboard", shown=False)
    said(house, "Robert", covered_title="…", covered_words="sofa")
    said(house, "Zebra and apple")
    assert refresh_words() == 3
    assert list(SearchWord.objects.order_by("word").values_list("word", flat=True)) == ["apple", "sofa", "zebra"]


# --- Others about the same thing ------------------------------------------------------------------


def test_others_about_the_same_thing_come_likest_first(house, viewer, index):
    said(house, "A second washing machine for the top floor")
    said(house, "The washing machine eats socks")
    said(house, "A bench for the garden")
    said(make.service(), "A second washing machine for the top floor")
    index()
    refresh_words()
    alike = similar(viewer, house, "We need another washing machine on the top floor")
    assert [each.title for each in alike][:1] == ["A second washing machine for the top floor"]
    assert all("washing" in each.title and each.service == house for each in alike)
    said(house, "A film night")
    index()
    assert similar(viewer, house, "The kitchen tap drips all night") == []
    assert similar(viewer, house, "More vegetables please") == []
    assert similar(viewer, house, "the of and") == []


@pytest.mark.parametrize(("rare", "few"), [(1500, 300), (1500, 0), (-1, 300)])
def test_rare_and_common_words_lead_to_the_same_others(house, viewer, index, monkeypatch, rare, few):
    """Three ways on PostgreSQL: rare words all at once, two together first, and by the planner's guesses."""
    monkeypatch.setattr(alike, "RARE", rare)
    monkeypatch.setattr(alike, "FEW", few)
    said(house, "A second washing machine for the top floor")
    said(house, "Washing lines", "There is no room for washing on the line", agreements=3)
    said(house, "The mended one", covered_title="One more washing machine", covered_words="On the top floor, please")
    said(house, "Covered washing machine on the top floor", covered_title="…", covered_words="sofa")
    said(make.service(), "A second washing machine for the top floor")
    index()
    refresh_words()
    asked = "Another washing machine on the top floor"
    here = similar(viewer, house, asked)
    assert [each.shown_title for each in here[:2]] == [
        "One more washing machine",
        "A second washing machine for the top floor",
    ]
    assert all("ashing" in each.shown_title for each in here)
    assert similar(viewer, make.service(), asked) == []
    everywhere = similar(make.viewer(make.advisor()), None, asked, limit=9)
    assert len([each for each in everywhere if each.title.startswith("A second")]) == 2
    assert [each.title for each in similar(viewer, house, "lines")] == ["Washing lines"]


def test_nobody_is_offered_what_they_may_not_see_or_what_is_closed(house, viewer):
    said(house, "A bench for the garden", reach=Reach.RESTRICTED)
    said(house, "A bench for our garden", status="taken_back")
    said(house, "Benches for the garden", shown=False)
    assert similar(viewer, house, "a bench for the garden") == []


# --- What the index tells -------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_the_index_is_in_one_piece_and_tells_no_order(house):
    for number in range(30):
        said(house, f"Number {number}", who_sees=Suggestion.WhoSees.HERE_ANONYMOUS)
        if number % 7 == 0:
            index_pending()
    index_pending()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM meetings_search_idx")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT id FROM meetings_search_content")
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM meetings_search_pending")
        assert cursor.fetchone() == (0,)
    assert keys == sorted(keys)


@pytest.mark.sqlite_only
def test_lost_triggers_are_made_again_and_everything_read_again(house, viewer):
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    said(house, "A bench")
    assert found(viewer, "bench") == []
    prepare_sqlite()
    assert found(viewer, "bench") == ["A bench"]
    index_pending()
    assert found(viewer, "bench") == ["A bench"]
