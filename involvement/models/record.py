"""Story: what happened to a thing, for its page. Audit: who looked and who changed, for twelve months.
Both name fields and never values; the database itself refuses to change a row, so what they point to is
left as it was when that is deleted."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StoryQuerySet(models.QuerySet):
    def about(self, thing):
        """The story of one thing, oldest first."""
        return self.filter(about_label=thing._meta.label_lower, about_id=thing.pk).order_by("at", "pk")


class Story(models.Model):
    verb = models.CharField(max_length=60)
    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    actor = models.ForeignKey(
        "involvement.Person",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # As what the actor acted: pages without sign-in show roles only.
    actor_role = models.CharField(max_length=12, blank=True)
    # Where it happened: "meetings.meeting" and its key.
    occasion_label = models.CharField(max_length=60, blank=True)
    occasion_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason, for everybody who sees the thing"), blank=True)
    fields = models.JSONField(_("names of what changed"), default=list, blank=True)
    service = models.ForeignKey(
        "involvement.Service",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the story")
        verbose_name_plural = _("story")
        indexes = [
            models.Index(fields=["about_label", "about_id", "at"], name="story_about"),
            models.Index(fields=["service", "-at"], name="story_by_service"),
            # The newest of everything, of one person, and of one verb, for /staff/story/.
            models.Index(fields=["-at", "-id"], name="story_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="story_by_actor"),
            models.Index(fields=["verb", "-at", "-id"], name="story_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class Audit(models.Model):
    kind = models.CharField(max_length=60)
    user = models.ForeignKey(
        "involvement.User", models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    about_label = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        indexes = [
            models.Index(fields=["-at"], name="audit_newest"),
            # What one person did, and all of one kind, for /advisor/audit/.
            models.Index(fields=["user", "-at", "-id"], name="audit_by_user"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_by_kind"),
            models.Index(fields=["user", "-at"], condition=models.Q(kind="denied"), name="audit_denied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
