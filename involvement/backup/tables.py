"""Which tables a backup holds, and which it leaves out."""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

# Never in a backup, and empty after a restore (RELIABILITY rules 8 and 25), each with the reason.
LEFT_OUT = {
    "involvement_session": "whoever has a copy would be signed in as everybody; people sign in again",
    "involvement_tally": "what limits remember of addresses is wiped each night, and outlives no copy",
    "involvement_limit": "the same, with the secret of the day",
    "involvement_equalityanswers": "a restore would bring back what somebody took back; people are asked anew",
    "involvement_heard": "signs of life of another machine",
    "involvement_alarm": "alarms of another machine",
    "django_celery_beat_clockedschedule": "beat writes its times anew from the settings",
    "django_celery_beat_crontabschedule": "beat writes its times anew from the settings",
    "django_celery_beat_intervalschedule": "beat writes its times anew from the settings",
    "django_celery_beat_periodictask": "beat writes its times anew from the settings",
    "django_celery_beat_periodictasks": "beat writes its times anew from the settings",
    "django_celery_beat_solarschedule": "beat writes its times anew from the settings",
}
# What `migrate` fills by itself: no sign that somebody used this database.
FILLED_BY_MIGRATE = {"django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Table:
    """A table of the database with the model whose rows it holds."""

    name: str
    model: type[Model]

    @cached_property
    def fields(self) -> list[Field]:
        """What is stored, in the order of the model; what the database works out itself is not."""
        return [field for field in self.model._meta.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.fields]


def all_tables() -> list[Table]:
    """Every table that a model stands for, those between two models too, by name."""
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    found = {model._meta.db_table: Table(model._meta.db_table, model) for model in models if not model._meta.proxy}
    return [found[name] for name in sorted(found)]


def kept_tables() -> list[Table]:
    """The tables that a backup holds."""
    return [table for table in all_tables() if table.name not in LEFT_OUT]


def names_there() -> list[str]:
    """Names of the tables that this database has."""
    return connection.introspection.table_names()


def in_use() -> list[str]:
    """Names of the tables with rows that no migration made."""
    there = set(names_there())
    return [
        table.name
        for table in kept_tables()
        if table.name in there - FILLED_BY_MIGRATE and table.model._base_manager.exists()
    ]
