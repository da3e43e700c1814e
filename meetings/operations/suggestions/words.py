"""Sentences that several operations say when they cannot go on."""

from django.utils.translation import gettext as _


def gone_words() -> str:
    return _("This is not there any more.")


def changed_words() -> str:
    return _("Somebody else changed this a moment ago. Please look at it again.")


def not_now_words() -> str:
    return _("This cannot be done now. Please look at the page again.")
