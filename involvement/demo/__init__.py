"""The invented charity: places, people and their standing (``manage.py demo``)."""

from involvement.demo.make import build

__all__ = ["build"]
