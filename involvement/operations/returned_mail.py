"""Mail that comes back: the provider of mail says so, no more mail goes to that address, and people tell what it held
(docs/decisions/carriers.md). Every step bears a repeat: providers tell things twice."""

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.models import Carrier, OutboxRow, Person, ReturnedMail, User
from involvement.models.outbox import HUMAN_CARRIERS
from involvement.operations.base import Refused, operation, record
from involvement.operations.ending import end_accepted
from involvement.operations.outbox import by_hand_rows, save_rows, send

Reason = ReturnedMail.Reason
State = OutboxRow.State
KIND = "account.mail_returns"
# Why a person carries it now.
CAME_BACK = gettext_lazy("Their e-mail comes back.")
UNWANTED = gettext_lazy("They marked our e-mail as unwanted.")
# The mailbox is there, and whoever asks for a code to sign in waits for that one mail.
OPEN_TO_CODES = (Reason.COMPLAINED,)
# Where the provider does not say which mail came back, what was sent so long before counts as not told.
COME_BACK_WITHIN = dt.timedelta(days=1)


@operation
def mail_came_back(
    *, address: str, reason: str, at: dt.datetime, words: str = "", message_id: uuid.UUID | None = None
) -> bool:
    """No mail goes to this address from now on. Whoever has it is on the To tell list of their home: asked for another
    way, and told what waits for them. What had been sent and came back is told by people too. ``at``, aware, is when
    the provider saw it; ``message_id`` is our own name of the mail, where it is known. Returns whether it was new. Of
    an address that nobody here has, nothing is kept."""
    people = list(_people_at(address))
    if not people and not _sign_ins_at(address).exists():
        return False
    row, is_new = _open(address.lower(), reason, at, words)
    if row.ended_at is not None:
        return False
    Person.objects.filter(pk__in=[person.pk for person in people]).update(mail_returns=True)
    for person in people:
        person.mail_returns = True
        if is_new:
            _ask_for_another_way(person, row)
            record(verb="person.mail_returns", thing=person)
    waiting = OutboxRow.objects.filter(person__in=people, state=State.WAITING)
    _hand_over(waiting, State.CANCELLED, _why(row.reason))
    if reason != Reason.COMPLAINED:
        _hand_over(_sent_in_vain(people, at, message_id), State.FAILED, _why(reason))
    return is_new


def _open(address: str, reason: str, at: dt.datetime, words: str) -> tuple[ReturnedMail, bool]:
    """The row of this address, and whether it says something new by this. One that ended stays ended by what is
    older; a mailbox that is gone says more than somebody who did not want a mail."""
    fresh = {"reason": reason, "since": at, "words": words, "ended_at": None}
    row, made = ReturnedMail.objects.get_or_create(address=address, defaults=fresh)
    if made:
        return row, True
    again = ReturnedMail.objects.filter(pk=row.pk, ended_at__lt=at).update(**fresh)
    if not again and reason != Reason.COMPLAINED:
        ReturnedMail.objects.open().filter(pk=row.pk, reason=Reason.COMPLAINED).update(reason=reason, words=words)
    row.refresh_from_db()
    return row, bool(again)


def _ask_for_another_way(person: Person, row: ReturnedMail) -> None:
    """On the To tell list, whatever else there is to tell."""
    wish = person.told_by if person.told_by in HUMAN_CARRIERS else Carrier.IN_PERSON
    values = {"unwanted": True} if row.reason == Reason.COMPLAINED else {}
    send(kind=KIND, to=person, occasion=f"{row.pk}:{row.since:%Y%m%d%H%M%S%f}", wish=wish, values=values)


def _sent_in_vain(people: list[Person], at: dt.datetime, message_id: uuid.UUID | None):
    """The mail that came back; where the provider does not say which, those of the day before."""
    theirs = OutboxRow.objects.filter(person__in=people)
    # A sweep says so of a whole batch at once, and what it sent first may be back by then.
    end_accepted(theirs)
    sent = theirs.filter(state=State.SENT)
    if message_id is not None and (named := sent.filter(message_id=message_id)).exists():
        return named
    return sent.filter(sent_at__gt=at - COME_BACK_WITHIN, sent_at__lte=at)


def _why(reason: str) -> str:
    """In plain words, for whoever carries it."""
    return str(UNWANTED if reason == Reason.COMPLAINED else CAME_BACK)


def _hand_over(rows, ended_as: str, why: str) -> None:
    """End those of the rows that are mails, and let people carry what they said. A row that a sweep took meanwhile is
    not ours."""
    mails = rows.filter(carrier=Carrier.EMAIL)
    before = list(mails.select_related("person").order_by("pk"))
    if not before:
        return
    ours = uuid.uuid4()
    keys = [row.pk for row in before]
    mails.filter(pk__in=keys).update(state=ended_as, claim=ours, reason=why, ended_at=timezone.now(), secret="")
    taken = set(OutboxRow.objects.filter(pk__in=keys, claim=ours).values_list("pk", flat=True))
    save_rows(by_hand_rows([row for row in before if row.pk in taken], reason=why))


@operation
def mail_works(*, actor: Person, person: Person) -> None:
    """Mail goes there again, to everybody with this address. Raises Refused when it does already."""
    ended = ReturnedMail.objects.open().of(person.email).update(ended_at=timezone.now())
    if not ended and not person.mail_returns:
        raise Refused(_("Mail goes to this address already."))
    Person.objects.filter(email__iexact=person.email).update(mail_returns=False)
    person.mail_returns = False
    record(verb="person.mail_works", thing=person, actor=actor, actor_role="staff")


def look_again(*, person: Person) -> None:
    """After another address was written into a record: whether mail comes back from that one."""
    returns = bool(person.email) and ReturnedMail.objects.open().of(person.email).exists()
    if returns != person.mail_returns:
        Person.objects.filter(pk=person.pk).update(mail_returns=returns)
        person.mail_returns = returns


def forget_if_nobodys(*, address: str) -> int:
    """Delete what is known of an address that nobody here has any more: after a change of address, a death, two records
    put together. Returns 1 or 0."""
    if not address or _people_at(address).exists() or _sign_ins_at(address).exists():
        return 0
    return ReturnedMail.objects.of(address).delete()[0]


def forget_nobodys() -> int:
    """The same for every address, nightly: whatever way its owner went. Returns how many were deleted."""
    people = Person.objects.living().annotate(lower=Lower("email")).filter(lower=OuterRef("address"))
    sign_ins = User.objects.filter(is_active=True).annotate(lower=Lower("email")).filter(lower=OuterRef("address"))
    return ReturnedMail.objects.exclude(Exists(people)).exclude(Exists(sign_ins)).delete()[0]


def _people_at(address: str):
    return Person.objects.living().filter(email__iexact=address)


def _sign_ins_at(address: str):
    return User.objects.filter(email__iexact=address, is_active=True)


def closed_addresses(rows: list[OutboxRow]) -> dict[int, str]:
    """Of these mails those that must not go, by their keys, and why in plain words: asked of the addresses themselves,
    in one query."""
    to = {row.pk: (row.person.email if row.person else row.address).strip().lower() for row in rows}
    if not to:
        return {}
    found = ReturnedMail.objects.open().filter(address__in=set(to.values()))
    reasons = dict(found.values_list("address", "reason"))
    return {
        row.pk: _why(reasons[to[row.pk]])
        for row in rows
        if to[row.pk] in reasons and not _is_awaited(row, reasons[to[row.pk]])
    }


def _is_awaited(row: OutboxRow, reason: str) -> bool:
    return row.purpose == "sign_in" and reason in OPEN_TO_CODES
