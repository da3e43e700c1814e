"""Putting hostile words into every text field of every row, past all forms and operations."""

from django.apps import apps
from django.db import connection, models

from involvement.models import Organisation, Story
from tests.payloads import all_of_them, one_that_fits

# What is no text that somebody wrote: keys, codes, names of states and of things.
NOT_TEXT = {
    "about_label",
    "occasion_label",
    "language",
    "key",
    "kind",
    "measure",
    "verb",
    "purpose",
    "secret",
    "code",
    "token",
    "token_hash",
    "session_data",
    "follow_code_hash",
    "sent_key",
    "import_key",
    "password",
    "username",
    "outcome",
    "occasion",
    "email",
    "address_hash",
}
# The database refuses to change what was recorded, and these hold no words of anybody.
NOT_CHANGED = {
    "involvement.Story",
    "involvement.Audit",
    "involvement.PromiseReading",
    # Copies the areas of services, each once a promise and month; tests/meetings/test_promises.py plants there.
    "involvement.PromiseTotal",
    "involvement.Tally",
    "meetings.SearchWord",
    "involvement.User",
}


def text_fields(model) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.EmailField | models.SlugField)
        and not field.choices
        and not field.primary_key
        and field.name not in NOT_TEXT
    ]


def models_with_text():
    for label in ("involvement", "meetings"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.label not in NOT_CHANGED and text_fields(model):
                yield model


def plant(number: int | None) -> int:
    """Fill every text field with payload ``number`` (another for each field), or with all of them at once where
    there is room. Returns how many fields were filled. What is unique gets the row's key in front."""
    filled = 0
    for model in models_with_text():
        for place, field in enumerate(text_fields(model)):
            words = _words_for(field, None if number is None else number + place)
            _fill(model, field, words)
            filled += 1
    Organisation.objects.update(no_reasons=[one_that_fits(number or 5, None)], not_yet_reasons=[one_that_fits(1, None)])
    for story in Story.objects.order_by("pk")[:300]:
        Story.objects.create(
            verb=story.verb,
            about_label=story.about_label,
            about_id=story.about_id,
            actor_id=story.actor_id,
            actor_role=story.actor_role,
            to_status=story.to_status,
            reason=all_of_them() if number is None else one_that_fits(number, None),
        )
    Organisation.forget()
    return filled


def _words_for(field, number: int | None) -> str:
    room = field.max_length
    roomy = isinstance(field, models.TextField) or connection.vendor == "sqlite"
    if isinstance(field, models.URLField):
        start = "https://example.org/"
        return start + one_that_fits(number or 0, room - len(start))
    if number is None and roomy:
        return all_of_them()
    return one_that_fits(number or 0, None if isinstance(field, models.TextField) else room)


def _fill(model, field, words: str) -> None:
    rows = model.objects.filter(**{f"{field.name}__isnull": False}) if field.null else model.objects.all()
    if not field.unique:
        rows.update(**{field.name: words})
        return
    for key in rows.values_list("pk", flat=True):
        room = field.max_length - len(str(key)) if field.max_length else None
        fits = (
            words if room is None or len(words) <= room or connection.vendor == "sqlite" else one_that_fits(key, room)
        )
        model.objects.filter(pk=key).update(**{field.name: f"{key}{fits}"})
