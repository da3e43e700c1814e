"""The lists of suggestions: people here, other places, and mine. Each is one query that an index serves, with
plain values and nothing to look up a row at a time (PERFORMANCE §1)."""

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import BigIntegerField, Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from involvement.models import Reach, Service
from involvement.queries import compiled
from involvement.queries.paging import Order, Place
from involvement.viewer import marked, shape_of
from meetings.models import Agreement, Comment, Status, Suggestion
from meetings.models.suggestion import beyond_title, may_name
from meetings.models.voices import released_to, where_all_shown_are_seen
from meetings.queries.search import MOST_WORDS, first_matches, matching, mended, words_in

SIZE, LARGE = 20, 100
# Beyond this many the page says "more than 1,000" (of what was looked for, 200) and counts no further.
COUNT_TO = 1000
SEARCH_COUNT_TO = 200
SNIPPET = 160

SORTS = {
    "new": Order("posted_at", descending=True, is_time=True),
    "agreed": Order("agreements", descending=True, is_time=False),
    "waiting": Order("waiting_since", descending=False, is_time=True),
}
HERE, OTHERS, MINE = "here", "others", "mine"

# Of those without an author only the month is kept (Suggestion.is_anonymous).
BY_MONTH = (Suggestion.WhoSees.HERE_ANONYMOUS, Suggestion.WhoSees.TEAM)

# Which colour of chip a status has.
LOOKS = {
    Status.DONE: "done",
    Status.AGREED: "doing",
    Status.BEING_DONE: "doing",
    Status.NO: "no",
    Status.NOT_YET: "no",
    Status.TAKEN_BACK: "no",
    Status.PUT_TOGETHER: "no",
}


@dataclass(frozen=True)
class Wish:
    """What the address asks for, already made sense of. ``service`` is a key of a place."""

    where: str = OTHERS
    usual_where: str = OTHERS
    status: str = ""
    topic: str = ""
    service: int | None = None
    service_code: str = ""
    sort: str = "new"
    q: str = ""
    size: int = SIZE
    after: str = ""
    before: str = ""

    def address(self, **changes) -> str:
        """The address of this list with some things changed; what is as usual is left out. A change of
        anything but the page begins at the first page."""
        changes = {"after": "", "before": ""} | changes
        wish = replace(self, **changes)
        usual = Wish(where=self.usual_where)
        asked = [
            (name, getattr(wish, attribute))
            for name, attribute in ADDRESS
            if getattr(wish, attribute) and getattr(wish, attribute) != getattr(usual, attribute)
        ]
        path = reverse("meetings:suggestions")
        return f"{path}?{urlencode(asked)}" if asked else path

    @property
    def is_narrowed(self) -> bool:
        return bool(self.status or self.topic or self.service or self.q)


ADDRESS = [
    ("where", "where"),
    ("q", "q"),
    ("status", "status"),
    ("topic", "topic"),
    ("service", "service_code"),
    ("sort", "sort"),
    ("n", "size"),
    ("after", "after"),
    ("before", "before"),
]


# --- Which rows -----------------------------------------------------------------------------------


def wheres_for(viewer) -> list[str]:
    """The lists that this viewer has, the first being the usual one."""
    if not viewer.is_signed_in:
        return [OTHERS]
    lists = [HERE, OTHERS] if viewer.service_ids else [OTHERS]
    return [*lists, MINE] if viewer.person_id and not viewer.is_advisor else lists


def in_list(viewer, wish: Wish):
    """The rows of one list that this viewer may see, narrowed by all but the words, in no order yet. What is kept from
    all but those who keep people safe stands in no list but its author's."""
    rows = Suggestion.objects.visible_to(viewer)
    if wish.where == HERE:
        own = Q(author_id=viewer.person_id, held=False)
        rows = rows.filter(Q(reach__gte=Reach.TEAM) | own, _at(viewer.service_ids))
    elif wish.where == MINE:
        rows = rows.filter(author_id=viewer.person_id)
    else:
        rows = _elsewhere(rows, viewer)
    return _narrowed(rows, wish)


def _at(service_ids) -> Q:
    """At these places. Of one place the key's type is said: the index of words and places needs to know it."""
    if len(service_ids) > 1:
        return Q(service_id__in=service_ids)
    return Q(service_id=Cast(Value(next(iter(service_ids))), BigIntegerField()))


def _elsewhere(rows, viewer):
    if not viewer.is_signed_in:
        return rows
    if viewer.is_advisor:
        rows = rows.filter(reach__gte=Reach.TEAM)
    else:
        # Said again in plain words, so that the partial indexes are used.
        reach = Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC
        rows = rows.filter(reach__gte=reach, shown=True)
    return rows.exclude(service_id__in=viewer.service_ids) if viewer.service_ids else rows


def _narrowed(rows, wish: Wish):
    if wish.status:
        rows = rows.filter(status=wish.status)
    if wish.topic:
        rows = rows.filter(topic=wish.topic)
    if wish.service:
        rows = rows.filter(_at([wish.service]))
    return rows.waiting() if wish.sort == "waiting" else rows


