"""Others about the same thing: what is looked up before a suggestion is sent, beside it afterwards, and by staff who
put things together (docs/decisions/search.md). It stands between somebody and their Send button, so its queries are
put into SQL once, and the database itself puts those first that share most words."""

from itertools import combinations

from django.db import connection
from django.db.models import BigIntegerField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from rapidfuzz import fuzz

from involvement.models import Reach
from involvement.queries import compiled
from involvement.viewer import marked, shape_of
from meetings.models import Status, Suggestion
from meetings.models.search import SearchWord
from meetings.queries.search import MOST_WORDS, RARE, Matches, first_matches, thought_to_match, words_in

# Suggestions of which the words are compared: of those in order of time, of those that share most words; how many
# of the first are enough, and how alike two must be (0 to 100).
CANDIDATES, LIKELIEST, ENOUGH, ALIKE = 80, 30, 30, 55
# When the words together are in so few suggestions, all that have one of them are looked at.
FEW = 300
# Nobody is shown these to agree with instead.
CLOSED = (Status.TAKEN_BACK, Status.PUT_TOGETHER, Status.REPAIR, Status.COMPLAINT)


def similar(viewer, service, words: str, limit: int = 3) -> list[Suggestion]:
    """Others about the same thing: up to ``limit`` suggestions of the place (of everywhere for None) that this
    viewer may see, the likest first. Compares some that share two of the words that say most, else one."""
    said = words_in(words)
    uses = distinctive(said)
    if not uses:
        return []
    if connection.vendor == "postgresql" and not _all_rare(uses):
        rows = _as_planned(viewer, service, list(uses), limit)
    else:
        rows = _by_index(viewer, service, uses, said, limit)
    best = _likest(said, rows, limit)
    found = Suggestion.objects.in_bulk(best) if best else {}
    return [found[pk] for pk in best if pk in found]


# --- Which words say most -------------------------------------------------------------------------


def distinctive(said: list[str], most: int = 6) -> dict[str, int | None]:
    """Of these words the ones that fewest others use, with how many do. A word unknown as it stands (None) may be known
    by its stem: it comes after the known ones."""
    words = [word for word in said if len(word) > 2 and not word.isdigit()]
    uses = _uses(words)
    best = sorted(words, key=lambda word: (word not in uses, uses.get(word, 0), -len(word)))[:most]
    return {word: uses.get(word) for word in best}


