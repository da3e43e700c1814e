"""The project and its base: people, places, agreed work, telling people, the record."""

from involvement.celery import app as celery_app

__all__ = ["celery_app"]
