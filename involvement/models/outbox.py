"""The outbox: what somebody is to be told, as rows (RELIABILITY rules 17 and 18). The row is the record;
a broker only wakes the worker. Rows hold ids and non-personal values; words are rendered when they are sent."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Carrier(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    SMS = "sms", _("by text message")
    PORTAL = "portal", _("on this website")
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    LETTER = "letter", _("by letter")
    CHAMPION = "champion", _("through the champion")
    KEY_WORKER = "key_worker", _("through the key worker")
    NOTICEBOARD = "noticeboard", _("on the noticeboard")


MACHINE_CARRIERS = (Carrier.EMAIL, Carrier.SMS, Carrier.PORTAL)
HUMAN_CARRIERS = (
    Carrier.IN_PERSON,
    Carrier.PHONE,
    Carrier.LETTER,
    Carrier.CHAMPION,
    Carrier.KEY_WORKER,
    Carrier.NOTICEBOARD,
)


# How long somebody can say "nobody told me" of what they were told. Later, nobody here would know what it was about.
OBJECT_WITHIN_DAYS = 90


class OutboxQuerySet(models.QuerySet):
    def due(self, now=None):
        """Machine rows that a sweep may take now."""
        now = now or timezone.now()
        return self.filter(state=OutboxRow.State.WAITING, carrier__in=MACHINE_CARRIERS, due_at__lte=now)

    def to_tell(self, now=None):
        """Rows that a person has to carry: waiting for somebody, or taken by somebody."""
        now = now or timezone.now()
        return self.filter(
            state__in=(OutboxRow.State.WAITING, OutboxRow.State.TAKEN),
            carrier__in=HUMAN_CARRIERS,
            due_at__lte=now,
        )

    def open_to(self, person_id: int | None):
        """In nobody's hands, or in this person's own."""
        return self.filter(Q(taken_by=None) | Q(taken_by=person_id))

    def unread(self):
        """What stands on somebody's own page, and only there, and was not opened yet."""
        return self.filter(
            state=OutboxRow.State.SENT, carrier=Carrier.PORTAL, seen_at__isnull=True, bundle__isnull=True
        )

    def visible_to(self, viewer):
        """Staff see what their services have to tell; the advisor all, and who stands in for the advisor what the team
        carries itself; a person what is for them."""
        if viewer.is_advisor:
            return self
        mine = Q(person_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])
        if viewer.stands_in_for:
            mine |= Q(service=None, values__by_team=True, carrier__in=HUMAN_CARRIERS)
        return self.filter(mine | Q(service_id__in=viewer.staff_of, carrier__in=HUMAN_CARRIERS))


