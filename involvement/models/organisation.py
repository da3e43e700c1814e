"""Organisation: one row that holds what differs between charities. The advisor edits it."""

from django.core.cache import caches
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=80, default="Our homes")
    strapline = models.CharField(_("line beside the name"), max_length=80, default="Your home, your say", blank=True)
    # A small picture, written anew like every photo (RELIABILITY rule 16); it is public.
    logo = models.ForeignKey(
        "involvement.Photo", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    meeting_word = models.CharField(
        _("what the monthly meeting is called"),
        max_length=40,
        default="house meeting",
        help_text=_("One word for it, everywhere: house meeting, customer meeting, service meeting."),
    )
    help_phone = models.CharField(_("number to ring for help"), max_length=20, blank=True)
    help_words = models.CharField(_("whom to ask"), max_length=200, blank=True)
    on_call_phone = models.CharField(_("on-call number, day and night"), max_length=20, blank=True)
    on_call_manager_phone = models.CharField(_("on-call manager's number"), max_length=20, blank=True)
    complaint_words = models.TextField(_("how to make a complaint"), blank=True, max_length=1000)
    complaint_url = models.URLField(_("complaints page"), blank=True)
    repair_words = models.TextField(_("how to report a repair"), blank=True, max_length=1000)
    repair_phone = models.CharField(_("repairs number"), max_length=20, blank=True)
    privacy_words = models.TextField(_("how we keep people's words safe"), blank=True, max_length=4000)
    read_within_days = models.PositiveSmallIntegerField(_("days to read a suggestion"), default=3)
    talk_within_days = models.PositiveSmallIntegerField(_("days to talk about a suggestion"), default=35)
    tell_within_days = models.PositiveSmallIntegerField(_("days to tell somebody"), default=7)
    safeguarding_hours = models.PositiveSmallIntegerField(_("hours to answer a worry about safety"), default=4)
    working_day_starts = models.TimeField(_("working day starts"), default="09:00")
    working_day_ends = models.TimeField(_("working day ends"), default="17:00")
    # When we remind people, and of what (operations/reminders.py). Hours are the clock's on the wall.
    morning_hour = models.PositiveSmallIntegerField(
        _("hour at which news and reminders go out"), default=8, validators=[MaxValueValidator(23)]
    )
    remind_meeting_days = models.PositiveSmallIntegerField(_("days before a meeting: who is invited"), default=2)
    remind_chair_days = models.PositiveSmallIntegerField(_("days before a meeting: who runs it"), default=5)
    minutes_within_days = models.PositiveSmallIntegerField(_("days to write a meeting down"), default=3)
    month_end_days = models.PositiveSmallIntegerField(_("days before a month ends without a meeting"), default=10)
    remind_action_days = models.PositiveSmallIntegerField(_("days before something is to be done"), default=2)
    manager_after_days = models.PositiveSmallIntegerField(_("days late before the manager hears of it"), default=7)
    decide_within_days = models.PositiveSmallIntegerField(_("days to answer what was read"), default=35)
    release_within_days = models.PositiveSmallIntegerField(_("days to let answered words out"), default=14)
    remind_again_days = models.PositiveSmallIntegerField(
        _("days until we remind again"), default=7, validators=[MinValueValidator(1)]
    )
    # How long what leads to people is kept (docs/decisions/retention.md). 0 is for ever, where that is allowed.
    keep_sent_days = models.PositiveSmallIntegerField(
        _("days: the address in a message that was sent"), default=30, validators=[MinValueValidator(1)]
    )
    keep_messages_months = models.PositiveSmallIntegerField(
        _("months: what somebody was told"), default=24, validators=[MinValueValidator(14), MaxValueValidator(1200)]
    )
    keep_attendance_months = models.PositiveSmallIntegerField(
        _("months: who came to a meeting, by name"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
    )
    keep_ways_in_months = models.PositiveSmallIntegerField(
        _("months: cards, invitations and answers to who asked to join"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
    )
    keep_hidden_months = models.PositiveSmallIntegerField(
        _("months: what was hidden, taken back or reported"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
    )
    keep_words_years = models.PositiveSmallIntegerField(
        _("years: words and photos, once it is answered"), default=6, validators=[MaxValueValidator(100)]
    )
    keep_people_years = models.PositiveSmallIntegerField(
        _("years: the record of somebody who has moved on"), default=6, validators=[MaxValueValidator(100)]
    )
    keep_answers_days = models.PositiveSmallIntegerField(
        _("days: what somebody said about themselves, after they left"),
        default=120,
        validators=[MinValueValidator(1)],
    )
    # Who is heard (docs/decisions/equality.md).
    hidden_below = models.PositiveSmallIntegerField(
        _("numbers of people below this are hidden"),
        default=10,
        validators=[MinValueValidator(5), MaxValueValidator(100)],
    )
    no_reasons = models.JSONField(
        _("usual reasons for no"),
        default=list,
        blank=True,
        help_text=_("A list of short sentences that the person who writes the meeting down can tap."),
    )
    not_yet_reasons = models.JSONField(_("usual reasons for not yet"), default=list, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The one row, with its footer links, remembered in this process for a quarter of a minute."""
        kept = caches["process"].get("organisation")
        if kept is None:
            kept = cls.objects.select_related("logo").prefetch_related("footer_links").filter(pk=1).first() or cls(pk=1)
            caches["process"].set("organisation", kept)
        return kept

    @staticmethod
    def forget() -> None:
        """Drop what this process remembers: called by the operation that edits the row."""
        caches["process"].delete("organisation")


class FooterLink(models.Model):
    """A link at the foot of every page: contact, donate, fundraise, volunteer."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="footer_links")
    label = models.CharField(_("words"), max_length=40)
    url = models.URLField(_("address"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("link at the foot of the page")
        verbose_name_plural = _("links at the foot of the page")

    def __str__(self) -> str:
        return self.label
