"""The fixed words of the base's papers, for translators. A template says them with `say("...")`."""

from django.utils.translation import gettext_noop

WORDS = [
    # Every paper
    gettext_noop("Page {page} of {pages}"),
    # The sign-in card
    gettext_noop("Cut along the lines. Give both cards to the person, by hand."),
    gettext_noop("Your sign-in card"),
    gettext_noop("Go to {address} or scan the code."),
    gettext_noop("Type your user name: {user_name}"),
    gettext_noop("Type the four words. Then choose your own."),
    gettext_noop("Web address"),
    gettext_noop("User name"),
    gettext_noop("Your four words"),
    gettext_noop("Big or small letters are both fine."),
    gettext_noop("Keep this safe. Nobody from staff will ask for these words."),
    gettext_noop("Need help? Ring {number}"),
    gettext_noop("Need help? Ring"),
    gettext_noop("The small card is for your purse or pocket. The words are not on it."),
    gettext_noop("QR code: opens {address} with your user name filled in"),
    # A letter
    gettext_noop("Dear {name},"),
    gettext_noop("You said"),
    gettext_noop("We did"),
    gettext_noop("If you want to talk about it, ring {who}."),
    gettext_noop("With best wishes,"),
    # The list for handover
    gettext_noop("To tell: {place}"),
    gettext_noop("{place}, printed {time}. Shred it afterwards."),
    gettext_noop("Nobody is waiting to be told anything."),
    gettext_noop("Put your name beside a row when you take it. Afterwards, say so on the portal too."),
    gettext_noop("Who"),
    gettext_noop("Where and how"),
    gettext_noop("What to tell"),
    gettext_noop("Who tells them"),
    gettext_noop("Please note: {note}"),
    gettext_noop("told"),
    gettext_noop("tried, not in"),
    gettext_noop("left a note"),
    # Pages with news
    gettext_noop("Nobody waits for a page with news."),
]
