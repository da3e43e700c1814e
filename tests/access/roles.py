"""The named rules of the tables: sets of roles, written by hand."""

from tests.world import ENDED_ROLES, ROLES

VISITOR = frozenset({"visitor"})
# Whoever was a champion and no longer is still lives here.
LIVES_HERE = frozenset({"customer", "champion", "ended_champion"})
STAFF_HERE = frozenset({"staff", "manager"})
HERE = LIVES_HERE | STAFF_HERE
MANAGER = frozenset({"manager"})
LIVES_THERE = frozenset({"customer_elsewhere"})
STAFF_THERE = frozenset({"staff_elsewhere"})
THERE = LIVES_THERE | STAFF_THERE
ALL_STAFF = STAFF_HERE | STAFF_THERE
# The advisor and the deputy are the involvement team.
TEAM = frozenset({"advisor", "deputy"})
LEAD = frozenset({"lead"})
BOARD = frozenset({"board"})
LEADERSHIP = frozenset({"leadership"})

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - VISITOR
GONE = frozenset(ENDED_ROLES) - {"ended_champion"}
BELONGS = SIGNED_IN - GONE
NOBODY = frozenset()
CUSTOMER = frozenset({"customer"})
ENDED_CUSTOMER = frozenset({"ended_customer"})
