"""What a list of what happened is narrowed by. Everything may be left out."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm
from involvement.models import Person, Post, Role, Service
from involvement.queries.happened import Wish
from involvement.registry.story_verbs import audit_kinds, things, verbs
from involvement.typed import number

# The most names to choose from; anybody else is chosen by their name in the list.
PEOPLE_AT_MOST = 300


class HappenedForm(PlainForm, forms.Form):
    """``viewer`` is who looks. Services go by their code, people by their key, as in every address."""

    service = forms.ChoiceField(label=_("Home"), required=False)
    about = forms.ChoiceField(label=_("What kind of thing"), required=False)
    what = forms.ChoiceField(label=_("What happened"), required=False)
    who = forms.ChoiceField(label=_("Who did it"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data, *, viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.services = {service.code: service for service in Service.objects.run_by(viewer)}
        self._choose("service", [(code, service.name) for code, service in self.services.items()])
        self._choose("about", [(label, thing.words) for label, thing in things.items()])
        self._choose("what", self._kinds())
        self._choose("who", self._people())

    def _choose(self, name: str, choices: list) -> None:
        self.fields[name].choices = [("", _now("All")), *choices]
        self.fields[name].error_messages["invalid_choice"] = _("That is not one of these. Here is everything.")

    def _kinds(self) -> list:
        groups: dict[str, list] = {}
        for name, verb in verbs.items():
            groups.setdefault(name.partition(".")[0], []).append((name, verb.words))
        return [(_group_words(group), choices) for group, choices in groups.items()]

    def _people(self) -> list[tuple[str, str]]:
        """Who works at the places, and the team; and whoever the address names, if the viewer may know them."""
        posts = Post.objects.current()
        if not self.viewer.is_advisor:
            posts = posts.filter(service__in=self.viewer.staff_of)
        here = self.services.get(self.data.get("service", ""))
        posts = posts.filter(service=here) if here else posts
        team = Role.objects.current().filter(kind__in=Role.TEAM)
        works = posts.values("person_id").union(team.values("person_id"))
        people = Person.objects.living().filter(pk__in=works).order_by("chosen_name", "pk")
        found = [(str(pk), name) for pk, name in people.values_list("pk", "chosen_name")[:PEOPLE_AT_MOST]]
        wanted = number(self.data.get("who", ""))
        if wanted and str(wanted) not in dict(found):
            named = Person.objects.visible_to(self.viewer).filter(pk=wanted).values_list("pk", "chosen_name")
            found += [(str(pk), name) for pk, name in named]
        return found

    def wish(self) -> Wish:
        """What is asked for, without what makes no sense."""
        self.full_clean()
        asked = self.cleaned_data
        service = self.services.get(asked.get("service", ""))
        return Wish(
            service=service.pk if service else 0,
            about=asked.get("about", ""),
            what=asked.get("what", ""),
            who=number(asked.get("who", "")),
            since=asked.get("since"),
            until=asked.get("until"),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


class AuditForm(HappenedForm):
    """The same for the audit, where a home stands for who works there."""

    def __init__(self, data, *, viewer) -> None:
        super().__init__(data, viewer=viewer)
        self.fields["service"].label = _("Who works at")

    def _kinds(self) -> list:
        return list(audit_kinds.items())


def _group_words(group: str) -> str:
    """The kind of thing to which a verb belongs: "suggestion.read" to the suggestion."""
    words = (thing.words for label, thing in things.items() if label.endswith(f".{group}"))
    return str(next(words, _now("Telling somebody")))
