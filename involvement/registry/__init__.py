"""Plug-ins instead of circles: the base asks every app for its small optional modules, as the admin does.
A registry is filled when the apps are ready; the same name twice is an error."""

from django.utils.module_loading import autodiscover_modules

MODULES = ("story_verbs", "notices", "reactions", "home", "promises", "privacy", "heard")


def autodiscover() -> None:
    """Import each of MODULES from every installed app, in the order of INSTALLED_APPS."""
    autodiscover_modules(*MODULES)


class Registry:
    """Names to entries, in the order in which they came."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict = {}

    def add(self, name: str, entry) -> None:
        """Keep an entry. Raises ValueError when the name is taken."""
        if name in self._entries:
            raise ValueError(f"The {self.what} {name!r} is registered twice.")
        self._entries[name] = entry

    def get(self, name: str):
        """The entry. Raises LookupError with the names that exist."""
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(sorted(self._entries))
            raise LookupError(f"There is no {self.what} {name!r}. There are: {known}.") from None

    def items(self):
        return self._entries.items()

    def __contains__(self, name: str) -> bool:
        return name in self._entries
