"""Static files under names that tell their content, compressed."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedNamesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's, but for a name once looked up: every page asks for the same dozen, and a process serves the files
    that were collected before it began."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
