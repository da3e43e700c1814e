"""The lists of suggestions, for everybody: what a viewer may see decides what stands in them."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.models import Status, Suggestion
from meetings.queries import lists
from meetings.queries.lists import HERE, MINE, OTHERS, Wish
from meetings.queries.search import words_in

SORTS = (
    ("new", gettext_lazy("Newest")),
    ("agreed", gettext_lazy("Most agreed")),
    ("waiting", gettext_lazy("Waiting longest")),
)
# The words of the buttons between pages, which are not "newer" and "older" in every order.
PAGER = {
    "new": (gettext_lazy("Newer"), gettext_lazy("Older")),
    "agreed": (gettext_lazy("More agreed"), gettext_lazy("Less agreed")),
    "waiting": (gettext_lazy("Waiting longer"), gettext_lazy("Waiting less long")),
}


@login_not_required
@require_safe
def suggestions(request):
    """People here, other places, mine; narrowed, sorted, searched, a page at a time."""
    viewer = request.viewer
    places = lists.places(viewer)
    wish = wish_from(request, places)
    found = lists.page(viewer, wish)
    context = {
        "wish": wish,
        "found": found,
        "rows": rows_as_html(found["rows"]),
        "tabs": tabs(viewer, wish, places),
        "sorts": [(str(label), wish.address(sort=name), name == wish.sort) for name, label in SORTS],
        "narrowed": narrowed_by(wish, places),
        "how_many": how_many(found["count"], lists.SEARCH_COUNT_TO if wish.q else lists.COUNT_TO),
        "newer_words": PAGER[wish.sort][0],
        "older_words": PAGER[wish.sort][1],
        "statuses": options(Status, wish.status, get_language()),
        "topics": options(Suggestion.Topic, wish.topic, get_language()),
        "places": place_options(places_of(viewer, wish, places), wish.service_code),
        "only_small_words": bool(wish.q) and not words_in(wish.q),
        "first_page": wish.address(),
        "everything": Wish(where=wish.where, usual_where=wish.usual_where).address(),
    }
    return render(request, "meetings/public/suggestions.html", context)


def wish_from(request, places) -> Wish:
    """What the address asks for. What makes no sense is left out: an address is typed, cut and shared."""
    asked, viewer = request.GET, request.viewer
    wheres = lists.wheres_for(viewer)
    where, sort, code = asked.get("where", ""), asked.get("sort", ""), asked.get("service", "")
    where = where if where in wheres else wheres[0]
    service = lists.place_by_code(viewer, code, places)
    return Wish(
        where=where,
        usual_where=wheres[0],
        status=asked["status"] if asked.get("status") in Status.values else "",
        topic=asked["topic"] if asked.get("topic") in Suggestion.Topic.values else "",
        service=service,
        service_code=code if service else "",
        sort=sort if sort in lists.SORTS else "new",
        q=" ".join(asked.get("q", "").replace("\x00", "").split())[:200],
        size=lists.LARGE if asked.get("n") == str(lists.LARGE) else lists.SIZE,
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )


# --- The words around the list --------------------------------------------------------------------


def tabs(viewer, wish: Wish, places) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is the one shown, of each list that this viewer has."""
    wheres = lists.wheres_for(viewer)
    here = [name for key, _code, name in places if key in viewer.service_ids]
    labels = {
        HERE: here[0] if len(here) == 1 else _("My places"),
        OTHERS: _("Other places"),
        MINE: _("What I said"),
    }
    keep = {"service": None, "service_code": ""}
    return [
        (labels[where], wish.address(where=where, **keep), where == wish.where) for where in wheres if len(wheres) > 1
    ]


def places_of(viewer, wish: Wish, places) -> tuple:
    """The places by which the list that is shown can be narrowed."""
    if wish.where == HERE:
        return tuple(place for place in places if place[0] in viewer.service_ids)
    if wish.where == OTHERS and viewer.service_ids:
        return tuple(place for place in places if place[0] not in viewer.service_ids)
    return tuple(places)


def narrowed_by(wish: Wish, places) -> list[tuple[str, str]]:
    """Each filter in words, and the address without it."""
    chosen = []
    if wish.q:
        chosen.append((f"“{wish.q}”", wish.address(q="")))
    if wish.status:
        chosen.append((str(Status(wish.status).label), wish.address(status="")))
    if wish.topic:
        chosen.append((str(Suggestion.Topic(wish.topic).label), wish.address(topic="")))
    if wish.service:
        name = next((name for key, _code, name in places if key == wish.service), wish.service_code)
        chosen.append((name, wish.address(service=None, service_code="")))
    return chosen


def how_many(count: int, counted_to: int) -> str:
    if count > counted_to:
        return _("More than %(count)s suggestions") % {"count": f"{counted_to:,}"}
    return ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": f"{count:,}"}


def rows_as_html(rows: list[dict]) -> str:
    """The rows in the template of a row, which is rendered once for each language."""
    row_html, hidden = _row_html(get_language()), escape(_("Only staff see this"))
    made = []
    for row in rows:
        meta = [f'<span class="chip late">{hidden}</span>'] if row["hidden"] else []
        meta += [f"<span>{escape(words)}</span>" for words in row["meta"]]
        made.append(
            row_html.format(
                on=" on" if row["mine"] else "",
                agreements=row["agreements"],
                agree=escape(row["agree"]),
                url=row["url"],
                title=escape(row["title"]),
                words=f'\n<p class="mb-1" dir="auto">{escape(row["words"])}</p>' if row["words"] else "",
                look=row["look"],
                label=escape(row["label"]),
                meta="".join(meta),
            )
        )
    return mark_safe("".join(made))


@lru_cache(maxsize=32)
def _row_html(language: str) -> str:
    return render_to_string("meetings/public/suggestions_row.html")


@lru_cache(maxsize=256)
def options(choices, chosen: str, language: str) -> str:
    """The choices of a menu as HTML, kept for each language: they are on every page and never change."""
    return _options(tuple((value, str(label)) for value, label in choices.choices), chosen)


@lru_cache(maxsize=128)
def place_options(places: tuple, chosen: str) -> str:
    """The places of a menu as HTML; nothing when there is no choice."""
    if len(places) < 2:
        return ""
    return _options(tuple((code, name) for _key, code, name in places), chosen)


def _options(pairs, chosen: str) -> str:
    marks = {True: " selected", False: ""}
    rows = ((value, marks[value == chosen], label) for value, label in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
