"""The Celery application. The record of what is due is always a database row (RELIABILITY rule 17)."""

import os

from celery import Celery

from involvement import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "involvement.settings")

broker.register()
app = Celery("involvement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
