"""One matter that somebody raises: what they say, and what is going to become of it."""

import random
import re
from dataclasses import dataclass, field

from involvement.models import Person
from meetings.demo.sayings import WEIGHTS, Saying, spoken
from meetings.models import Suggestion

# Who may see it, and how it came, in the shares in which people choose.
WHO_SEES = {
    Suggestion.WhoSees.HERE_NAMED: 60,
    Suggestion.WhoSees.HERE_STAFF_ONLY: 22,
    Suggestion.WhoSees.HERE_ANONYMOUS: 18,
}
SOURCES = {
    Suggestion.Source.PORTAL: 50,
    Suggestion.Source.PAPER: 17,
    Suggestion.Source.MEETING: 13,
    Suggestion.Source.POSTER: 8,
    Suggestion.Source.KIOSK: 7,
    Suggestion.Source.PHONE: 5,
}
# Those without a sign-in say it another way.
BY_SIGNING_IN = (Suggestion.Source.PORTAL, Suggestion.Source.KIOSK)


def one_of(shares: dict, chance: random.Random):
    return chance.choices(list(shares), weights=list(shares.values()))[0]


@dataclass
class Matter:
    saying: Saying
    version: int
    title: str
    words: str
    action: str
    answer: str
    # What was found out, where that came first.
    found_out: str = ""
    author: Person | None = None
    suggestion_id: int = 0
    # Only talked about the first time; the answer comes at the next meeting.
    talk_first: bool = False
    # The second round of something that did not fix the problem.
    again: bool = False
    closed: bool = False
    agreed_by: list[Person] = field(default_factory=list)

    @property
    def said_at_once(self) -> str:
        """Title and words as one, for where only words are kept."""
        return self.words if self.words.startswith(self.title) else _together(self.title, self.words)


class Talk:
    """What can still be said in one house: each wording once, each matter once."""

    def __init__(self, sayings: tuple[Saying, ...], used: dict, *, kind: str, without: set[str]) -> None:
        """``used`` counts, over all houses, how often each wording was said, so that the least used comes next.
        ``without`` are words that do not come up here."""
        self.used = used
        self.left = [
            saying
            for saying in sayings
            if kind in saying.kinds
            and not any(word in title.lower() for title, _words in saying.versions for word in without)
        ]

    def next(self, chance: random.Random, *, team: bool = False) -> Matter | None:
        """A matter that was not raised here yet, by the weight of its topic; None when all was said."""
        left = [saying for saying in self.left if saying.team == team]
        if not left:
            return None
        by_topic: dict[str, list[Saying]] = {}
        for saying in left:
            by_topic.setdefault(saying.topic, []).append(saying)
        topic = one_of({name: WEIGHTS[name] for name in by_topic}, chance)
        few = min(self._uses(saying) for saying in by_topic[topic])
        saying = chance.choice([each for each in by_topic[topic] if self._uses(each) <= few + 0.7])
        self.left.remove(saying)
        versions = range(len(saying.versions))
        version = min(versions, key=lambda number: (self.used.get((saying, number), 0), number))
        return self._say(saying, version, chance)

    def otherwise(self, matter: Matter, chance: random.Random) -> Matter | None:
        """The same matter in another's words; None when there is only one way to put it."""
        others = [number for number in range(len(matter.saying.versions)) if number != matter.version]
        return self._say(matter.saying, chance.choice(others), chance) if others else None

    def _uses(self, saying: Saying) -> float:
        """How often each of its wordings was said, on average."""
        number = len(saying.versions)
        return sum(self.used.get((saying, version), 0) for version in range(number)) / number

    def _say(self, saying: Saying, version: int, chance: random.Random) -> Matter:
        self.used[saying, version] = self.used.get((saying, version), 0) + 1
        title, words = (spoken(text, chance) for text in saying.versions[version])
        return Matter(
            saying=saying,
            version=version,
            title=title,
            words=words if _stands_alone(title, words) else _together(title, words),
            action=spoken(saying.action, chance),
            answer=spoken(saying.answer, chance),
            found_out=spoken(saying.found_out, chance),
            talk_first=chance.random() < 0.12,
        )


def _stands_alone(title: str, words: str) -> bool:
    """Whether the words say what they are about without their title: they share a word of it."""
    stems = [{word[:4] for word in re.findall(r"\w{4,}", text.lower())} for text in (title, words)]
    return bool(stems[0] & stems[1])


def _together(title: str, words: str) -> str:
    return f"{title}{'' if title[-1] in '?!' else '.'} {words}"
