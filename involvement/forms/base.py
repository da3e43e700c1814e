"""What every form of the portal shares: plain words when something is wrong, and crispy without a form tag."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from involvement.typed import number

# A choice is made once, when its form is read; only the page knows the language.
_lazy_html = lazy(format_html, SafeString)

# From the general to the special: the last class that fits a field decides.
REQUIRED_WORDS = [
    (forms.Field, _("Please write something here.")),
    (forms.ChoiceField, _("Please choose one.")),
    (forms.ModelChoiceField, _("Please choose one.")),
    (forms.MultipleChoiceField, _("Please choose at least one.")),
    (forms.ModelMultipleChoiceField, _("Please choose at least one.")),
    (forms.BooleanField, _("Please tick this box.")),
    (forms.FileField, _("Please add a photo or a file.")),
    (forms.DateField, _("Please give a date.")),
    (forms.TimeField, _("Please give a time.")),
]
INVALID_WORDS = [
    (forms.DateField, _("We could not read that date. Please write day, month, year, like 27/11/2026.")),
    (forms.TimeField, _("We could not read that time. Please write it like 18:30.")),
    (forms.IntegerField, _("Please write a number, like 12.")),
    (forms.EmailField, _("That does not look like an e-mail address. Please check it.")),
    (forms.URLField, _("That does not look like a web address. Please check it.")),
]
LIMIT_WORDS = {
    "max_length": ngettext_lazy(
        "That is too long. There is room for %(limit_value)d letter, and this has %(show_value)d.",
        "That is too long. There is room for %(limit_value)d letters, and this has %(show_value)d.",
        "limit_value",
    ),
    "min_length": ngettext_lazy(
        "That is too short. Please write at least %(limit_value)d letter.",
        "That is too short. Please write at least %(limit_value)d letters.",
        "limit_value",
    ),
    "max_value": _("Please write a number up to %(limit_value)s."),
    "min_value": _("Please write a number from %(limit_value)s."),
    "null_characters_not_allowed": _("There is a sign in this that we cannot keep. Please write it again."),
}


def choice_words(label: str, hint: str) -> SafeString:
    """A choice in two lines, the second smaller in weight. Takes plain words, which are escaped."""
    return _lazy_html("{}<small>{}</small>", label, hint)


class SomeOf(forms.ModelMultipleChoiceField):
    """Several rows. A key that is none, or too long for any database, chooses nothing; Django's own breaks on it."""

    def clean(self, value):
        for key in value if isinstance(value, list | tuple) else ():
            if not number(str(key)):
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)


def _untouched(field: forms.Field, code: str) -> bool:
    """Whether a message is still Django's own, so that a form's own words are never overwritten."""
    defaults = [kind.__dict__.get("default_error_messages", {}).get(code) for kind in type(field).__mro__]
    return any(default is field.error_messages.get(code) for default in defaults if default is not None)


def _words_for(field: forms.Field, table: list) -> str | None:
    fitting = [words for kind, words in table if isinstance(field, kind)]
    return fitting[-1] if fitting else None


class PlainForm:
    """Mixin, first among a form's bases. A form that shares its page with others says ``ids``, so that each label
    belongs to one field.

    The browser's own "fill in this field" bubbles are off, since they vanish, are not translated with the page and
    are not read out everywhere: the error summary and the words beside the field take their place.
    """

    use_required_attribute = False
    ids = "id"
    # Fields that one of the choices asks for: they may be left empty, and are not called optional.
    needed_for_some: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", f"{self.ids}_%s")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.needed_for_some = name in self.needed_for_some
            for code, table in (("required", REQUIRED_WORDS), ("invalid", INVALID_WORDS)):
                words = _words_for(field, table)
                if words is not None and _untouched(field, code):
                    field.error_messages[code] = words
            for code, words in LIMIT_WORDS.items():
                field.error_messages.setdefault(code, words)

    @property
    def helper(self) -> FormHelper:
        """For {% crispy form %}: fields only, so that the template writes the form tag, its token and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper
