"""What the drills share: a mail server that really speaks SMTP."""

from tests.involvement.conftest import post_office

__all__ = ["post_office"]
