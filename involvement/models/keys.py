"""Keys that tell nothing: random, so that neither an address nor a dump shows the order of things."""

import secrets

from django.db import models

# 53 bits: exact in every spreadsheet and script; a clash in a million rows is a one-in-ten-thousand
# event, and then the insert fails and can simply be sent again.
KEY_BITS = 53


def random_key() -> int:
    """A positive random integer of 53 bits."""
    return secrets.randbits(KEY_BITS - 1) + 1


def token() -> str:
    """A secret for an address: 128 bits, safe in a URL."""
    return secrets.token_urlsafe(16)


class RandomKeyField(models.BigIntegerField):
    """A big integer that on SQLite is the row's own place: only a column of the very type "integer" is, and a table
    whose key is not lies in the order in which its rows came."""

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class RandomKeyModel(models.Model):
    """A row whose primary key is random. On SQLite that is also the physical order of the table."""

    id = RandomKeyField(primary_key=True, default=random_key, editable=False)

    class Meta:
        abstract = True
