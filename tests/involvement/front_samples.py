"""A page, a form and the parts as tests of the front draw them: context by hand, no database."""

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.template import Context, Template

from involvement.context_processors import FRAME
from involvement.forms.base import PlainForm, choice_words

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = [
    {"label": "Sent", "state": "past", "words": "3 Nov 2020"},
    {"label": "Read by staff", "state": "past", "words": "4 Nov 2020"},
    {"label": "Talked about", "state": "past", "words": ""},
    {"label": "Agreed", "state": "past", "words": ""},
    {"label": "Being done", "state": "now", "words": "by 12 December"},
    {"label": "Done", "state": "future", "words": ""},
]
HISTORY = [
    {
        "label": "Agreed",
        "day": "10 November 2020",
        "words": "by <Sunita>",
        "quote": "Yes, from the repairs money.",
        "url": "/meetings/7/",
        "link": "in the meeting of 10 November",
    },
    {"label": "Sent", "day": "", "words": "", "quote": "", "url": "", "link": ""},
]
WORK = [
    {"title": "A noticeboard", "url": "/n/", "chip": "Read", "look": "", "meta": ["Elm Court"], "button": "Read it"},
    {"title": "Tell Patrick", "url": "/p/", "chip": "Tell", "look": "doing", "button": "I’ll do it", "action": "/do/"},
]


class Reader(HTMLParser):
    """Counts what stands open and what was never closed, and keeps tags with their attributes."""

    EMPTY = {"meta", "link", "input", "img", "br", "hr", "path", "rect"}

    def __init__(self, page):
        super().__init__()
        self.stack, self.wrong, self.tags = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(tag)


class Sample(PlainForm, forms.Form):
    words = forms.CharField(label="Your suggestion", widget=forms.Textarea, help_text="In your own words.")
    title = forms.CharField(label="A short title", required=False, max_length=5)
    reach = forms.ChoiceField(
        label="Who can see this?",
        help_text="It never changes your support.",
        widget=forms.RadioSelect,
        choices=[("a", choice_words("Everyone here", "With <my> name")), ("b", "Only the team")],
    )
    tell = forms.MultipleChoiceField(
        label="How?", required=False, widget=forms.CheckboxSelectMultiple, choices=[("p", "In person"), ("t", "Text")]
    )
    topic = forms.ChoiceField(label="About", choices=[("l", "Laundry")])
    photo = forms.FileField(label="Photo", required=False)
    by = forms.DateField(label="By when?")
    safe = forms.BooleanField(label="Somebody may be at risk", required=False, help_text="We read it at once.")


def drawn(form):
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


def context(**extra):
    links = [{"label": "Donate", "url": "https://charity.example/donate"}]
    return {
        "viewer": SimpleNamespace(is_signed_in=True),
        "organisation": SimpleNamespace(
            name="Harbour Homes",
            strapline="Your home, your say",
            help_phone="020 7946 0123",
            on_call_phone="",
            help_words="Ask anyone in the office.",
            footer_links=SimpleNamespace(all=lambda: links),
        ),
        "menu": [{"label": "Home", "url": "/", "current": True}, {"label": "Meetings", "url": "/m/", "current": False}],
        "languages": [("en-gb", "English"), ("ar", "العربية")],
        "frame": {name: f"/{name}/" for name in FRAME}
        | {"home": "/", "sign_out": "/sign-out/", "sign_in": "/sign-in/"},
        "session_seconds": None,
        **extra,
    }


def page(audience="customer", body="", **extra):
    extends = f'{{% extends "involvement/{audience}/base.html" %}}'
    return Template(f"{extends}{{% block main %}}<h1>Hello</h1>{body}{{% endblock %}}").render(
        Context(context(**extra))
    )
