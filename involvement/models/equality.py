"""What people say about themselves, held apart, so that it can be counted who is heard; and what was counted."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from involvement.models.people import Person

NOT_SAID = ("not_said", _("I would rather not say"))


class EqualityAnswers(models.Model):
    """The answers of one person. Nothing leads from the person to here, and no page shows them, not even to whoever
    gave them (docs/decisions/equality.md)."""

    # The wordings of the census of 2021 and of the harmonised standards of the ONS, in short. Each answer is left out,
    # or one of these.
    AGE = [
        ("16", _("Up to 24")),
        ("25", _("25 to 34")),
        ("35", _("35 to 44")),
        ("45", _("45 to 54")),
        ("55", _("55 to 64")),
        ("65", _("65 to 74")),
        ("75", _("75 to 84")),
        ("85", _("85 or more")),
    ]
    GENDER = [
        ("woman", _("Woman")),
        ("man", _("Man")),
        ("non_binary", _("Non-binary")),
        ("another", _("Another gender")),
    ]
    ETHNIC_GROUP = [
        ("asian", _("Asian or Asian British")),
        ("black", _("Black, Black British, Caribbean or African")),
        ("mixed", _("Mixed or multiple ethnic groups")),
        ("white_british", _("White British")),
        ("white_another", _("White, another background")),
        ("another", _("Another ethnic group")),
    ]
    CONDITION = [
        ("a_lot", _("Yes, and it makes my days a lot harder")),
        ("a_little", _("Yes, and it makes my days a little harder")),
        ("not_harder", _("Yes, but it does not make my days harder")),
        ("no", _("No")),
    ]
    RELIGION = [
        ("none", _("No religion")),
        ("buddhist", _("Buddhist")),
        ("christian", _("Christian")),
        ("hindu", _("Hindu")),
        ("jewish", _("Jewish")),
        ("muslim", _("Muslim")),
        ("sikh", _("Sikh")),
        ("another", _("Another religion or belief")),
    ]
    ORIENTATION = [
        ("straight", _("Straight or heterosexual")),
        ("gay", _("Gay or lesbian")),
        ("bisexual", _("Bisexual")),
        ("another", _("In another way")),
    ]
    MAIN_LANGUAGE = [
        ("english", _("English")),
        ("another", _("Another language")),
        ("signs", _("A sign language")),
    ]

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    age = models.CharField(_("How old are you?"), max_length=14, choices=[*AGE, NOT_SAID], blank=True)
    gender = models.CharField(_("What is your gender?"), max_length=14, choices=[*GENDER, NOT_SAID], blank=True)
    ethnic_group = models.CharField(
        _("What is your ethnic group?"), max_length=14, choices=[*ETHNIC_GROUP, NOT_SAID], blank=True
    )
    condition = models.CharField(
        _("Do you have an illness or condition that lasts 12 months or more?"),
        max_length=14,
        choices=[*CONDITION, NOT_SAID],
        blank=True,
    )
    religion = models.CharField(_("What is your religion?"), max_length=14, choices=[*RELIGION, NOT_SAID], blank=True)
    orientation = models.CharField(
        _("What is your sexual orientation?"), max_length=14, choices=[*ORIENTATION, NOT_SAID], blank=True
    )
    main_language = models.CharField(
        _("What is your main language?"), max_length=14, choices=[*MAIN_LANGUAGE, NOT_SAID], blank=True
    )
    # Explicit consent: the day, and which words were agreed to (rules/equality.py).
    answered_on = models.DateField(default=timezone.localdate)
    agreed_to = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("answers about oneself")

    def __str__(self) -> str:
        return "answers of somebody"


# The fields that are questions, in the order in which they are asked.
QUESTIONS = ("age", "gender", "ethnic_group", "condition", "religion", "orientation", "main_language")


class EqualityFigures(models.Model):
    """Who was heard in a quarter, counted once after it. Only what may be shown is kept: no number below ``minimum``,
    and each rounded."""

    first = models.DateField(unique=True)
    counted_on = models.DateField(default=timezone.localdate)
    # The last day of which answers are in it.
    upto = models.DateField()
    minimum = models.PositiveSmallIntegerField()
    # {"everybody": [people, heard, without a sign-in], "answered": [people, heard] or null,
    #  "step": all are multiples of it, "questions": {question: [[answer, people or null, heard or null], ...]}}
    figures = models.JSONField()

    class Meta:
        verbose_name = _("who is heard in a quarter")

    def __str__(self) -> str:
        return f"who is heard from {self.first}"
