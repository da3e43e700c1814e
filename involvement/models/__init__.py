"""The rows of the base. Import them from here: ``from involvement.models import Person``."""

from involvement.models.accounts import Invitation, JoinRequest, SignInCard, User
from involvement.models.agreed_work import Action, ActionNote, ActionOwner, Reach
from involvement.models.digests import DigestRun
from involvement.models.equality import EqualityAnswers, EqualityFigures
from involvement.models.forgetting import Forgetting
from involvement.models.limits import Tally
from involvement.models.organisation import FooterLink, Organisation
from involvement.models.outbox import Accepted, Carrier, FanOut, OutboxRow
from involvement.models.people import Person
from involvement.models.photos import Photo
from involvement.models.places import Service, StaffedHours
from involvement.models.promises import Promise, PromiseReading, PromiseTotal
from involvement.models.record import Audit, Story
from involvement.models.returned_mail import ReturnedMail
from involvement.models.safeguarding import Concern
from involvement.models.sessions import PortalSession
from involvement.models.standing import ChampionTerm, Post, Residency, Role
from involvement.models.watching import Alarm, Heard

__all__ = [
    "Accepted",
    "Action",
    "ActionNote",
    "ActionOwner",
    "Alarm",
    "Audit",
    "Carrier",
    "ChampionTerm",
    "Concern",
    "DigestRun",
    "EqualityAnswers",
    "EqualityFigures",
    "FanOut",
    "FooterLink",
    "Forgetting",
    "Heard",
    "Invitation",
    "JoinRequest",
    "Organisation",
    "OutboxRow",
    "Person",
    "Photo",
    "PortalSession",
    "Post",
    "Promise",
    "PromiseReading",
    "PromiseTotal",
    "Reach",
    "Residency",
    "ReturnedMail",
    "Role",
    "Service",
    "SignInCard",
    "StaffedHours",
    "Story",
    "Tally",
    "User",
]
