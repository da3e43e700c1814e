"""All that a report counts, in a fixed number of queries."""

from dataclasses import dataclass, field

from involvement.queries.equality import WhoIsHeard, who_is_heard
from involvement.queries.promises.quarter import PromiseInQuarter, promises_in
from meetings.queries.report import happened, people
from meetings.queries.report.scope import BEFORE, NOW, Scope, summed
from meetings.queries.you_said import Quarter, pairs_by_home, released

# Pairs of what was said and done, and of what was said and refused, in one report.
VOICES = 10


@dataclass(frozen=True)
class Figures:
    """By part (NOW, BEFORE), as queries/report/happened.py and people.py count them; ``voices`` of these months."""

    scope: Scope
    meetings: dict[str, happened.ByHome]
    cancelled: list[happened.Cancelled]
    said: dict[str, happened.Said]
    hands: dict[str, int]
    told: dict[str, happened.Told]
    heard: dict[str, people.Heard]
    promises: dict[str, list[PromiseInQuarter]]
    # Of all homes together only; None too where it is not counted yet.
    about_people: WhoIsHeard | None = None
    voices: list[dict] = field(default_factory=list)
    more_voices: bool = False

    def of_meetings(self, part: str) -> dict[str, int]:
        return summed(self.meetings[part])

    def of_said(self, part: str) -> dict[str, int]:
        return summed(self.said[part].by_home)

    def of_told(self, part: str) -> dict[str, int]:
        return summed(self.told[part].by_home)


def count(scope: Scope, *, reader) -> Figures:
    """Count it. ``reader`` is the viewer for whom private homes are named among the voices (NOBODY on paper)."""
    rows = scope.here(released())
    voices, more = pairs_by_home(reader, rows, Quarter.of(scope.quarter.first), at_most=VOICES)
    homes = None if scope.is_all else set(scope.homes)
    return Figures(
        scope=scope,
        meetings=happened.meetings(scope),
        cancelled=happened.cancelled(scope),
        said=happened.suggestions(scope),
        hands=happened.hands(scope),
        told=happened.tellings(scope),
        heard=people.heard(scope),
        promises={
            NOW: promises_in(scope.quarter, homes=homes, each=True),
            BEFORE: promises_in(scope.before, homes=homes, each=False),
        },
        about_people=who_is_heard(scope.quarter) if scope.is_all else None,
        voices=voices,
        more_voices=more,
    )
