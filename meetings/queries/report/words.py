"""A report put into words: which numbers stand in which section, and how each is counted."""

from django.utils.translation import gettext as _

from involvement.models import Organisation
from meetings.models import Status, Suggestion
from meetings.queries.report import about_people, by_home
from meetings.queries.report.figures import Figures
from meetings.queries.report.happened import REFUSED, WAYS
from meetings.queries.report.people import AT_LEAST, STEP, shown
from meetings.queries.report.people import WAYS as HEARD_WAYS
from meetings.queries.report.scope import BEFORE, NOW, PARTS
from meetings.queries.report.tables import Kept, Section, Sum, Table


def sums_of(figures: Figures) -> list[Sum]:
    """The numbers at the head."""
    met, said, told = ({part: count(part) for part in PARTS} for count in _counters(figures))
    people = {part: _people(figures, len(figures.heard[part].heard)) for part in PARTS}
    return [
        Sum(_("meetings held"), met[NOW]["held"], met[BEFORE]["held"]),
        Sum(_("came, all meetings added up"), met[NOW]["came"], met[BEFORE]["came"]),
        Sum(_("different people heard"), people[NOW], people[BEFORE]),
        Sum(_("suggestions"), said[NOW]["said"], said[BEFORE]["said"]),
        Sum(_("of them done"), said[NOW]["done"], said[BEFORE]["done"]),
        Sum(_("things told by a person"), *(told[part]["told"] + told[part]["note"] for part in PARTS)),
    ]


def _counters(figures: Figures):
    return figures.of_meetings, figures.of_said, figures.of_told


def _people(figures: Figures, number: int):
    return shown(number, exactly=figures.scope.is_all)


def heads(when: str, before: str, first: str = "") -> tuple[str, str, str]:
    return first or _("What"), when, before


def sections_of(figures: Figures, *, when: str, before: str, on_paper: bool) -> list[Section]:
    """All sections in their order."""
    columns = heads(when, before)
    return [
        _meetings(figures, columns, on_paper),
        _people_heard(figures, columns),
        _who(figures, on_paper),
        _suggestions(figures, columns),
        _tellings(figures, columns),
        _promises(figures, when, before),
    ]


def _rows(numbers: dict, lines: list[tuple[str, str]]) -> list[list]:
    """A row for each line: its words, and the numbers of both parts by its name."""
    return [[words, numbers[NOW][name], numbers[BEFORE][name]] for words, name in lines]


def _meetings(figures: Figures, columns, on_paper: bool) -> Section:
    numbers = {part: figures.of_meetings(part) for part in PARTS}
    lines = [
        (_("Meetings planned"), "planned"),
        (_("Held"), "held"),
        (_("Held, and the minutes are out"), "minutes_out"),
        (_("Held, nobody came, and something else was done"), "instead"),
        (_("Cancelled"), "cancelled"),
        (_("Over, and not written down yet"), "unwritten"),
        (_("Still to come"), "to_come"),
        (_("People who came, all meetings added up"), "came"),
    ]
    tables = [Table("meetings", _("Meetings"), columns, _rows(numbers, lines))]
    if figures.cancelled:
        tables.append(_why_cancelled(figures, on_paper))
    return Section("meetings", _("Meetings"), tables)


def _why_cancelled(figures: Figures, on_paper: bool) -> Table:
    names = by_home.names_of(figures, on_paper=on_paper)
    columns = (_("Home"), _("Day"), _("Reason"))
    rows = [[names[each.home], each.on, each.reason or None] for each in figures.cancelled]
    if figures.scope.only_home:
        columns, rows = columns[1:], [row[1:] for row in rows]
    return Table("cancelled", _("Why meetings were cancelled"), columns, rows)


