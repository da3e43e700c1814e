"""Who may read which words, wherever they stand: by hand, from DESIGN.md (who can read it) and the issue.

Every answer of the walk is searched for all marks of the world; one that its role may not read fails the test.
"""

from tests.access.roles import (
    BELONGS,
    CUSTOMER,
    ENDED_CUSTOMER,
    EVERYBODY,
    HERE,
    LEAD,
    MANAGER,
    SIGNED_IN,
    STAFF_HERE,
    STAFF_THERE,
    TEAM,
    THERE,
)
from tests.world import mark

CHAMPION = frozenset({"champion"})
_LIVES_THERE = frozenset({"customer_elsewhere"})

READERS: dict[str, frozenset] = {
    # What was said.
    mark("suggestion", "own"): HERE | TEAM,
    mark("suggestion", "other"): HERE | TEAM,
    mark("suggestion", "elsewhere"): THERE | TEAM,
    mark("suggestion", "of_ended"): HERE | TEAM | ENDED_CUSTOMER,
    mark("suggestion", "team"): CUSTOMER | TEAM,
    mark("suggestion", "restricted"): CUSTOMER | LEAD,
    mark("suggestion", "hidden"): STAFF_HERE | TEAM,
    mark("suggestion", "anonymous"): HERE | TEAM,
    mark("suggestion", "let_out"): BELONGS,
    mark("suggestion", "public"): EVERYBODY,
    mark("suggestion", "done"): HERE | TEAM,
    mark("suggestion", "refused"): HERE | TEAM,
    mark("suggestion", "joined"): HERE | TEAM,
    # Covered words are read by their author, and by the manager and the team behind a button.
    mark("suggestion", "covered"): MANAGER | TEAM | CUSTOMER,
    mark("words", "covered"): MANAGER | TEAM | CUSTOMER,
    mark("reason", "refused"): HERE | TEAM,
    mark("answer", "own"): HERE | TEAM,
    mark("note", "own"): STAFF_HERE | TEAM,
    mark("comment", "own"): HERE | TEAM,
    mark("comment", "other"): HERE | TEAM,
    mark("comment", "elsewhere"): THERE | TEAM,
    mark("comment", "hidden"): STAFF_HERE | TEAM | CHAMPION,
    mark("report", "own"): STAFF_HERE | TEAM,
    mark("report", "other"): STAFF_HERE | TEAM,
    mark("report", "elsewhere"): STAFF_THERE | TEAM,
    mark("alsosaid", "own"): STAFF_HERE | TEAM,
    # Agreed work and meetings.
    mark("action", "own"): HERE | TEAM,
    mark("action", "other"): HERE | TEAM,
    mark("action", "elsewhere"): THERE | TEAM,
    mark("action", "team"): TEAM,
    mark("progress", "own"): HERE | TEAM,
    mark("progress", "elsewhere"): THERE | TEAM,
    mark("progress", "team"): TEAM,
    mark("place", "own"): HERE | TEAM,
    mark("place", "elsewhere"): THERE | TEAM,
    mark("access", "own"): HERE | TEAM,
    mark("access", "elsewhere"): THERE | TEAM,
    mark("minutes", "held"): HERE | TEAM,
    mark("correction", "held"): HERE | TEAM,
    mark("minutes", "writing"): STAFF_HERE | TEAM,
    mark("item", "own"): HERE | TEAM,
    mark("item", "elsewhere"): THERE | TEAM,
    # Worries.
    mark("concern", "own"): STAFF_HERE | LEAD | CUSTOMER,
    mark("concern", "about_staff"): LEAD,
    mark("concern", "elsewhere"): LEAD | _LIVES_THERE,
    # People and homes.
    # The full name is for staff of the home, not even for the advisor.
    mark("name", "customer") + " Fullname": STAFF_HERE | CUSTOMER,
    mark("name", "neighbour") + " Fullname": STAFF_HERE,
    mark("name", "elsewhere") + " Fullname": STAFF_THERE | _LIVES_THERE,
    mark("name", "customer"): HERE | TEAM | LEAD,
    mark("name", "neighbour"): HERE | TEAM | LEAD,
    mark("name", "elsewhere"): THERE | TEAM | LEAD,
    mark("safenote", "customer"): STAFF_HERE | TEAM | CUSTOMER,
    mark("address", "customer"): STAFF_HERE | TEAM | CUSTOMER,
    mark("interpreter", "customer"): STAFF_HERE | TEAM | CUSTOMER,
    mark("joiner", "own"): STAFF_HERE | TEAM,
    mark("joiner", "elsewhere"): STAFF_THERE | TEAM,
    mark("reach", "own"): STAFF_HERE | TEAM,
    mark("service", "there"): SIGNED_IN,
    mark("road", "there"): THERE | TEAM,
}


def leaks(role: str, body: str) -> list[str]:
    """The marks in this text that the role may not read."""
    if "Zq" not in body:
        return []
    return [word for word, readers in READERS.items() if role not in readers and word in body]
