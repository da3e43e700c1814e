"""Celery tasks of meetings and suggestions: they load and call one operation."""

from celery import shared_task

from meetings.operations import anonymity, search_index


@shared_task
def index_suggestions() -> None:
    """Take what was said since the last time into the index of words (SQLite; nothing to do on PostgreSQL)."""
    search_index.index_pending()


@shared_task
def learn_words() -> None:
    """Learn the words that people use, for misspelt searches and for others about the same thing."""
    search_index.refresh_words()


@shared_task
def forget_order() -> None:
    """Let the tables themselves forget in which order things were said (PostgreSQL; nothing to do on SQLite)."""
    anonymity.forget_order()
