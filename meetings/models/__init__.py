"""The rows of meetings and suggestions. Import them from here."""

from meetings.models.meeting import AgendaItem, Attendance, Correction, Meeting, PaperOfMeeting
from meetings.models.moves import MOVES, WAITING, Status, may_move
from meetings.models.search import SearchWord
from meetings.models.suggestion import UNREAD, Suggestion
from meetings.models.voices import Agreement, Comment, CountedAgreement, FixedAnswer, Follow, Report

__all__ = [
    "MOVES",
    "UNREAD",
    "WAITING",
    "AgendaItem",
    "Agreement",
    "Attendance",
    "Comment",
    "Correction",
    "CountedAgreement",
    "FixedAnswer",
    "Follow",
    "Meeting",
    "PaperOfMeeting",
    "Report",
    "SearchWord",
    "Status",
    "Suggestion",
    "may_move",
]
