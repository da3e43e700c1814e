"""What staff do with a suggestion, each its own small form."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from involvement.forms.agreed_work import ActionForm
from involvement.forms.base import PlainForm, SomeOf, choice_words
from involvement.forms.once import OnceField
from involvement.models import Action, Organisation, Person, Reach, Residency, Service
from involvement.operations.agreed_work import agree_action
from meetings import rules
from meetings.forms.suggestions import cannot_be_told, words_field
from meetings.models import Comment, Report, Status, Suggestion, may_move
from meetings.models.moves import NEEDS_REASON, STAFF
from meetings.operations.suggestions import answering, covering, putting_together, talking
from meetings.operations.suggestions.moving import move
from meetings.operations.suggestions.writing_down import write_down
from meetings.queries.work_done import note_of_what_was_done

WhoSees = Suggestion.WhoSees

# What staff can answer, in the order of the choices.
ANSWERS = (
    (Status.AGREED, _("Agreed")),
    (Status.FINDING_OUT, _("We will find out, by …")),
    (Status.NO, _("No, because …")),
    (Status.NOT_YET, _("Not yet, because …")),
    (Status.TALKED_ABOUT, _("Talked about, nothing decided")),
    (Status.DONE, _("Done")),
    (Status.REPAIR, _("Passed to repairs")),
    (Status.COMPLAINT, _("Passed to complaints")),
    (Status.READ, _("Open it again")),
)


def usual_reasons() -> list[str]:
    """The organisation's own short reasons for no and not yet, to tap instead of to write."""
    organisation = Organisation.current()
    return list(dict.fromkeys([*organisation.no_reasons, *organisation.not_yet_reasons]))


