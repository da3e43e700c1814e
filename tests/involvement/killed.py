"""A kill between a carrier's "yes" and our mark, in a test's own process."""

from contextlib import contextmanager

import pytest

from involvement.models import Accepted
from involvement.operations import sweep


def sweep_that_is_killed(monkeypatch, *, after: int) -> list[int]:
    """Sweep, and die when a carrier has taken the row that follows so many marks. Returns the keys that were marked."""
    marks, real = [], Accepted.objects.noting

    @contextmanager
    def noting():
        def note(row_id: int) -> None:
            if len(marks) == after:
                raise KeyboardInterrupt
            marks.append(row_id)
            note_for_real(row_id)

        with real() as note_for_real:
            yield note

    with monkeypatch.context() as patch:
        patch.setattr(Accepted.objects, "noting", noting)
        with pytest.raises(KeyboardInterrupt):
            sweep.sweep(urgent=False)
    return marks
