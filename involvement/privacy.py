"""What the base forgets in time, what it takes away with a person, and what becomes of each field that names one."""

from django.utils.translation import gettext_lazy as _

from involvement.operations import forgetting
from involvement.operations.equality import forget_who_left
from involvement.registry.privacy import register_rule

register_rule("addresses", _("Where a message went"), forgetting.old_addresses, setting="keep_sent_days")
register_rule("messages", _("What somebody was told"), forgetting.old_messages, setting="keep_messages_months")
register_rule(
    "ways in", _("Cards, invitations, who asked to join"), forgetting.old_ways_in, setting="keep_ways_in_months"
)
register_rule("hidden photos", _("Photos nobody sees"), forgetting.hidden_photos, setting="keep_hidden_months")
register_rule("agreed work", _("What was said about agreed work"), forgetting.old_work, setting="keep_words_years")
register_rule("about themselves", _("What people said about themselves"), forget_who_left, setting="keep_answers_days")
# The database itself refuses to delete an entry of the last 365 days.
register_rule("audit", _("The audit"), forgetting.old_audit, days=366)
