"""Many people at the same moment, each on a database connection of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from involvement.operations.base import Refused

# People who press at the same moment; the rest queue behind them.
AT_ONCE = 12


def all_at_once(calls) -> list:
    """Run the calls in threads that start together. Returns what they returned, or the refusal that they raised."""
    start = threading.Barrier(min(AT_ONCE, len(calls)))
    first = threading.local()

    def run(call):
        if not getattr(first, "waited", False):
            first.waited = True
            start.wait(timeout=30)
        try:
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(min(AT_ONCE, len(calls))) as pool:
        return list(pool.map(run, calls))
