"""What others add to a suggestion: agreement, comments, following, reports, and whether it fixed the problem."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Reach
from involvement.models.keys import RandomKeyModel
from meetings.models.suggestion import Suggestion


class Agreement(models.Model):
    """One person agrees with one suggestion. No time: it is nobody's business when."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="agreement_rows")
    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="agreements")
    # The suggestion that was put together with this one and brought this agreement along.
    came_from = models.ForeignKey(Suggestion, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suggestion", "person"], name="one_agreement_a_person")]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class CountedAgreement(RandomKeyModel):
    """Hands in a meeting, ticks on paper, votes of an earlier list: a number with its source. Also what was said
    without signing in about the same thing, so its key tells nothing of when."""

    class Source(models.TextChoices):
        HANDS = "hands", _("hands up in the meeting")
        PAPER = "paper", _("on paper")
        IMPORT = "import", _("in an earlier list")
        ALSO_SAID = "also_said", _("said the same without signing in")
        FORGOTTEN = "forgotten", _("by people whose names are not kept any more")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="counted")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)
    words = models.TextField(_("also said"), blank=True, max_length=4000)
    month = models.DateField()
    came_from = models.ForeignKey(Suggestion, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.number} {self.source}"


class Follow(models.Model):
    """A person wants to hear what happens."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="follows")
    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="follows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suggestion", "person"], name="one_follow_a_person")]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class CommentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Comments of the suggestions that this viewer may read."""
        return self.of_what_is_seen_by(viewer).filter(suggestion__in=Suggestion.objects.visible_to(viewer))

    def of_what_is_seen_by(self, viewer):
        """The same for suggestions that this viewer is known to see. Those not shown are for staff and their author;
        those not released are for the people of the place and who wrote the suggestion or deals with it."""
        if viewer.is_advisor:
            return self
        seen = Q(let_out_to__gte=released_to(viewer))
        if viewer.service_ids:
            seen |= Q(suggestion__service_id__in=viewer.service_ids)
        if viewer.stands_in_for or viewer.is_safeguarding_lead:
            seen |= Q(suggestion__reach__lte=Reach.TEAM)
        if viewer.person_id:
            seen |= Q(suggestion__author_id=viewer.person_id)
        seen &= Q(shown=True)
        if viewer.is_signed_in:
            seen |= Q(suggestion__service_id__in=viewer.staff_of) | Q(author_id=viewer.person_id)
        return self.filter(seen)

    def seen_under(self, all_of_them: bool, all_shown: bool, released_to: int, person_id: int | None):
        """``of_what_is_seen_by`` under one suggestion, by what ``how_seen_under`` says: no other table is asked."""
        if all_of_them:
            return self
        seen = Q(shown=True) if all_shown else Q(shown=True, let_out_to__gte=released_to)
        return self.filter(seen | Q(author_id=person_id) if person_id else seen)


def where_all_shown_are_seen(viewer) -> Q | None:
    """Of suggestions that this viewer is known to see: those under which they see every comment that is shown. None
    when that is so under all of them. Elsewhere they see what is released to them, and their own."""
    if viewer.is_advisor:
        return None
    there = Q(service_id__in=viewer.service_ids)
    if viewer.stands_in_for or viewer.is_safeguarding_lead:
        there |= Q(reach__lte=Reach.TEAM)
    return there | Q(author_id=viewer.person_id) if viewer.person_id else there


def released_to(viewer) -> int:
    """How far a comment must be released for this viewer to see it under a suggestion of another home."""
    return Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC


def how_seen_under(viewer, suggestion: Suggestion) -> tuple[bool, bool, int]:
    """Of the comments under a suggestion that this viewer is known to see: whether they see all of them, whether all
    that are shown, and how far one must be released for them to see it. Their own they always see."""
    works_there = viewer.is_advisor or suggestion.service_id in viewer.staff_of
    keeps_safe = (viewer.stands_in_for or viewer.is_safeguarding_lead) and suggestion.reach <= Reach.TEAM
    wrote_it = viewer.person_id is not None and suggestion.author_id == viewer.person_id
    all_shown = bool(suggestion.service_id in viewer.service_ids or keeps_safe or wrote_it)
    return works_there, all_shown, released_to(viewer)


class Comment(RandomKeyModel):
    class ShownAs(models.TextChoices):
        NAMED = "named", _("With my name")
        STAFF_ONLY = "staff_only", _("Only staff see my name")
        ANONYMOUS = "anonymous", _("Nobody knows it is me")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="comments")
    author = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="comments")
    as_staff = models.BooleanField(default=False)
    shown_as = models.CharField(max_length=10, choices=ShownAs.choices, default=ShownAs.NAMED)
    words = models.TextField(_("what you want to add"), max_length=1000)
    # Who may read it, as far as they may read the suggestion: not the public, until staff have released it.
    let_out_to = models.PositiveSmallIntegerField(choices=Reach.choices, default=Reach.SERVICE)
    covered_words = models.TextField(blank=True, max_length=1000)
    cover_reason = models.CharField(max_length=120, blank=True)
    shown = models.BooleanField(default=True)
    # How it was covered and shown before those who keep people safe had it, for when they give it back.
    before_risk = models.JSONField(null=True, blank=True)
    # Month only for an anonymous comment.
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    # Hash of the form that was sent, so that a second press of Send keeps nothing twice.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(shown_as="anonymous") | Q(author__isnull=True),
                name="anonymous_comment_has_no_author",
            ),
        ]
        indexes = [models.Index(fields=["suggestion", "posted_at", "id"], name="comment_by_suggestion")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def reach(self) -> int:
        """Who can read it: nobody who cannot read what it is about."""
        return min(self.let_out_to, self.suggestion.reach)

    @property
    def shown_words(self) -> str:
        return self.covered_words or self.words


class ReportQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Reports are for staff of the place and the advisor."""
        if not viewer.is_signed_in:
            return self.none()
        seen = self.filter(suggestion__in=Suggestion.objects.visible_to(viewer))
        return seen if viewer.is_advisor else seen.filter(suggestion__service_id__in=viewer.staff_of)


class Report(models.Model):
    """Somebody says that something here is not right."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be looked at")
        COVERED = "covered", _("Words were covered")
        LEFT = "left", _("Looked at and left")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, blank=True, related_name="reports")
    person = models.ForeignKey("involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(_("what is wrong?"), max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"report {self.pk}"


class FixedAnswer(models.Model):
    """Did this fix it? One answer a person and round."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="fixed_answers")
    person = models.ForeignKey("involvement.Person", models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    fixed = models.BooleanField()
    words = models.TextField(_("what is still wrong?"), blank=True, max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "person", "round"], name="one_answer_a_round"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


REACH_FOR = {
    Suggestion.WhoSees.HERE_NAMED: Reach.SERVICE,
    Suggestion.WhoSees.HERE_STAFF_ONLY: Reach.SERVICE,
    Suggestion.WhoSees.HERE_ANONYMOUS: Reach.SERVICE,
    Suggestion.WhoSees.TEAM: Reach.TEAM,
}
