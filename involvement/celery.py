"""The Celery application. The record of what is due is always a database row (RELIABILITY rule 17)."""

import gc
import os

from celery import Celery
from celery.signals import worker_init
from django.urls import get_resolver

from involvement import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.settings")

broker.register()
app = Celery("involvement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect(weak=False)
def keep_what_is_loaded(**_details) -> None:
    """Load what every mail needs, and let Python look through none of it for what can go: while a worker sends, that
    took a fifth of its time. Its processes begin with the same."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