def _people_heard(figures: Figures, columns) -> Section:
    heard = figures.heard
    words = {
        "said": _("Said something"),
        "agreed": _("Agreed with somebody"),
        "commented": _("Added a comment"),
        "came": _("Came to a meeting, and were named"),
        "fixed": _("Told us whether it fixed the problem"),
    }
    rows = [
        [_("Different people heard"), *(_people(figures, len(heard[part].heard)) for part in PARTS)],
        *([words[way], *(_people(figures, heard[part].in_way(way)) for part in PARTS)] for way in HEARD_WAYS),
        [_("Suggestions said without a name"), *(figures.of_said(part)["nameless"] for part in PARTS)],
        [_("Agreements counted without names: hands, paper"), *(figures.hands[part] for part in PARTS)],
    ]
    lines = [_("One person can be heard in several ways. What is said without a name is never put to a person.")]
    if not figures.scope.is_all:
        lines.append(_("Numbers of people are rounded here, and small ones are not shown."))
    return Section("people", _("People heard"), [Table("people", _("People heard"), columns, rows)], lines)


def _who(figures: Figures, on_paper: bool) -> Section:
    tables = [by_home.kinds_of(figures)]
    quiet = by_home.silent_of(figures, on_paper=on_paper)
    lines = []
    if quiet.rows:
        tables.append(quiet)
    elif tables[0].rows:
        lines = [_("In every home where people live, somebody was heard.")]
    if figures.scope.is_all:
        told = about_people.lines_of(figures.about_people)
        lines, tables = [*lines, *told], [*tables, *about_people.tables_of(figures.about_people)]
    return Section("who", _("Who is heard and who is not"), tables, lines)


def _suggestions(figures: Figures, columns) -> Section:
    numbers = {part: figures.of_said(part) for part in PARTS}
    lines = [
        (_("Suggestions"), "said"),
        (_("How often people agreed with them"), "agreements"),
        (_("Waiting for an answer"), "waiting"),
    ]
    days = [_("Days until an answer, in the middle"), *(figures.said[part].median_days for part in PARTS)]
    said = Table("said", _("What was said"), columns, [*_rows(numbers, lines), days])
    lines = [(str(status.label), status.value) for status in Status]
    became = Table("became", _("What became of it, as of today"), columns, _rows(numbers, lines))
    tables = [said, became, _topics(figures, columns)]
    if reasons := _reasons(figures):
        head = heads(columns[1], columns[2], _("Reason"))
        tables.append(Table("reasons", _("Why we said no, or not yet"), head, reasons))
    return Section("suggestions", _("Suggestions and what became of them"), tables)


def _topics(figures: Figures, columns) -> Table:
    """What people spoke about, and what became of that."""
    now, before = figures.said[NOW].by_topic, figures.said[BEFORE].by_topic
    names = ("said", "done", "agreed", "refused", "waiting", "elsewhere")
    rows = [
        [str(topic.label), *(now[topic][name] for name in names), before[topic]["said"]]
        for topic in Suggestion.Topic
        if topic in now or topic in before
    ]
    became = (_("Done"), _("Agreed, or being done"), _("No, or not yet"), _("Waiting"), _("Passed on or taken back"))
    return Table("topics", _("What it was about"), (_("Topic"), columns[1], *became, columns[2]), rows)


def _reasons(figures: Figures) -> list[list]:
    """How often each usual reason was given, the most frequent first; other words together, since they may tell of
    somebody."""
    given = {part: figures.said[part].reasons for part in PARTS}
    rows = []
    for status in REFUSED:
        found = {reason for part in PARTS for of, reason in given[part] if of == status}
        in_order = sorted(found, key=lambda reason: (not reason, -given[NOW][status, reason], reason))
        answer = {Status.NO: _("No: %(reason)s"), Status.NOT_YET: _("Not yet: %(reason)s")}[status]
        for reason in in_order:
            words = answer % {"reason": reason or _("in words of our own")}
            rows.append([words, *(given[part][status, reason] for part in PARTS)])
    return rows


