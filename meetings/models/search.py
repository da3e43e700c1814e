"""What search keeps beside the suggestions. The index of their words itself belongs to the database: a generated
column with a GIN index on PostgreSQL, an FTS5 table on SQLite (meetings/operations/search_index.py)."""

from django.db import models


class SearchWord(models.Model):
    """A word that somebody used, as it is written, for mending what is misspelt and for telling rare words from
    common ones. Filled anew in alphabetical order, so that no row tells when its word came."""

    word = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveSmallIntegerField()
    # In how many of the suggestions that were read for it.
    uses = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="search_word_by_length")]

    def __str__(self) -> str:
        return self.word
