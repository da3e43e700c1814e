"""Suggestion: what somebody said would make things better, in their own words, for ever."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models import Person, Reach
from involvement.models.keys import RandomKeyModel
from meetings.models.moves import Status

# What nobody has read, what went to repairs or complaints too. Said so that an index by status serves it as well as
# the one that is made for it.
UNREAD = Q(status__in=(Status.SENT, Status.REPAIR, Status.COMPLAINT)) & (
    Q(status=Status.SENT) | Q(read_on__isnull=True)
)


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """What this viewer may read now. Lists, search, counts, agendas, papers and mail all go by it."""
        if not viewer.is_signed_in:
            return self.filter(reach=Reach.PUBLIC, shown=True)
        if viewer.is_advisor:
            seen = Q(reach__gte=Reach.TEAM)
            if viewer.staff_of:
                # What was said past the staff of a home stays so when one of them stands in for the advisor.
                seen &= ~Q(reach=Reach.TEAM, service_id__in=viewer.staff_of)
        else:
            seen = Q(reach__gte=Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC, shown=True)
            if viewer.service_ids:
                seen |= Q(service_id__in=viewer.service_ids, reach__gte=Reach.SERVICE, shown=True)
            if viewer.staff_of:
                seen |= Q(service_id__in=viewer.staff_of, reach__gte=Reach.SERVICE)
        if viewer.stands_in_for:
            seen |= Q(reach=Reach.TEAM, service_id__in=viewer.stands_in_for)
        if viewer.person_id:
            seen |= Q(author_id=viewer.person_id, held=False)
        if viewer.is_safeguarding_lead:
            seen |= Q(reach=Reach.RESTRICTED)
        return self.filter(seen)

    def waiting(self):
        """Not answered yet."""
        return self.filter(waiting_since__isnull=False)

    def said_at_homes(self):
        """What numbers of homes are about, in no order: what was said there, without what came from an earlier list.
        What only the involvement team reads is not among it: a number that holds it would tell staff of the home that
        somebody spoke past them (docs/decisions/promises.md)."""
        rows = self.filter(reach__gte=Reach.SERVICE, service__isnull=False)
        return rows.exclude(source=Suggestion.Source.IMPORT).order_by()

    def for_public(self):
        return self.filter(reach=Reach.PUBLIC, shown=True)


class Suggestion(RandomKeyModel):
    class WhoSees(models.TextChoices):
        HERE_NAMED = "here_named", _("Everyone here, with my name")
        HERE_STAFF_ONLY = "here_staff_only", _("Everyone here, only staff see my name")
        HERE_ANONYMOUS = "here_anonymous", _("Everyone here, nobody knows it is me")
        TEAM = "team", _("Only the involvement team, never staff of my home")

    class Source(models.TextChoices):
        PORTAL = "portal", _("on this website")
        MEETING = "meeting", _("said in a meeting")
        PAPER = "paper", _("on a paper card")
        PHONE = "phone", _("by phone")
        KIOSK = "kiosk", _("on the screen in the house")
        POSTER = "poster", _("from the poster")
        SURVEY = "survey", _("in a survey")
        WORKSHOP = "workshop", _("in a workshop")
        IMPORT = "import", _("from an earlier list")

    class Topic(models.TextChoices):
        REPAIRS = "repairs", _("Repairs and the building")
        SHARED = "shared", _("Shared rooms, cleaning, garden")
        LISTENED = "listened", _("Being told and listened to")
        SAFETY = "safety", _("Feeling safe, neighbours")
        SOCIAL = "social", _("Things to do together")
        PARKING = "parking", _("Bikes, parking, roads")
        BINS = "bins", _("Bins and litter")
        LAUNDRY = "laundry", _("Laundry and kitchens")
        MONEY = "money", _("Rent and charges")
        RULES = "rules", _("Visitors and house rules")
        WIFI = "wifi", _("Wi-Fi and computers")
        OTHER = "other", _("Something else")

    class ComplaintChoice(models.TextChoices):
        COMPLAINT = "complaint", _("Make it a complaint")
        BOTH = "both", _("Make it a complaint, and keep it as a suggestion")
        SUGGESTION = "suggestion", _("Keep it as a suggestion")

    service = models.ForeignKey(
        "involvement.Service", models.PROTECT, null=True, blank=True, related_name="suggestions", db_index=False
    )
    # Empty for an anonymous suggestion: nothing in this row leads to a person (RELIABILITY rule 7).
    author = models.ForeignKey(
        "involvement.Person", models.SET_NULL, null=True, blank=True, related_name="suggestions", db_index=False
    )
    who_sees = models.CharField(_("who can see this?"), max_length=16, choices=WhoSees.choices)
    reach = models.PositiveSmallIntegerField(choices=Reach.choices, default=Reach.SERVICE)
    # Not shown: said without signing in and not read yet, or rejected by a moderator. Staff only.
    shown = models.BooleanField(default=True)
    # Hidden from its author's sign-in, since staff may hold it, until the involvement team knows that it is them.
    held = models.BooleanField(default=False)
    # The reach to go back to when a worry about safety is dealt with.
    reach_before = models.PositiveSmallIntegerField(null=True, blank=True)

    title = models.CharField(_("in a few words"), max_length=120)
    words = models.TextField(_("the words as they were said"), max_length=4000)
    # What others read when something was covered ("a name was removed"); the original stays with named staff.
    covered_title = models.CharField(max_length=120, blank=True)
    covered_words = models.TextField(blank=True, max_length=4000)
    cover_reason = models.CharField(max_length=120, blank=True)
    topic = models.CharField(_("what it is about"), max_length=10, choices=Topic.choices, default=Topic.OTHER)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PORTAL)
    told_by = models.CharField(_("how shall we tell you?"), max_length=12, choices=Person.ToldBy.choices, blank=True)
    follow_code_hash = models.CharField(max_length=64, blank=True)
    # Hash of the form that was sent, so that a second press of Send keeps nothing twice.
    sent_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    # What the person chose when they said that it is a complaint (Complaint Handling Code, DOMAIN §2).
    complaint_choice = models.CharField(max_length=10, choices=ComplaintChoice.choices, blank=True)

    status = models.CharField(max_length=14, choices=Status.choices, default=Status.SENT)
    reason = models.TextField(_("the reason, for everybody"), blank=True, max_length=1000)
    find_out_by = models.DateField(null=True, blank=True)
    find_out_who = models.ForeignKey(
        "involvement.Person", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    public_answer = models.TextField(_("our answer, for everybody"), blank=True, max_length=2000)
    private_note = models.TextField(_("note for staff"), blank=True, max_length=2000)
    put_together_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="others_put_in", db_index=False
    )
    actions = models.ManyToManyField("involvement.Action", blank=True, related_name="suggestions")
    round = models.PositiveSmallIntegerField(default=1)

    # Month only (its first day, midnight UTC) for an anonymous suggestion.
    posted_at = models.DateTimeField(default=timezone.now)
    # For how long an answer is waited for; empty when answered.
    waiting_since = models.DateTimeField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True)
    talked_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(_("released to the public"), null=True, blank=True)
    # When staff last said who may read it, also that it stays in the house: till then it is on their list of work.
    release_decided_on = models.DateField(null=True, blank=True)

    # Kept by operations, so that lists count nothing.
    agreements = models.PositiveIntegerField(default=0)
    comments_shown = models.PositiveIntegerField(default=0)
    fixed_yes = models.PositiveIntegerField(default=0)
    fixed_no = models.PositiveIntegerField(default=0)
    # So that an import can be repeated.
    import_key = models.CharField(max_length=64, unique=True, null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        constraints = [
            models.CheckConstraint(
                condition=~Q(who_sees="here_anonymous") | Q(author__isnull=True),
                name="anonymous_has_no_author",
            ),
        ]
        # After the columns that an index sorts by stand those that counting asks for, so that a count reads the
        # index alone (docs/decisions/lists.md).
        indexes = [
            models.Index(
                fields=["-posted_at", "-id", "service", "topic"],
                condition=Q(reach=4, shown=True),
                name="suggestion_public_new",
            ),
            models.Index(
                fields=["-posted_at", "-id", "service", "reach", "topic"],
                condition=Q(reach__gte=3, shown=True),
                name="suggestion_all_new",
            ),
            models.Index(
                fields=["status", "-posted_at", "-id", "service", "reach", "topic"],
                condition=Q(reach__gte=3, shown=True),
                name="suggestion_all_status",
            ),
            models.Index(
                fields=["-agreements", "-id"], condition=Q(reach__gte=3, shown=True), name="suggestion_all_agreed"
            ),
            models.Index(
                fields=["waiting_since", "id", "service", "reach", "topic", "status"],
                condition=Q(waiting_since__isnull=False, reach__gte=3, shown=True),
                name="suggestion_all_waiting",
            ),
            # For those who see every place, or several of them.
            models.Index(fields=["-posted_at", "-id"], name="suggestion_new"),
            models.Index(fields=["status", "-posted_at", "-id"], name="suggestion_status"),
            models.Index(fields=["-agreements", "-id"], name="suggestion_agreed"),
            models.Index(
                fields=["waiting_since", "id"], condition=Q(waiting_since__isnull=False), name="suggestion_waiting"
            ),
            models.Index(
                fields=["service", "-posted_at", "-id", "reach", "shown", "topic"], name="suggestion_here_new"
            ),
            models.Index(
                fields=["service", "status", "-posted_at", "-id", "reach", "shown", "topic"],
                name="suggestion_here_status",
            ),
            models.Index(fields=["service", "-agreements", "-id"], name="suggestion_here_agreed"),
            # The first of what staff have to read, however much there is: all of it was sorted for every first page.
            models.Index(
                fields=["service", "posted_at", "id", "reach"], condition=UNREAD, name="suggestion_here_unread"
            ),
            # Answered, and nobody has said yet whether others may read it: on every first page of staff.
            models.Index(
                fields=["service", "done_on"],
                condition=Q(status="done", release_decided_on__isnull=True, shown=True, reach__in=[2, 3]),
                name="suggestion_release_done",
            ),
            models.Index(
                fields=["service", "talked_on"],
                condition=Q(
                    status__in=["no", "not_yet"], release_decided_on__isnull=True, shown=True, reach__in=[2, 3]
                ),
                name="suggestion_release_refused",
            ),
            models.Index(
                fields=["service", "waiting_since", "id", "reach", "shown", "topic", "status"],
                condition=Q(waiting_since__isnull=False),
                name="suggestion_here_waiting",
            ),
            models.Index(
                fields=["-done_on", "-id"],
                condition=Q(reach=4, shown=True, status="done"),
                name="suggestion_public_done",
            ),
            models.Index(
                fields=["-talked_on", "-id", "status"],
                condition=Q(reach=4, shown=True, status__in=["no", "not_yet"]),
                name="suggestion_public_refused",
            ),
            models.Index(fields=["author", "-posted_at"], name="suggestion_by_author"),
            # Of the few rows that have them.
            models.Index(
                fields=["put_together_with"],
                condition=Q(put_together_with__isnull=False),
                name="suggestion_put_together",
            ),
            models.Index(
                fields=["find_out_who"], condition=Q(find_out_who__isnull=False), name="suggestion_find_out_who"
            ),
            models.Index(fields=["follow_code_hash"], condition=~Q(follow_code_hash=""), name="suggestion_by_code"),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:suggestion", args=[self.pk])

    def staff_url(self) -> str:
        """Where staff read, answer and show it."""
        return reverse("staff:meetings:suggestion", args=[self.pk])

    def url_for(self, viewer) -> str | None:
        """The page on which this viewer reads it, or nothing when they may not."""
        return self.get_absolute_url() if self.seen_by(viewer) else None

    def seen_by(self, viewer) -> bool:
        """Whether this viewer may read it now: ``visible_to`` for one row that is here already. A test holds
        the two equal for every role, reach and author."""
        if not viewer.is_signed_in:
            return self.reach == Reach.PUBLIC and self.shown
        if viewer.person_id is not None and viewer.person_id == self.author_id and not self.held:
            return True
        if viewer.is_safeguarding_lead and self.reach == Reach.RESTRICTED:
            return True
        if self.reach == Reach.TEAM and self.service_id in viewer.stands_in_for:
            return True
        if viewer.is_advisor:
            return self.reach >= (Reach.SERVICE if self.service_id in viewer.staff_of else Reach.TEAM)
        if self.service_id in viewer.staff_of and self.reach >= Reach.SERVICE:
            return True
        here = self.service_id in viewer.service_ids
        elsewhere = Reach.ORGANISATION if viewer.belongs else Reach.PUBLIC
        return self.shown and self.reach >= (Reach.SERVICE if here else elsewhere)

    @property
    def is_anonymous(self) -> bool:
        """Of whom nothing is kept, and of its time only the month: also what was said to the team at a poster."""
        to_team = self.who_sees == self.WhoSees.TEAM and self.author_id is None
        return to_team or self.who_sees == self.WhoSees.HERE_ANONYMOUS

    @property
    def shown_title(self) -> str:
        return self.covered_title or self.title

    @property
    def shown_words(self) -> str:
        """What others read; what we say instead, once the words are not kept any more."""
        return self.covered_words or self.words or _("The words are not kept any more.")

    @property
    def said_in_answer(self) -> str:
        """What we say of it to everybody, in our own words; empty while nobody wrote any."""
        return self.public_answer or self.reason

    @property
    def words_beyond_title(self) -> str:
        """What was said, without what the title has said already, for where both stand together."""
        return beyond_title(self.shown_title, self.shown_words)

    def name_for(self, viewer) -> str:
        """The author's name as this viewer may see it, else an empty string."""
        may = may_name(viewer, self.who_sees, self.author_id, self.service_id)
        return self.author.chosen_name if may else ""


def beyond_title(title: str, words: str) -> str:
    """The words in one line, without the title at their beginning (a cut title is no whole one)."""
    words = " ".join(words.split())
    said = title.rstrip(".")
    rest = words.removeprefix(said)
    if title.endswith("…") or rest == words or rest[:1].isalnum():
        return words
    return rest.lstrip(" .!?,;:")


def may_name(viewer, who_sees: str, author_id: int | None, service_id: int | None) -> bool:
    """Whether a viewer may see whose suggestion it is: lists ask it of plain values."""
    if author_id is None or not viewer.is_signed_in:
        return False
    if viewer.person_id == author_id:
        return True
    works_here = service_id in viewer.staff_of or viewer.is_advisor
    if who_sees == Suggestion.WhoSees.HERE_NAMED:
        return works_here or service_id in viewer.service_ids
    if who_sees == Suggestion.WhoSees.HERE_STAFF_ONLY:
        return works_here
    return who_sees == Suggestion.WhoSees.TEAM and viewer.reads_for_team(service_id)