def countable(viewer, wish: Wish):
    """The rows of a list as far as they are counted, to COUNT_TO + 1. It says ``in_list`` again in parts of which
    each is counted in an index alone; a test holds the two together."""
    if wish.where == MINE or not viewer.is_signed_in:
        return _some(in_list(viewer, wish))
    if wish.where == OTHERS:
        return _some(_narrowed(_elsewhere(Suggestion.objects.all(), viewer), wish))
    here = Q(service_id__in=viewer.staff_of, reach__gte=Reach.SERVICE)
    if viewer.is_advisor:
        here = Q(service_id__in=viewer.service_ids - viewer.staff_of, reach__gte=Reach.TEAM) | here
    elif neighbours := viewer.service_ids - viewer.staff_of:
        seen = Q(service_id__in=neighbours, reach__gte=Reach.SERVICE, shown=True)
        here = here | seen if viewer.staff_of else seen
    rows = _narrowed(Suggestion.objects.filter(here), wish)
    # One's own that others do not see.
    own = Suggestion.objects.filter(~here, author_id=viewer.person_id, held=False, service_id__in=viewer.service_ids)
    return _some(rows.order_by().values("pk").union(_narrowed(own, wish).order_by().values("pk"), all=True))


def _some(rows, to: int | None = None):
    return rows.order_by().values("pk")[: (to or COUNT_TO) + 1]


# --- What a row shows -----------------------------------------------------------------------------


def _shown(covered: str, plain: str):
    return Case(When(**{covered: ""}, then=F(plain)), default=F(covered), output_field=CharField())


def comments_seen(viewer):
    """How many comments there are for this viewer. Where there are none at all, none are looked for; no other table is
    asked who sees them, for that takes longer to plan than the whole list to find."""
    shown = Comment.objects.filter(suggestion_id=OuterRef("pk"), shown=True)
    there = where_all_shown_are_seen(viewer)
    if there is None:
        return Case(When(comments_shown=0, then=0), default=_number(shown))
    own = Q(author_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])
    some = _number(shown.filter(Q(let_out_to__gte=released_to(viewer)) | own))
    return Case(When(comments_shown=0, then=0), When(there, then=_number(shown)), default=some)