def _tellings(figures: Figures, columns) -> Section:
    numbers = {part: figures.of_told(part) for part in PARTS}
    lines = [
        (_("Told"), "told"),
        (_("A note was left"), "note"),
        (_("Still to be told"), "waiting"),
        (_("Overdue"), "overdue"),
        (_("“Nobody told me”, people said"), "objected"),
        (_("Moved on, or did not want to know"), "gone"),
    ]
    told = Table("told", _("What people were to be told by a person"), columns, _rows(numbers, lines))
    ways = {part: figures.told[part].ways for part in PARTS}
    rows = [[str(way.label), *(ways[part][way] for part in PARTS)] for way in WAYS]
    return Section(
        "tellings",
        _("Telling people what came of it"),
        [told, Table("ways", _("In which way people were told"), heads(columns[1], columns[2], _("Way")), rows)],
    )


def _promises(figures: Figures, when: str, before: str) -> Section:
    earlier = {each.promise.pk: _kept(each.sums) for each in figures.promises[BEFORE]}
    rows = [
        [
            each.promise.words,
            _kept(each.sums),
            each.sums.late,
            each.sums.missed,
            each.sums.instead,
            each.sums.waiting,
            earlier.get(each.promise.pk),
        ]
        for each in figures.promises[NOW]
    ]
    columns = (
        _("Promise"),
        _("Kept, %(when)s") % {"when": when},
        _("Late"),
        _("Missed"),
        _("Nobody came, something else was done"),
        _("Still has time"),
        _("Kept, %(when)s") % {"when": before},
    )
    open_ones = any(not each.is_over for each in figures.promises[NOW])
    lines = [_("Some months still have time, so these numbers can change.")] if rows and open_ones else []
    if not rows:
        lines = [_("Nothing was promised in these months.")]
    return Section("promises", _("Promises"), [Table("promises", _("Promises"), columns, rows)], lines)


def _kept(sums) -> Kept | None:
    return Kept(sums.kept, sums.total) if sums.total and not sums.unknown else None


def notes_of(figures: Figures) -> list[str]:
    """How this is counted, a paragraph each."""
    organisation = Organisation.current()
    notes = [
        _(
            "Everything stands in the months in which it began: a meeting by its day, a suggestion by the day on which "
            "it was said, a thing to tell by the day on which it came up. What became of it is as of today. What is "
            "written down later still counts."
        ),
        _("What was said to the involvement team only, or is kept from others for somebody’s safety, is in no number."),
        _(
            "People heard are different people who lived in one of these homes and are known to have said something, "
            "agreed, commented, come to a meeting or told us whether it fixed the problem. Agreements keep no day: "
            "they stand with their suggestion. Most of those who come to a meeting are counted and not named."
        ),
        _(
            "A number of people under %(number)s is not shown. Numbers of people at one home or kind of home are "
            "rounded to the nearest %(step)s, so that nobody can be worked out."
        )
        % {"number": AT_LEAST, "step": STEP},
        _(
            "Days until an answer run from the day on which it was said to the day on which it was talked about or "
            "answered; half took less, half took longer. What was said without a name has no day, and is left out."
        ),
        _(
            "Things to tell are those that somebody carries to a person. Overdue is what waits for longer than "
            "%(days)s days. E-mails, texts and this website stand among the ways only."
        )
        % {"days": organisation.tell_within_days},
        _(
            "Of quarters long ago less is known: who came to a meeting by name is kept for %(attendance)s months, what "
            "people were told for %(messages)s months. How many came, and what was promised, stays."
        )
        % {"attendance": organisation.keep_attendance_months, "messages": organisation.keep_messages_months},
        _(
            "Promises are the numbers of the page of promises. Months that are over stay as they were counted then. At "
            "one home a promise counts as kept when nothing of it was late or missed."
        ),
        _(
            "Words of people are only those that may be read by everybody: staff let them out after reading them once "
            "more, without names."
        ),
    ]
    notes += [f"{each.promise.words}: {each.how}" for each in figures.promises[NOW] if each.how]
    return notes