class AnswerForm(PlainForm, forms.Form):
    """The next state, with what it needs."""

    ids = "status"
    needed_for_some = ("reason", "find_out_by")

    status = forms.ChoiceField(label=_("Choose one"), widget=forms.RadioSelect)
    usual_reason = forms.ChoiceField(label=_("A usual reason"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("The reason, in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who sees the suggestion reads it. Needed for no and not yet."),
    )
    find_out_by = forms.DateField(
        label=_("Find out by"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever answers has read it, so that what is not read yet can be answered like what is.
        at = Status.READ if suggestion.status == Status.SENT else suggestion.status
        self.fields["status"].choices = [(to, label) for to, label in ANSWERS if may_move(at, to, STAFF)]
        reasons = usual_reasons()
        if reasons:
            self.fields["usual_reason"].choices = [(reason, reason) for reason in reasons]
        else:
            del self.fields["usual_reason"]
        if not may_move(at, Status.FINDING_OUT, STAFF):
            del self.fields["find_out_by"]

    def clean(self) -> dict:
        data = super().clean()
        data["reason"] = data.get("reason", "").strip() or data.get("usual_reason", "")
        if data.get("status") in NEEDS_REASON and not data["reason"]:
            self.add_error("reason", gettext("Please say why. The person who asked will read it."))
        if data.get("status") == Status.FINDING_OUT and not data.get("find_out_by"):
            self.add_error("find_out_by", gettext("Please say by when."))
        return data

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        data = self.cleaned_data
        finding_out = data["status"] == Status.FINDING_OUT
        move(
            actor=actor,
            suggestion=suggestion,
            to_status=data["status"],
            by=STAFF,
            reason=data["reason"],
            find_out_by=data["find_out_by"] if finding_out else None,
            find_out_who=actor if finding_out else None,
        )


class PublicAnswerForm(PlainForm, forms.Form):
    ids = "answer"
    words = forms.CharField(
        label=_("What do we say?"),
        max_length=2000,
        error_messages={"required": _("Please write an answer.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For everybody who sees the suggestion. The author and those who wait for it are told."),
    )

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        kwargs.setdefault("initial", {"words": suggestion.public_answer})
        super().__init__(*args, **kwargs)
        # An empty box takes away an answer that is there; where there is none, it says nothing.
        self.fields["words"].required = not suggestion.public_answer

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        answering.answer(actor=actor, suggestion=suggestion, words=self.cleaned_data["words"])


class NoteForm(PlainForm, forms.Form):
    ids = "note"
    note = forms.CharField(
        label=_("Note for staff"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What others here should know. Nobody else sees it."),
    )

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        answering.set_note(actor=actor, suggestion=suggestion, note=self.cleaned_data["note"])


class TopicForm(PlainForm, forms.Form):
    ids = "topic"
    topic = forms.ChoiceField(label=_("What is it about?"), choices=Suggestion.Topic.choices)

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        answering.set_topic(actor=actor, suggestion=suggestion, topic=self.cleaned_data["topic"])


class CoverForm(PlainForm, forms.Form):
    """What others read instead, and why."""

    ids = "cover"

    title = forms.CharField(label=_("The title that others read"), max_length=120)
    words = words_field(_("The words that others read"), help_text=_("Write … where something is covered."))
    reason = forms.CharField(
        label=_("Why"), max_length=120, help_text=_("Like “a name was removed”. Everybody sees it.")
    )

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        covering.cover(actor=actor, suggestion=suggestion, **self.cleaned_data)


class CommentCoverForm(PlainForm, forms.Form):
    words = forms.CharField(
        label=_("The words that others read"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(label=_("Why"), max_length=120, help_text=_("Everybody sees it."))

    def save(self, *, actor: Person, comment: Comment) -> None:
        covering.cover_comment(actor=actor, comment=comment, **self.cleaned_data)


class ReleaseForm(PlainForm, forms.Form):
    """How far a suggestion goes, and which of its comments go with it. Of what was done, what we did is said first."""

    needed_for_some = ("answer",)

    answer = forms.CharField(
        label=_("What was done? Say it in one sentence."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nobody wrote it yet. Everybody reads it under “We did”. The public does not read it without."),
    )
    comments = SomeOf(
        label=_("Which comments go with it?"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick those that they may read too, without a name. All others stay here."),
    )
    reach = forms.TypedChoiceField(
        label=_("Who may read it from now on?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (Reach.SERVICE, choice_words(_("Everyone here"), _("As it was sent."))),
            (Reach.ORGANISATION, choice_words(_("Everyone signed in"), _("People in all our homes, without a name."))),
            (Reach.PUBLIC, choice_words(_("Everybody"), _("The public, without a name. You see above how it looks."))),
        ],
    )

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        shown = Comment.objects.filter(suggestion=suggestion, shown=True).order_by("posted_at", "pk")
        public = shown.filter(let_out_to=Reach.PUBLIC)
        kwargs.setdefault("initial", {"reach": suggestion.reach, "comments": public})
        super().__init__(*args, **kwargs)
        self.fields["comments"].queryset = shown
        self.fields["comments"].label_from_instance = lambda comment: comment.shown_words
        if not shown:
            del self.fields["comments"]
        if rules.lacks_answer(suggestion):
            self.fields["answer"].initial = note_of_what_was_done(suggestion)[:300]
        else:
            del self.fields["answer"]

    def clean(self) -> dict:
        data = super().clean()
        if "answer" in self.fields and data.get("reach") == Reach.PUBLIC and not data.get("answer", "").strip():
            self.add_error("answer", gettext("Please write in one sentence what was done. Everybody will read it."))
        return data

    def save(self, *, actor: Person, suggestion: Suggestion) -> None:
        answering.release(actor=actor, suggestion=suggestion, **self.cleaned_data)


class TogetherForm(PlainForm, forms.Form):
    """Which other one goes on."""

    ids = "together"

    other = forms.ModelChoiceField(
        label=_("Which one goes on?"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = choices
        self.fields["other"].label_from_instance = lambda one: choice_words(
            one.shown_title,
            f"{one.get_status_display()} · {one.agreements}",
        )

    def save(self, *, actor: Person, suggestion: Suggestion) -> Suggestion:
        return putting_together.put_together(actor=actor, suggestion=suggestion, other=self.cleaned_data["other"])


class ReportForm(PlainForm, forms.Form):
    """What staff did about a report."""

    state = forms.ChoiceField(
        choices=[
            (Report.State.COVERED, Report.State.COVERED.label),
            (Report.State.LEFT, Report.State.LEFT.label),
        ]
    )

    def save(self, *, actor: Person, report: Report) -> None:
        talking.settle_report(actor=actor, report=report, state=self.cleaned_data["state"])


class WorkForm(ActionForm):
    """Somebody does something about a suggestion, agreed between meetings."""

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        kwargs.setdefault("initial", {"title": suggestion.shown_title})
        super().__init__(*args, service=suggestion.service, **kwargs)
        self.suggestion = suggestion

    def save(self, *, actor: Person) -> Action:
        return agree_action(
            actor=actor,
            service=self.service,
            answers=[self.suggestion],
            reach=min(self.suggestion.reach, Reach.SERVICE),
            **self.cleaned_data,
        )


class AtRiskForm(PlainForm, forms.Form):
    """Staff hand it to those who keep people safe."""

    about_staff = forms.BooleanField(
        label=_("It is about staff"),
        required=False,
        help_text=_("Tick this when it is: then staff of the home never see it."),
    )
    wishes = forms.CharField(
        label=_("What does the person want to happen?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ForSomebodyForm(PlainForm, forms.Form):
    """Staff write down what somebody said about a home: on a card, by phone, in a meeting."""

    needed_for_some = ("author",)

    author = forms.ModelChoiceField(
        label=_("Who said it?"), queryset=None, required=False, empty_label=_("Nobody is named")
    )
    source = forms.ChoiceField(
        label=_("How did it reach you?"),
        choices=[
            (Suggestion.Source.PAPER, _("On a paper card")),
            (Suggestion.Source.PHONE, _("By phone")),
            (Suggestion.Source.MEETING, _("Said in a meeting")),
            (Suggestion.Source.WORKSHOP, _("In a workshop")),
        ],
        widget=forms.RadioSelect,
    )
    words = words_field(_("What did they say?"), help_text=_("In their own words."))
    who_sees = forms.ChoiceField(
        label=_("Who can see this? Ask them."),
        widget=forms.RadioSelect,
        choices=[
            (WhoSees.HERE_NAMED, _("Everyone here, with their name")),
            (WhoSees.HERE_STAFF_ONLY, _("Everyone here, only staff see their name")),
            (WhoSees.HERE_ANONYMOUS, _("Everyone here, nobody is named, not even to staff")),
        ],
    )
    title = forms.CharField(label=_("A short title"), max_length=120, required=False)
    topic = forms.ChoiceField(label=_("What is it about?"), required=False)
    told_by = forms.ChoiceField(label=_("How do they want to be told?"), required=False)
    once = OnceField()

    def __init__(self, *args, viewer, service: Service, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer, self.service = viewer, service
        living = Residency.objects.current().filter(service=service).values("person_id")
        people = Person.objects.living().filter(pk__in=living)
        self.fields["author"].queryset = people.order_by("chosen_name", "pk")
        # The full name is for staff of the home, not for the advisor.
        knows = service.pk in viewer.staff_of
        self.fields["author"].label_from_instance = lambda who: (
            f"{who.chosen_name} ({who.full_name})" if knows and who.full_name else who.chosen_name
        )
        self.fields["topic"].choices = [("", gettext("I do not know")), *Suggestion.Topic.choices]
        self.fields["told_by"].choices = [("", gettext("As they chose before")), *Person.ToldBy.choices]

    def clean(self) -> dict:
        data = super().clean()
        named = data.get("who_sees") in (WhoSees.HERE_NAMED, WhoSees.HERE_STAFF_ONLY)
        if named and data.get("author") is None:
            self.add_error("author", gettext("Please say who said it, or choose that nobody is named."))
        if named:
            by_email = gettext("We do not know their e-mail address. Add it first, or choose another way.")
            by_phone = gettext("We do not know their phone number. Add it first, or choose another way.")
            no_text = gettext("No text message can go to their number. Change it first, or choose another way.")
            cannot_be_told(self, data.get("author"), by_email=by_email, by_phone=by_phone, no_text=no_text)
        return data

    def save(self) -> tuple[Suggestion, str]:
        return write_down(actor=self.viewer.person, service=self.service, **self.cleaned_data)
