"""What suggestions and meetings forget in time, what they take away with a person, and what becomes of each field that
names one."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.privacy import Fate, register_links, register_part, register_rule, register_wait
from meetings.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Comment,
    Correction,
    FixedAnswer,
    Follow,
    Meeting,
    PaperOfMeeting,
    Report,
    Suggestion,
)
from meetings.operations import forgetting

# --- In time ------------------------------------------------------------------------------------------

register_rule(
    "attendance", _("Who came to a meeting, by name"), forgetting.old_attendance, setting="keep_attendance_months"
)
register_rule("reports", _("What was not right, or taken back"), forgetting.old_reports, setting="keep_hidden_months")
register_rule("words", _("What people said"), forgetting.old_words, setting="keep_words_years")

# --- With a person --------------------------------------------------------------------------------------

register_part(
    "suggestions",
    _("The words of what you said"),
    count=lambda keys: forgetting.suggestions_of(keys).count(),
    erase=forgetting.erase_suggestions,
    stays=_("That somebody said something, what it was about, and our answer."),
)
register_part(
    "comments",
    _("What you added to what others said"),
    count=lambda keys: forgetting.comments_by(keys).count(),
    erase=forgetting.erase_comments,
)
register_part(
    "agreements",
    _("That it was you who agreed"),
    count=lambda keys: forgetting.agreements_of(keys).count(),
    erase=forgetting.erase_agreements,
    stays=_("How many people agree."),
)
register_part(
    "meetings",
    _("That it was you who came to a meeting"),
    count=lambda keys: forgetting.attendances_of(keys).count(),
    erase=forgetting.erase_attendances,
    stays=_("How many people came, and what was decided."),
)
register_part(
    "agendas",
    _("What you put on an agenda"),
    count=lambda keys: forgetting.put_on_by(keys).count(),
    erase=forgetting.erase_put_on,
)

register_links(Suggestion, Fate.EMPTIED, "author", "find_out_who", why="what was decided, and the answer")
register_links(Comment, Fate.EMPTIED, "author", why="an answer of staff is the house's; everybody else's row goes")
register_links(Report, Fate.EMPTIED, "person", why="that staff looked at it")
for model in (Agreement, Follow, FixedAnswer, Attendance):
    register_links(model, Fate.ERASED, "person")
for model in (Meeting, PaperOfMeeting):
    register_links(model, Fate.EMPTIED, "chair", "written_by", "planned_by", why="minutes are the house's record")
register_links(Correction, Fate.EMPTIED, "written_by", why="minutes are the house's record")
register_links(AgendaItem, Fate.EMPTIED, "put_on_by", why="minutes are the house's record")

register_wait("open worries of what was said", forgetting.without_open_worries)
