"""The month of an anonymous row: one reckoning for all that came together, or two of them would tell the hour."""

import datetime as dt


def month_of(moment: dt.datetime) -> dt.datetime:
    """The first moment of the month: all that an anonymous row says of its time."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
