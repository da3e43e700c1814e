"""What can be told, and how it is said. Each app registers its notices in its own notices.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from involvement.models.outbox import Carrier
from involvement.registry import Registry

notices = Registry("notice")
# By the first word of a kind ("action"): makes a thing to show its notices with, that nobody saved.
samples = Registry("sample")


class Group(models.TextChoices):
    """What a person can switch off on /me/. ALWAYS cannot be switched off."""

    ALWAYS = "always", _("Signing in and your own things")
    MINE = "mine", _("What happens with my suggestions")
    FOLLOWED = "followed", _("Suggestions that I agree with or follow")
    MEETINGS = "meetings", _("Meetings at my home")
    HELPING = "helping", _("Things that I said I would do")
    WORK = "work", _("My work here")


@dataclass(frozen=True)
class Notice:
    """``template`` is the path without ending: a ``.txt`` and an ``.html`` of that name are rendered for the
    recipient when the row is sent, with ``person``, ``thing``, ``values``, ``link`` and ``organisation``.
    ``in_person`` is the sentence that a member of staff says, a format string over ``values`` and ``title``,
    or a function ``(thing, row) -> str``.
    ``related`` and ``prefetched`` are what ``thing.seen_by``, ``still_true`` and the template need of the thing.
    ``still_true(thing, row)`` returns why it is no longer true, or an empty string. A notice that is not
    ``repeatable`` goes to a person when nobody knows whether it was sent (RELIABILITY rule 18). One that is
    ``newest_only`` takes the place of what still waits to be told by people to the same person about the same
    thing; ``values["earlier"]`` then says what that was.
    ``for_viewer(thing, viewer)`` asks besides ``seen_by`` whether it is theirs to hear: of their work.
    ``counted`` are annotations of the things, by name: what they need that is counted elsewhere. One that is put
    together of others ``gather``s them: from rows with their viewers to the parts of each row, by its key, as a set;
    its template gets them as ``parts``, and ``in_person`` in the place of the thing.
    ``carriers`` are those that it ever takes, where they are others than its words and group let expect. ``same_mail``:
    but for the name in the greeting, and for the parts of a digest, everybody with the same values gets the same mail,
    so that it is built once for all of them (moulds.py). ``says_goodbye``: it is told to
    somebody who is to be forgotten, and nothing else is."""

    kind: str
    group: Group
    subject: str
    template: str
    in_person: str | Callable = ""
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    still_true: Callable = field(default=lambda thing, row: "")
    needs_thing: bool = True
    repeatable: bool = True
    newest_only: bool = False
    for_viewer: Callable = field(default=lambda thing, viewer: True)
    counted: dict[str, Callable] = field(default_factory=dict)
    gather: Callable | None = None
    carriers: tuple[Carrier, ...] = ()
    same_mail: bool = False
    says_goodbye: bool = False

    @property
    def by_mail_only(self) -> bool:
        """A code or a link: nothing is left of it once it was sent, so no page shows it."""
        return self.carriers == (Carrier.EMAIL,)

    def load(self, label: str, ids) -> dict:
        """The things that rows of this kind are about, by key, in one query (and one for each prefetched)."""
        return load_things([self], label, ids)


def load_things(kinds: list[Notice], label: str, ids) -> dict:
    """The things of one model that rows of these kinds are about, by key, with all that the kinds need."""
    related = {name for kind in kinds for name in kind.related}
    prefetched = {name for kind in kinds for name in kind.prefetched}
    things = apps.get_model(label)._default_manager.prefetch_related(*prefetched)
    if related:
        things = things.select_related(*related)
    for counted in {name: make for kind in kinds for name, make in kind.counted.items()}.items():
        things = things.annotate(**{counted[0]: counted[1]()})
    return things.in_bulk(list(ids))


def register(notice: Notice) -> None:
    """Add a notice. Raises ValueError when its kind is there already."""
    notices.add(notice.kind, notice)


def register_sample(first_word: str, make: Callable) -> None:
    """``make(notice) -> (thing, values)``: an invented thing, not saved, with which the notices whose kind begins with
    this word are shown as long as there is no real one. Raises ValueError for a second one of a word."""
    samples.add(first_word, make)
