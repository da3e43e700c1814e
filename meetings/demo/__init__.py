"""The invented charity's meetings and suggestions (``manage.py demo``)."""

from meetings.demo.build import build

__all__ = ["build"]
