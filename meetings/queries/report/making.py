"""Making a report: for one viewer, a quarter, and one home or all of them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from involvement.models import Organisation
from involvement.queries.promises.words import period_in_words
from involvement.rules.promises import oversees
from involvement.templatetags.portal import clock
from involvement.viewer import NOBODY
from meetings.queries.report import by_home, words
from meetings.queries.report.figures import Figures, count
from meetings.queries.report.scope import NOW, Home, Scope, first_quarter
from meetings.queries.report.tables import Report


def scope_of(viewer, homes: dict[int, Home], quarter, *, home: Home | None = None) -> Scope | None:
    """What a report of this quarter is about: ``home``, or all the homes of which this viewer may read (``homes_of``).
    None for a quarter before the first of them opened, or to come."""
    moment = timezone.now()
    today = timezone.localdate(moment)
    if quarter.first > today or quarter < first_quarter(homes, today):
        return None
    chosen = {home.pk: home} if home else homes
    return Scope(quarter, chosen, is_all=home is None and oversees(viewer), moment=moment)


def report_of(viewer, scope: Scope, *, on_paper: bool = False) -> Report:
    """The report. On paper and in a workbook homes with a private address are not named, for those leave the portal."""
    figures = count(scope, reader=NOBODY if on_paper else viewer)
    when, before = period_in_words(scope.quarter), period_in_words(scope.before)
    if scope.is_running:
        when = _("%(period)s, so far") % {"period": when}
    return Report(
        where=where(scope),
        when=when,
        before=before,
        as_of=_as_of(scope),
        is_empty=_is_empty(figures),
        sums=words.sums_of(figures),
        sections=words.sections_of(figures, when=when, before=before, on_paper=on_paper),
        voices=figures.voices,
        more_voices=figures.more_voices,
        by_home=None if scope.only_home else by_home.table_of(figures, on_paper=on_paper),
        notes=words.notes_of(figures),
    )


def where(scope: Scope) -> str:
    """What it is about: the organisation, one home by its name, or somebody's own homes."""
    if scope.is_all:
        return Organisation.current().name
    return scope.only_home.name if scope.only_home else _("Your homes")


def _as_of(scope: Scope) -> str:
    facts = {"day": date_format(scope.today, "j F Y"), "time": clock(scope.moment)}
    return _("As the portal knows it on %(day)s, %(time)s.") % facts


def _is_empty(figures: Figures) -> bool:
    numbers = (figures.of_meetings(NOW)["planned"], figures.of_said(NOW)["said"], figures.told[NOW].by_home)
    return not (any(numbers) or figures.voices)
