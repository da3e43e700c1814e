"""A clock that stands where it is put, and chance that falls the same way every time, so that two years of a
charity's life can be lived through its own operations in half a minute."""

import datetime as dt
import random
import secrets
from contextlib import ExitStack, contextmanager
from unittest import mock

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone


class Clock:
    """``moment`` is what ``timezone.now()`` says while the clock is ``running``: an aware datetime."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    @contextmanager
    def running(self):
        """Put this clock in the place of the real one. Model defaults hold ``timezone.now`` itself, so what it
        asks (the ``datetime`` of its module) is replaced, and not the function."""
        with mock.patch.object(timezone, "datetime", _datetime_of(self)):
            yield self


def _datetime_of(clock: Clock):
    """A ``datetime`` whose ``now`` asks our clock; any datetime is an instance of it."""

    class Standing(type(dt.datetime)):
        def __instancecheck__(cls, instance) -> bool:
            return isinstance(instance, dt.datetime)

    class DemoDatetime(dt.datetime, metaclass=Standing):
        @classmethod
        def now(cls, tz=None) -> dt.datetime:
            return clock.moment.astimezone(tz)

    return DemoDatetime


@contextmanager
def foreseen(seed: str):
    """Let keys, codes and card words come out the same for the same seed. Invented people need no secrets; the
    hash of their words is cheap for the same reason, and is made anew when they first sign in."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        stack.enter_context(
            mock.patch.multiple(
                secrets,
                randbits=chance.getrandbits,
                randbelow=chance.randrange,
                choice=chance.choice,
                token_bytes=lambda number=None: chance.randbytes(number or 32),
                SystemRandom=lambda: random.Random(chance.getrandbits(64)),
            )
        )
        # uuid4() asks the system for its bytes.
        stack.enter_context(mock.patch("os.urandom", chance.randbytes))
        stack.enter_context(mock.patch.object(PBKDF2PasswordHasher, "iterations", 1000))
        yield
