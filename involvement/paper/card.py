"""The sign-in card as paper: the words go straight onto it, and are kept nowhere."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from involvement.models import Organisation
from involvement.pdf import qr, render
from involvement.queries.photos import logo_for_paper


def card_pdf(card, *, site: str) -> bytes:
    """``card`` is operations.accounts.PrintedCard, ``site`` the address of the portal. The code on it carries
    the address and the user name only."""
    organisation = Organisation.current()
    data = {
        "organisation": organisation.name,
        "address": urlsplit(site).netloc,
        "user_name": card.user_name,
        "words": card.words,
        "qr": qr(f"{site}/sign-in/?name={card.user_name}"),
        "ring": organisation.help_phone,
    }
    return render("involvement/card.typ", data, title=_("Sign-in card"), logo=logo_for_paper())
