"""The life of one house: what its parts (voices, sessions, outcomes) share."""

import datetime as dt
import random
from dataclasses import dataclass, field

from involvement.demo.world import Place, World
from involvement.models import Person
from meetings.demo.matter import Matter, Talk
from meetings.models import Meeting, Suggestion


@dataclass
class House:
    """``days`` are the days of its meetings, the next one included; ``matters`` what was raised, by the key of
    the suggestion."""

    world: World
    place: Place
    talk: Talk
    days: list[dt.date]
    matters: dict[int, Matter] = field(default_factory=dict)
    meetings: dict[dt.date, Meeting] = field(default_factory=dict)
    # The day of the meeting to which nobody came.
    deserted: dt.date | None = None

    @property
    def chance(self) -> random.Random:
        return self.place.chance

    def happens(self, share: float) -> bool:
        """Whether something that happens in this share of cases happens now."""
        return self.chance.random() < share

    def staff(self) -> Person:
        """Somebody who is at work now."""
        return self.place.some_staff(self.world.day)

    def neighbours(self, *, but: Person | None = None) -> list[Person]:
        """People who live there now and have a sign-in."""
        tenants = self.place.tenants_on(self.world.day)
        return [tenant.person for tenant in tenants if tenant.person.user_id and tenant.person != but]

    def pass_minutes(self, fewest: int, most: int) -> None:
        """Let the clock go on a little."""
        self.world.clock.moment += dt.timedelta(minutes=self.chance.randint(fewest, most), seconds=13)

    def in_days(self, days: float, *, hour: int | None = None) -> dt.datetime:
        """A moment so many days from now; at an hour of the day when one is given, with some minutes."""
        moment = self.world.now + dt.timedelta(days=days)
        if hour is None:
            return moment
        return self.world.moment(moment.astimezone(self.world.now.tzinfo).date(), hour, self.chance.randrange(60))

    def now_as(self, matter: Matter) -> Suggestion:
        """The suggestion as it is now."""
        suggestion = Suggestion.objects.get(pk=matter.suggestion_id)
        suggestion.service = self.place.service
        suggestion.author = matter.author
        return suggestion

    def meeting_after(self, day: dt.date) -> dt.date | None:
        return next((each for each in self.days if each > day), None)
