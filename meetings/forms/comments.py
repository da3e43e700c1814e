"""What others add to a suggestion: comments, reports, whether it fixed the problem; and what its author changes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.forms.base import PlainForm, choice_words
from involvement.forms.once import OnceField
from meetings.forms.suggestions import words_field
from meetings.models import Comment, Report, Suggestion
from meetings.operations.suggestions.changing import change_words
from meetings.operations.suggestions.fixing import say_whether_fixed
from meetings.operations.suggestions.talking import add_comment, change_comment, report

ShownAs = Comment.ShownAs


class CommentForm(PlainForm, forms.Form):
    """A comment, with the same choice of name as a suggestion; staff write as staff."""

    ids = "comment"

    words = forms.CharField(label=_("Add a comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    shown_as = forms.ChoiceField(
        label=_("Who can see that it is you?"),
        widget=forms.RadioSelect,
        choices=[
            (ShownAs.NAMED, choice_words(_("Everyone here"), _("People here see your name."))),
            (ShownAs.STAFF_ONLY, choice_words(_("Only staff"), _("Others see: “Somebody”."))),
            (ShownAs.ANONYMOUS, choice_words(_("Nobody"), _("Not even staff. You cannot change it later."))),
        ],
    )
    once = OnceField()

    def __init__(self, *args, as_staff: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.as_staff = as_staff
        if as_staff:
            del self.fields["shown_as"]

    def save(self, *, actor, suggestion: Suggestion) -> Comment:
        return add_comment(
            actor=actor,
            suggestion=suggestion,
            words=self.cleaned_data["words"],
            shown_as=self.cleaned_data.get("shown_as") or ShownAs.NAMED,
            as_staff=self.as_staff,
            once=self.cleaned_data["once"],
        )


class ChangeCommentForm(PlainForm, forms.Form):
    words = forms.CharField(label=_("Your comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def save(self, *, actor, comment: Comment) -> None:
        change_comment(actor=actor, comment=comment, words=self.cleaned_data["words"])


class ChangeForm(PlainForm, forms.Form):
    """The author writes it anew, for a few minutes."""

    words = words_field(_("Your words"))
    title = forms.CharField(label=_("A short title"), max_length=120, required=False)

    def save(self, *, actor, suggestion: Suggestion) -> None:
        change_words(actor=actor, suggestion=suggestion, **self.cleaned_data)


class ReportForm(PlainForm, forms.Form):
    words = forms.CharField(label=_("What is wrong?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def save(self, *, actor, suggestion: Suggestion, comment: Comment | None) -> Report:
        return report(actor=actor, suggestion=suggestion, comment=comment, words=self.cleaned_data["words"])


class FixedForm(PlainForm, forms.Form):
    """Did this fix it?"""

    ids = "fixed"

    fixed = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No, it is still a problem"))],
    )
    words = forms.CharField(
        label=_("What is still wrong?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Staff read this."),
    )

    def save(self, *, actor, suggestion: Suggestion):
        data = self.cleaned_data
        return say_whether_fixed(actor=actor, suggestion=suggestion, fixed=data["fixed"] == "yes", words=data["words"])
