"""How often a form that anybody may open can be sent: by address, and by key where there is one. The numbers
let thirty people behind one address post within five minutes.

What is kept names nobody and no time (RELIABILITY rule 8): a number under an HMAC with a secret of the day, gone
when its minutes are over. allauth's own limits stay off: they take turns at a lock in the cache, and when thirty
people sign in at one moment, whoever waits a second for it is refused.
"""

import time
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from involvement.models import Tally
from involvement.models.keys import token

# Seconds in which tries are counted together.
WINDOW = 5 * 60

# How often in one window: (from one address, with one key).
LIMITS = {
    "sign-in": (120, 0),
    # Given back when it was right; five wrong ones close a name for the rest of the five minutes.
    "sign-in-failed": (60, 5),
    "sign-in-code": (60, 3),
    # By code: as often as allauth lets one be tried, which counts in the session.
    "sign-in-code-tried": (120, 3),
    # The same for the second step, by whose it is.
    "second-step": (60, 5),
    "join": (90, 6),
    "invitation": (90, 10),
    # Each press of the button: the first may show others about the same thing, the second sends.
    "poster": (240, 20),
    "suggestion": (480, 40),
    "comment": (240, 30),
    "report": (90, 10),
    "follow-code": (60, 0),
    "words": (90, 10),
}


class TryLater(Exception):
    """That was tried too often: the middleware answers with the page for it, status 429."""


def consume(request, action: str, *, key: str = "") -> None:
    """Count one try of ``action`` from this address, and with ``key`` (somebody's number, a code; never with
    what is sent anonymously). Raises TryLater above the limit, LookupError for an action without one."""
    sources = _sources(request, action, key)
    most = {_hidden(what): number for what, _until, number in sources}
    used = _count(list(most), sources[0][1])
    _forget_what_is_over()
    if any(used[hidden] > number for hidden, number in most.items()):
        raise TryLater


def _forget_what_is_over() -> None:
    """Once in a stretch of minutes in each process, with the first that is counted in it."""
    if caches["process"].add(f"limits:forgotten:{window_now()}", True, WINDOW):
        Tally.objects.filter(until__lt=timezone.now()).delete()


def give_back(request, action: str, *, key: str = "") -> None:
    """Take one try back that turned out to be right."""
    for what, _until, _most in _sources(request, action, key):
        Tally.objects.filter(key=_hidden(what), used__gt=0).update(used=F("used") - 1)


def window_now() -> int:
    """The number of the stretch of minutes that is now."""
    return int(time.time()) // WINDOW


def _sources(request, action: str, key: str) -> list[tuple[str, datetime, int]]:
    """What is counted, until when, and how often it may be."""
    try:
        by_address, by_key = LIMITS[action]
    except KeyError:
        raise LookupError(f"There is no limit for {action!r}. There are: {', '.join(sorted(LIMITS))}.") from None
    window = window_now()
    until = datetime.fromtimestamp((window + 1) * WINDOW, UTC)
    sources = [(f"{action}:{window}:address:{get_adapter(request).get_client_ip(request)}", until, by_address)]
    if key:
        sources.append((f"{action}:{window}:key:{key}", until, by_key))
    return sources


def _count(keys: list[str], until: datetime) -> dict[str, int]:
    """Count one more of each. Returns how many there are now, by key."""
    rows = [value for key in keys for value in (key, connection.ops.adapt_datetimefield_value(until))]
    sql = ONE_MORE.replace("ROWS", ", ".join(["(%s, 1, %s)"] * len(keys)))
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        sql += SOON_ON_DISK
    with connection.cursor() as cursor:
        cursor.execute(sql, rows)
        return {key: used for key, used, *_rest in cursor.fetchall()}


# In one statement, which needs no transaction around it.
ONE_MORE = """
    INSERT INTO involvement_tally (key, used, until) VALUES ROWS
    ON CONFLICT (key) DO UPDATE SET used = involvement_tally.used + 1 RETURNING key, used
"""
# Nobody waits for a count to be on the disk: one that a power cut takes is one try more. Only where this statement is
# the whole transaction; another's must be on the disk when it is answered.
SOON_ON_DISK = ", set_config('synchronous_commit', 'off', true)"


def _hidden(what: str) -> str:
    return salted_hmac("involvement.limits", what, secret=_secret_of_the_day(), algorithm="sha256").hexdigest()


def _secret_of_the_day() -> str:
    """Random, the same in every process, forgotten with the day."""
    name = f"limits:{timezone.localdate():%Y-%m-%d}"
    kept = caches["process"].get(name)
    if kept is None:
        kept = caches["default"].get_or_set(name, token, 24 * 3600)
        caches["process"].set(name, kept, 600)
    return kept


def wipe() -> None:
    """Forget every count and the secret: run nightly."""
    Tally.objects.all().delete()
    caches["default"].clear()
    caches["process"].delete(f"limits:{timezone.localdate():%Y-%m-%d}")
