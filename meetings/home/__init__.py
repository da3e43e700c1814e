"""What this app puts on each audience's first page. One module an audience."""

from meetings.home import advisor, answered, board, customer, next_meeting, public, staff, you_said

__all__ = ["advisor", "answered", "board", "customer", "next_meeting", "public", "staff", "you_said"]