def _number(rows):
    number = rows.order_by().values("suggestion_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def _values(rows, viewer):
    mine = Value(False)
    if viewer.person_id:
        mine = Exists(Agreement.objects.filter(suggestion_id=OuterRef("pk"), person_id=viewer.person_id))
    return rows.values_list(
        "id",
        _shown("covered_title", "title"),
        Left(_shown("covered_words", "words"), SNIPPET * 2),
        "who_sees",
        "author_id",
        "author__chosen_name" if viewer.is_signed_in else Value(""),
        "service_id",
        "service__name",
        "service__is_private",
        "status",
        "posted_at",
        "waiting_since",
        "agreements",
        comments_seen(viewer),
        "shown",
        mine,
    )


def _snippet(title: str, words: str) -> str:
    """The first words, without what the title has said already, cut at the end of a word."""
    words = beyond_title(title, words)
    if len(words) > SNIPPET:
        words = words[: SNIPPET - 1].rsplit(" ", 1)[0].rstrip(",;:-") + "…"
    return words


@lru_cache(maxsize=32)
def _status_chips(language: str) -> dict:
    return {status: (str(status.label), LOOKS.get(status, "")) for status in Status}


def _rows(found, viewer, wish: Wish) -> list[dict]:
    """What each row says, in words. ``meta`` is the line below the title: what is known, in the order to show."""
    language = get_language()
    chips = _status_chips(language)
    path = reverse("meetings:suggestions")
    knows_all = viewer.belongs
    here = viewer.service_ids if len(viewer.service_ids) == 1 else ()
    one, many = ngettext("agrees", "agree", 1), ngettext("agrees", "agree", 2)
    own, agreed, waiting = _("You said this"), _("You agree"), _("Waiting since %s")
    rows = []
    for (
        key, title, words, who_sees, author_id, name, service_id, place, private,
        status, posted_at, since, agreements, comments, shown, mine,
    ) in found:  # fmt: skip
        by_month = author_id is None and who_sees in BY_MONTH
        label, look = chips[status]
        meta = [_when(posted_at, by_month, language)]
        if wish.sort == "waiting":
            meta.append(waiting % _when(since, by_month, language, "E Y"))
        said_it = author_id is not None and author_id == viewer.person_id
        if said_it:
            meta.append(own)
        elif name and may_name(viewer, who_sees, author_id, service_id):
            meta.append(name)
        if place and service_id not in here and (knows_all or said_it or not private):
            meta.append(place)
        if comments:
            meta.append(ngettext("%d comment", "%d comments", comments) % comments)
        if mine:
            meta.append(agreed)
        rows.append(
            {
                "url": f"{path}{key}/",
                "title": title,
                "words": _snippet(title, words),
                "label": label,
                "look": look,
                "agreements": agreements,
                "agree": one if agreements == 1 else many,
                "mine": mine,
                "hidden": not shown,
                "meta": meta,
            }
        )
    return rows


def _when(moment, by_month: bool, language: str, month: str = "F Y") -> str:
    """A day in words, or for an anonymous suggestion the month; "E Y" is the month as it follows other words."""
    day = timezone.localtime(moment).date()
    if by_month:
        return _written(day.replace(day=1), month, language)
    return _written(day, "j E" if day.year == timezone.localdate().year else "j E Y", language)


@lru_cache(maxsize=4096)
def _written(day, form: str, language: str) -> str:
    return date_format(day, form)


def page(viewer, wish: Wish) -> dict:
    """One page of a list, in two queries: ``rows``, ``count`` (to COUNT_TO + 1), the addresses of the ``newer``
    and the ``older`` page or None, and ``mended``: the words looked for instead when those asked for found
    nothing."""
    found = _page(viewer, wish)
    if found["rows"] or not wish.q:
        return found
    better = mended(wish.q, lambda q: matching(in_list(viewer, wish), q).exists())
    if not better:
        return found
    return _page(viewer, replace(wish, q=better, after="", before="")) | {"mended": better}


def _page(viewer, wish: Wish) -> dict:
    order = SORTS[wish.sort]
    place = Place.read(order, wish.after, wish.before)
    if wish.q:
        values, number = _searched(viewer, wish, place)
    else:
        shape, marks = _shape(viewer, wish)
        number = compiled.count(_counted, shape, marks)
        values = compiled.rows(_listed, (*shape, place.direction), marks | place.marks)
    found, newer, older = place.page(values, wish.size)
    sorted_by = {"posted_at": 10, "waiting_since": 11, "agreements": 12}[order.field]
    return {
        "rows": _rows(found, viewer, wish),
        "count": number,
        "newer": wish.address(before=order.cursor(found[0][sorted_by], found[0][0])) if newer and found else None,
        "older": wish.address(after=order.cursor(found[-1][sorted_by], found[-1][0])) if older and found else None,
        "mended": "",
    }


def _searched(viewer, wish: Wish, place: Place) -> tuple[list, int]:
    """The values of a page of the rows that hold the words, and how many there are, to SEARCH_COUNT_TO + 1."""
    rows, words = in_list(viewer, wish), words_in(wish.q)[:MOST_WORDS]
    wanted, most = wish.size + 1, SEARCH_COUNT_TO + 1
    keys, are_all = first_matches(place.rows(rows), words, wanted=wanted, most=most if place.is_start else wanted)
    known = place.is_start and (are_all or len(keys) == most)
    number = len(keys) if known else _some(matching(rows, wish.q), SEARCH_COUNT_TO).count()
    keys = keys[:wanted]
    values = {row[0]: row for row in _values(Suggestion.objects.filter(pk__in=keys), viewer)}
    return [values[key] for key in keys if key in values], number


# --- The same with marks instead of values, so that its SQL is written once (involvement/queries/compiled.py) ------


def _shape(viewer, wish: Wish) -> tuple[tuple, dict]:
    """What decides how the SQL of a list reads, and what stands for each mark in it."""
    who, marks = shape_of(viewer)
    service = compiled.mark(1) if wish.service else None
    plain = replace(wish, usual_where="", service=service, service_code="", after="", before="")
    return (*who, plain), marks | {compiled.mark(1): wish.service}


def _listed(*shape):
    *who, wish, direction = shape
    viewer = marked(*who)
    place = Place.marked(SORTS[wish.sort], direction)
    return _values(place.rows(in_list(viewer, wish)), viewer)[: wish.size + 1]


def _counted(*shape):
    *who, wish = shape
    return countable(marked(*who), wish)


# --- The menu of places ---------------------------------------------------------------------------


def places(viewer) -> tuple[tuple[int, str, str], ...]:
    """Key, code and name of the places that this viewer may know of, by name. For people who belong here remembered
    for some seconds; for all others always fresh, since it must never name a private one."""
    rows = Service.objects.visible_to(viewer).order_by("name").values_list("pk", "code", "name")
    if not viewer.belongs:
        return tuple(rows)
    kept = caches["process"].get("places")
    if kept is None:
        kept = tuple(rows)
        caches["process"].set("places", kept)
    return kept


def place_by_code(viewer, code: str, known) -> int | None:
    """The key of a place that this viewer may know, by its code; looked up only when it is not among the known
    ones (a place made a moment ago). None when there is none."""
    for key, its_code, _name in known:
        if its_code == code:
            return key
    if not code or not viewer.is_signed_in or len(code) > 12 or "\x00" in code:
        return None
    return Service.objects.visible_to(viewer).filter(code=code).values_list("pk", flat=True).first()