class OutboxRow(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        # For the one message of reminders that goes to somebody on a day (operations/bundles.py).
        HELD = "held", _("Waiting to be sent with others")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Not sent, and why")
        FAILED = "failed", _("Could not be sent")
        TAKEN = "taken", _("Somebody is doing it")
        TOLD = "told", _("Told")
        LEFT_NOTE = "left_note", _("Left a note")
        MOVED_ON = "moved_on", _("Moved on")
        NOT_WANTED = "not_wanted", _("Does not want to know")

    kind = models.CharField(_("what is told"), max_length=60)
    carrier = models.CharField(_("how"), max_length=12, choices=Carrier.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    # To whom: a person, an address with its purpose, or a place (its noticeboard).
    person = models.ForeignKey(
        "involvement.Person", models.CASCADE, null=True, blank=True, related_name="told", db_index=False
    )
    address = models.CharField(max_length=254, blank=True)
    purpose = models.CharField(max_length=30, blank=True)
    # The place whose staff carry it; for the noticeboard, also to whom.
    service = models.ForeignKey("involvement.Service", models.CASCADE, null=True, blank=True, related_name="outbox")

    # About what: "meetings.suggestion" and its key.
    about_label = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    # One row for each (kind, recipient, occasion), whatever is tried twice.
    key = models.CharField(max_length=200, unique=True)
    values = models.JSONField(default=dict, blank=True)
    # A sign-in code and the like; wiped when sent.
    secret = models.CharField(max_length=200, blank=True)

    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often its sweep died with the row in hand.
    woken = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    # The message in which a held row is sent.
    bundle = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts", db_index=False)

    # Human carriers.
    taken_by = models.ForeignKey(
        "involvement.Person", models.SET_NULL, null=True, blank=True, related_name="taken_rows", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    tried = models.PositiveSmallIntegerField(_("times tried, not in"), default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(_("read on the website"), null=True, blank=True)
    nobody_told_me_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        indexes = [
            models.Index(
                fields=["urgent", "due_at", "id"],
                condition=Q(state="waiting", carrier__in=["email", "sms", "portal"]),
                name="outbox_due",
            ),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="outbox_stale"),
            models.Index(
                fields=["service", "due_at"],
                condition=Q(state__in=["waiting", "taken"]),
                name="outbox_to_tell",
            ),
            models.Index(fields=["person", "bundle"], condition=Q(state="held"), name="outbox_held"),
            models.Index(
                fields=["person"],
                condition=Q(state="sent", carrier="portal", seen_at__isnull=True, bundle__isnull=True),
                name="outbox_unread",
            ),
            models.Index(fields=["person", "-made_at"], name="outbox_by_person"),
            # Of the few rows that have them.
            models.Index(fields=["bundle"], condition=Q(bundle__isnull=False), name="outbox_bundle"),
            models.Index(fields=["taken_by"], condition=Q(taken_by__isnull=False), name="outbox_taken_by"),
            models.Index(fields=["about_label", "about_id"], name="outbox_about"),
            # Who was sent a text lately (queries/texted.py).
            models.Index(fields=["-sent_at", "-id"], condition=Q(state="sent", carrier="sms"), name="outbox_texted"),
            # What people had to carry in a month, for promises.
            models.Index(
                fields=["made_at"],
                condition=Q(carrier__in=["in_person", "phone", "letter", "champion", "key_worker", "noticeboard"]),
                name="outbox_by_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_long_ago(self) -> bool:
        """Whether it was told, or sent, more than OBJECT_WITHIN_DAYS ago."""
        told_at = self.ended_at or self.sent_at
        return told_at is not None and timezone.now() - told_at > dt.timedelta(days=OBJECT_WITHIN_DAYS)

    @property
    def is_human(self) -> bool:
        return self.carrier in HUMAN_CARRIERS


# Another sweep may have sent it too, where one lived longer than its lease.
ACCEPTED = "INSERT INTO involvement_accepted (row_id, at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
PREPARE_ACCEPTED = (
    "PREPARE portal_accepted (bigint, timestamptz) AS INSERT INTO involvement_accepted (row_id, at) "
    "SELECT $1, $2 FROM set_config('synchronous_commit', 'off', true) ON CONFLICT DO NOTHING"
)


class AcceptedManager(models.Manager):
    @contextmanager
    def noting(self) -> Iterator[Callable[[int], None]]:
        """A function that keeps that a carrier took a row, by its key. Once its statement is with the database, no kill
        of ours undoes it.

        On PostgreSQL it is planned once, and nobody waits for the disk where it is the whole transaction: should
        PostgreSQL itself or the machine go down, what was sent in the last half second is sent again, under the same
        Message-ID, and never more than one batch of each sweep. So it is on SQLite, with WAL and synchronous=NORMAL."""
        # As in queries/prepared.py: behind a pool the next statement may meet another connection.
        prepares = (
            connection.vendor == "postgresql"
            and not connection.in_atomic_block
            and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        )
        with connection.cursor() as cursor:
            if prepares:
                cursor.execute(PREPARE_ACCEPTED)
            sql = "EXECUTE portal_accepted (%s, %s)" if prepares else ACCEPTED
            as_kept = connection.ops.adapt_datetimefield_value
            try:
                yield lambda row_id: cursor.execute(sql, [row_id, as_kept(timezone.now())])
            finally:
                if prepares:
                    cursor.execute("DEALLOCATE portal_accepted")


class Accepted(models.Model):
    """A row that a carrier took, until the row itself says so: that is written once for a batch, and this for each, so
    that a kill repeats one mail and not the batch. A row of the outbox has a dozen indexes, this has one."""

    row = models.OneToOneField(OutboxRow, models.CASCADE, primary_key=True, db_constraint=False)
    at = models.DateTimeField()

    objects = AcceptedManager()

    def __str__(self) -> str:
        return str(self.pk)


class FanOut(models.Model):
    """One text to many people: the audience is frozen here, a task writes their rows in chunks under the
    same unique keys, so that a restart in the middle tells everybody once."""

    kind = models.CharField(max_length=60)
    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    occasion = models.CharField(max_length=100)
    audience = models.JSONField(_("keys of the people"))
    values = models.JSONField(default=dict)
    done_upto = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about_label", "about_id", "occasion"], name="one_fan_out"),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(finished_at__isnull=True), name="fan_out_open")]

    def __str__(self) -> str:
        return f"{self.kind} to {len(self.audience)}"
