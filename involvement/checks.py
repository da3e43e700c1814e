"""What Django's own checks (`manage.py check`) say of the portal besides."""

import django
from django.core.checks import Tags, Warning, register

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
