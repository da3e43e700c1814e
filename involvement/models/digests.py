"""DigestRun: how far the news of some days has been put together, so that a restart goes on where it was."""

from django.db import models
from django.utils import timezone

from involvement.models.people import Person


class DigestRun(models.Model):
    """The digests of one rhythm, of the whole local days from ``since`` until (and without) ``until``. Whoever is to
    have one has a row in the outbox; ``done_upto`` is the key of the last person looked at."""

    rhythm = models.CharField(max_length=6, choices=Person.Digest.choices)
    since = models.DateField()
    until = models.DateField()
    done_upto = models.BigIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rhythm", "until"], name="one_digest_run")]

    def __str__(self) -> str:
        return f"{self.rhythm} digest until {self.until}"
