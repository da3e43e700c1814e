"""Telling the operator, once for each occasion, what is not well, and that it is well again. By mail past the outbox,
which may be the very thing that is stuck."""

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.cache import caches
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from involvement.models import Alarm, Heard
from involvement.queries.watching import Check

log = logging.getLogger(__name__)

# An alarm is over when nothing was wrong for so long, so that what comes and goes rings once.
QUIET_FOR = dt.timedelta(minutes=5)
# A sign of life is written once in so many seconds.
HEARD_EVERY = 45
# Stands in VAR_DIR while the database is away and its alarm was mailed.
DATABASE_MARK = "alarm-database"
WELL = "Nothing is left to do."
WHAT_TO_DO = "What to do stands in docs/operations.md, under the word before each colon."


def hear(name: str) -> None:
    """Note a sign of life."""
    if caches["process"].add(f"heard:{name}", True, HEARD_EVERY):
        Heard.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def sound(found: list[Check]) -> None:
    """Begin and end alarms by what was found, and mail what is new. A mail that does not go out is tried again at the
    next call; what was not checked this time is left as it is."""
    database = next(check for check in found if check.name == "database")
    _sound_database(database)
    if not database.well:
        return
    begun = [check for check in found if not check.well and _begin(check)]
    if begun and not _mail(begun, well_again=False):
        Alarm.objects.filter(name__in=_names(begun), ended_at=None).update(told_at=None)
    ended = [(check, alarm) for check in found if check.well and (alarm := _end(check))]
    if ended and not _mail([check for check, _alarm in ended], well_again=True):
        Alarm.objects.filter(pk__in=[alarm for _check, alarm in ended]).update(ended_at=None)


def _names(found: list[Check]) -> list[str]:
    return [check.name for check in found]


def _begin(check: Check) -> bool:
    """Whether it is for us to mail this alarm: of several that see it, one."""
    now = timezone.now()
    try:
        with transaction.atomic():
            alarm, is_new = Alarm.objects.get_or_create(name=check.name, ended_at=None, defaults={"last_at": now})
    except IntegrityError:
        return False
    if is_new:
        log.error("Not well: %s. %s", check.name, check.words)
    Alarm.objects.filter(pk=alarm.pk).update(last_at=now)
    return bool(Alarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=now))


def _end(check: Check) -> int | None:
    """The key of an alarm that the operator was told of and that is over now."""
    quiet_since = timezone.now() - QUIET_FOR
    alarm = Alarm.objects.filter(name=check.name, ended_at=None, last_at__lt=quiet_since).first()
    if alarm is None or not Alarm.objects.filter(pk=alarm.pk, ended_at=None).update(ended_at=timezone.now()):
        return None
    log.warning("Well again: %s. %s", check.name, check.words)
    return alarm.pk if alarm.told_at is not None else None


def _sound_database(check: Check) -> None:
    """Of a database that is away nothing can be kept in it: a file says that its alarm was mailed."""
    mark = settings.VAR_DIR / DATABASE_MARK
    if not check.well and not mark.exists():
        log.error("Not well: %s. %s", check.name, check.words)
        if _mail([check], well_again=False):
            mark.touch()
    elif check.well and mark.exists() and _mail([check], well_again=True):
        mark.unlink(missing_ok=True)


def _mail(found: list[Check], *, well_again: bool) -> bool:
    """Whether the operator's mail went out, or nobody wants any."""
    if not settings.OPERATOR_EMAIL:
        return True
    state = "Well again" if well_again else "Not well"
    lines = [f"{check.name}: {check.words}" for check in found]
    closing = WELL if well_again else WHAT_TO_DO
    try:
        send_mail(
            f"{state}: {', '.join(_names(found))} ({settings.SITE_URL.partition('://')[2]})",
            "\n".join([f"{state} at {settings.SITE_URL}:", "", *lines, "", closing]),
            settings.SERVER_EMAIL,
            settings.OPERATOR_EMAIL,
        )
    except (smtplib.SMTPException, OSError) as error:
        log.error("The operator could not be mailed: %s", type(error).__name__)
        return False
    return True
