"""Celery tasks of the base: they take ids, load, and call one operation."""

from celery import shared_task

from involvement.models import Heard
from involvement.operations import (
    bundles,
    digests,
    equality,
    erasing,
    limits,
    reminders,
    retention,
    returned_mail,
    watching,
)
from involvement.operations import promises as promising
from involvement.operations import sweep as sweeping
from involvement.operations.safeguarding import escalate_late
from involvement.operations.telling import tidy
from involvement.queries.watching import checks
from involvement.registry.reactions import react
from involvement.sessions import SessionStore


@shared_task
def sweep_urgent() -> None:
    """Send what waits for nobody: sign-in codes and worries about safety."""
    escalate_late()
    sweeping.sweep(urgent=True)


@shared_task
def sweep() -> None:
    """Send all that is due."""
    watching.hear(Heard.SWEEP)
    sweeping.sweep(urgent=False)


@shared_task
def tidy_telling() -> None:
    """Take off the To tell lists what is not to be told any more; each app does its own of that kind."""
    tidy()
    react("day.tidied")


@shared_task
def watch() -> None:
    """Tell the operator what is not well. A worker that is dead tells nobody: cron asks `check_health --alarm` too."""
    watching.sound(checks())


@shared_task
def remind_people() -> None:
    """Write what somebody is due to be reminded of; in the morning, put it into one message for each of them."""
    reminders.remind()
    bundles.drop_untrue()
    bundles.bundle()


@shared_task
def put_news_together() -> None:
    """In the morning: the digests of the day, and of the week."""
    digests.put_together()


@shared_task
def wipe_limits() -> None:
    """Forget every night what limits remember of addresses (RELIABILITY rule 8)."""
    limits.wipe()


@shared_task
def clear_sessions() -> None:
    """Take away every night the sessions whose time is over."""
    SessionStore.clear_expired()


@shared_task
def forget_in_time() -> None:
    """Take away every night what has been kept long enough (RELIABILITY rule 23)."""
    retention.forget_in_time()


@shared_task
def forget_returned_mail() -> None:
    """Forget every night what is known of addresses that nobody here has any more."""
    returned_mail.forget_nobodys()


@shared_task
def erase_people() -> None:
    """Take away every night what leads to those whose day has come (RELIABILITY rule 24)."""
    erasing.erase_due()


@shared_task
def close_months() -> None:
    """Keep how promises were kept in months whose time is over, and put beside them what came late."""
    promising.close_months()
    promising.look_again()


@shared_task
def look_again_at_promises() -> None:
    """The same every night for the whole year."""
    promising.look_again(back=promising.LOOKED_AT_AGAIN_NIGHTLY)


@shared_task
def count_who_is_heard() -> None:
    """Count who was heard in the last quarter, once, a week after its end."""
    equality.count_quarter()
