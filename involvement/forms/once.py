"""The mark of one opening of a form: pressing its button twice does once what it asks for."""

import secrets

from django import forms
from django.core import signing
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

SIGNER = signing.TimestampSigner(salt="once")


def fresh_mark() -> str:
    """A random mark for one opening of a form, signed with the moment of it. No row keeps it, only a hash."""
    return SIGNER.sign(secrets.token_urlsafe(12))


class MarkInput(forms.HiddenInput):
    """A hidden input that needs no template: every form has one."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        return format_html('<input type="hidden" name="{}" value="{}"{}>', name, value or "", flatatt(attrs or {}))


class OnceField(forms.CharField):
    """The mark of this opening of the form, so that pressing Send twice sends once. A mark that is not ours is
    as good as none."""

    widget = MarkInput

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=fresh_mark, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        try:
            SIGNER.unsign(value)
        except signing.BadSignature:
            return ""
        return value
