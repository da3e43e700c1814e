"""Who is heard, by what people said about themselves: of all homes together, never of one alone."""

from django.utils.translation import gettext as _

from involvement.queries.equality import WhoIsHeard
from meetings.queries.report.tables import Table


def lines_of(found: WhoIsHeard | None) -> list[str]:
    """What stands above the table, or in its place."""
    if found is None:
        return [_("What people said about themselves is counted a week after the quarter ends.")]
    if found.answered is None:
        return [_("Too few people said who they are, so nothing of it is shown.")]
    told = _(
        "About %(people)s people said who they are, and %(heard)s of them were heard. Champions count as heard here, "
        "too. Numbers are rounded to the nearest %(step)s; “–” and what is left out is too few to tell."
    )
    return [told % {"people": found.answered.people, "heard": found.answered.heard, "step": found.step}]


def tables_of(found: WhoIsHeard | None) -> list[Table]:
    """One table of all answers that enough people gave."""
    rows = [
        [f"{question.short}: {line.words}", line.people, line.heard]
        for question in (found.questions if found else [])
        for line in question.lines
        if line.people is not None
    ]
    columns = (_("Answer"), _("People"), _("Of them heard"))
    return [Table("about-people", _("What people said about themselves"), columns, rows)] if rows else []
