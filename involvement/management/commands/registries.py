"""List what every app registered: notices, story verbs, kinds of audit entry, things of the story, reactions, menu
entries, cards, sources of work, measures of promises, ways to be heard, and what is forgotten in time and with a
person."""

from django.core.management.base import BaseCommand

from involvement.registry.heard import ways
from involvement.registry.home import cards, menu_entries, work_sources
from involvement.registry.notices import notices
from involvement.registry.privacy import links, parts, rules
from involvement.registry.promises import measures
from involvement.registry.reactions import registered
from involvement.registry.story_verbs import audit_kinds, things, verbs


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        lists = {
            "notices": [name for name, _ in notices.items()],
            "story verbs": [name for name, _ in verbs.items()],
            "kinds of audit entry": [name for name, _ in audit_kinds.items()],
            "things of the story": [name for name, _ in things.items()],
            "reactions": [
                f"{event}: {function.__module__}.{function.__name__}"
                for event, functions in registered().items()
                for function in functions
            ],
            "menu entries": [name for name, _ in menu_entries.items()],
            "cards": [name for name, _ in cards.items()],
            "sources of work": [name for name, _ in work_sources.items()],
            "measures of promises": [name for name, _ in measures.items()],
            "what is forgotten in time": [name for name, _ in rules.items()],
            "what goes with a person": [name for name, _ in parts.items()],
            "links to a person": [f"{name}: {link.fate}" for name, link in links.items()],
            "ways to be heard": [name for name, _ in ways.items()],
        }
        for heading, names in lists.items():
            self.stdout.write(self.style.MIGRATE_HEADING(f"{heading} ({len(names)})"))
            for name in names:
                self.stdout.write(f"  {name}")