def _uses(words: list[str]) -> dict[str, int]:
    """How many use each of these words, as far as they are known."""
    if not words:
        return {}
    # Their number by eights, so that few shapes serve all texts; the last word stands for those that are missing.
    number = -(-len(words) // 8) * 8
    marks = {any_word(place): words[min(place, len(words) - 1)] for place in range(number)}
    return dict(compiled.rows(_known, (number,), marks))


def any_word(number: int) -> str:
    """A mark for a word: no word that is looked for has a space."""
    return f"any word {number}"


def _known(number: int):
    return SearchWord.objects.filter(word__in=[any_word(each) for each in range(number)]).values_list("word", "uses")


def _all_rare(uses: dict[str, int | None]) -> bool:
    return all(number is not None and number <= RARE for number in uses.values())


# --- Which suggestions are compared ---------------------------------------------------------------


def _groups(terms: list[str], *, in_pairs: bool) -> list[list[str]]:
    """Two of the words that say most together, or each of them alone."""
    return [list(pair) for pair in combinations(terms[:4], 2)] if in_pairs else [[term] for term in terms]


def _open_to(viewer, service_id: int | None):
    """The suggestions of a place (of everywhere) that this viewer may see, and agree with instead."""
    rows = Suggestion.objects.visible_to(viewer).filter(reach__gte=Reach.SERVICE).exclude(status__in=CLOSED)
    return _there(rows, service_id) if service_id else rows


def _there(rows, service_id: int):
    """The key's type is said: the index of words and places needs to know it."""
    return rows.filter(service_id=Cast(Value(service_id), BigIntegerField()))


# What is compared, and what decides between two that are as alike.
COMPARED = ("pk", "title", "words", "covered_title", "covered_words", "agreements")


def _by_index(viewer, service, uses: dict, said: list[str], limit: int) -> list[tuple]:
    """What the index of words finds; all of it on SQLite, and of rare words on PostgreSQL. There it is put in order by
    how many words are shared, so that a single query does where few have any."""
    who, marks = shape_of(viewer)
    marks |= {compiled.mark(1): service.pk if service else None, SHARED: " or ".join(said[:MOST_WORDS])}
    in_one = connection.vendor == "postgresql" and sum(uses.values()) <= FEW
    found: dict = {}
    for in_pairs in (False,) if in_one or len(uses) == 1 else (True, False):
        if len(found) < limit:
            shape = (*who, service is not None, len(uses), in_pairs)
            rows = compiled.rows(_found, shape, marks | _marks_of(list(uses), in_pairs))
            found |= {row[0]: row for row in rows}
    return list(found.values())


def _marks_of(terms: list[str], in_pairs: bool) -> dict[str, str]:
    """What stands in the SQL for these words, by what is put there for each shape."""
    marks = [any_word(number) for number in range(len(terms))]
    asked, real = (Matches.params(connection.vendor, _groups(words, in_pairs=in_pairs)) for words in (marks, terms))
    return dict(zip(asked, real, strict=True))


def _found(*shape):
    *who, has_place, number, in_pairs = shape
    groups = _groups([any_word(each) for each in range(number)], in_pairs=in_pairs)
    rows = _open_to(marked(*who), compiled.mark(1) if has_place else None).filter(Matches(*groups))
    if connection.vendor == "postgresql":
        rows = rows.order_by(RawSQL(RANK, [SHARED]).desc(), "-posted_at", "-id")[:LIKELIEST]
    else:
        rows = rows.order_by("-posted_at", "-id")[:CANDIDATES]
    return rows.values_list(*COMPARED)


SHARED = "stands for all words"
RANK = "ts_rank(meetings_suggestion.search, websearch_to_tsquery('english', %s))"


def _as_planned(viewer, service, terms: list[str], limit: int) -> list[tuple]:
    """The newest, found as PostgreSQL's guesses say (``first_matches``)."""
    rows = _open_to(viewer, service.pk if service else None).order_by("-posted_at", "-id")
    pairs, single = _groups(terms, in_pairs=True), _groups(terms, in_pairs=False)
    # The guess needs no exact part: planning for a viewer takes its time.
    thought = thought_to_match(_there(Suggestion.objects, service.pk) if service else rows, single)
    enough = {"wanted": ENOUGH, "most": CANDIDATES, "thought": thought}
    keys, _all = first_matches(rows, *pairs, **enough)
    if len(keys) < limit:
        more, _all = first_matches(rows, *single, **enough)
        keys += more
    return list(Suggestion.objects.filter(pk__in=keys).values_list(*COMPARED))


# --- How alike they are ---------------------------------------------------------------------------


def _likest(said: list[str], rows: list[tuple], limit: int) -> list[int]:
    """The keys of those rows that are likest to what was said, if they are like it at all."""
    scored = []
    for pk, title, text, covered_title, covered_words, agreements in rows:
        if score := _likeness(said, covered_title or title, covered_words or text):
            scored.append((-score, -agreements, pk))
    return [pk for *_order, pk in sorted(scored)[:limit]]


def _likeness(said: list[str], title: str, text: str) -> float:
    """ALIKE to 100: how alike the words are, whatever their order; the title counts as much as the whole. 0 for less:
    what cannot reach ALIKE is compared no further. Where only one word of several is shared, the title is no part of
    what was said: a tap that drips all night is no film night."""
    of_title = words_in(title)
    wanted, title, whole = " ".join(said), " ".join(of_title), " ".join(dict.fromkeys(of_title + words_in(text)))
    alike = max(
        fuzz.token_sort_ratio(wanted, title, score_cutoff=ALIKE),
        fuzz.token_sort_ratio(wanted, whole, score_cutoff=ALIKE),
    )
    if len(set(of_title).intersection(said)) < min(2, len(said), len(of_title)):
        return alike
    return max(alike, 0.9 * fuzz.token_set_ratio(wanted, title, score_cutoff=ALIKE / 0.9))
