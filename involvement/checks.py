"""What Django's own checks (`manage.py check`) say of the portal besides."""

import django
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from involvement.mail_events import PROVIDERS, missing_settings
from involvement.queries.compiled import TESTED_WITH


@register(Tags.compatibility)
def django_is_one_that_was_tested(app_configs=None, **options) -> list[Warning]:
    """Queries that are put into SQL once go through Django's own making of rows, which another version may do
    otherwise."""
    if django.VERSION[:2] in TESTED_WITH:
        return []
    tested = ", ".join(".".join(map(str, version)) for version in TESTED_WITH)
    return [
        Warning(
            f"involvement/queries/compiled.py was tested with Django {tested}, and this is {django.get_version()}.",
            hint="Run the suite on both databases, then add this version to TESTED_WITH there.",
            id="involvement.W001",
        )
    ]


@register(Tags.security)
def whoever_tells_of_mail_is_known(app_configs=None, **options) -> list[Error]:
    """Without a secret, anybody could switch off anybody's mail."""
    name = settings.MAIL_PROVIDER
    if not name:
        return []
    if name not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        return [Error(f"MAIL_PROVIDER is {name!r}. The portal knows: {known}.", id="involvement.E001")]
    missing = [] if settings.DEBUG else missing_settings()
    hint = "See .env.example. Until it is set, the portal hears nothing from the provider."
    return [
        Error(f"{setting} is not set, or too short, for MAIL_PROVIDER={name}.", hint=hint, id="involvement.E002")
        for setting in missing
    ]
