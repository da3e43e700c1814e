"""A notice as a text message. A locked phone shows all of it to whoever holds it, so it says that there is something,
and never what, of whom or where (RELIABILITY rule 14): the fixed words of the subject, and where to read the rest."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from involvement.queries.telling import Telling

# Signs: two or three parts of a text, five in Polish or Arabic. Longer ones cost more and some phones cut them.
MOST = 300


def text_for(telling: Telling) -> str:
    """The words of one text, in the recipient's language, of MOST signs at most. Who signs in gets the address of what
    they were told, which names no topic; who does not is asked to come to staff."""
    person = telling.row.person
    with translation.override(person.language):
        subject = str(telling.notice.subject)
        news = f"{subject}." if subject[-1:].isalnum() else subject
        if person.user_id is not None:
            link = settings.SITE_URL + reverse("customer:told")
            words = _("%(news)s Read it: %(link)s Or ask staff. Nobody reads answers.")
            words %= {"news": news, "link": link}
            if len(words) <= MOST:
                return words
        return (_("%(news)s Please ask staff. Nobody reads answers.") % {"news": news})[:MOST]
