"""What suggestions and meetings forget in time, what they take away with a person, and what becomes of each field that
names one."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.privacy import register_rule
from meetings.operations import forgetting

register_rule(
    "attendance", _("Who came to a meeting, by name"), forgetting.old_attendance, setting="keep_attendance_months"
)
register_rule("reports", _("What was not right, or taken back"), forgetting.old_reports, setting="keep_hidden_months")
register_rule("words", _("What people said"), forgetting.old_words, setting="keep_words_years")
