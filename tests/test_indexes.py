"""Of the tables into which most is written: each index costs time with every row, so none may be there twice."""

import pytest
from django.db import connection

from involvement.models import OutboxRow, Story, Tally
from meetings.models import Suggestion

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_only]

WHOLE = """
    SELECT i.relname, ix.indkey::text, ix.indisunique FROM pg_index ix
    JOIN pg_class i ON i.oid = ix.indexrelid JOIN pg_am am ON am.oid = i.relam
    WHERE ix.indrelid = %s::regclass AND ix.indpred IS NULL AND am.amname = 'btree'
"""


@pytest.mark.parametrize("model", [OutboxRow, Story, Suggestion, Tally])
def test_no_index_is_only_the_beginning_of_another(model):
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, [model._meta.db_table])
        indexes = cursor.fetchall()
    assert len(indexes) > 1
    covered = [
        (name, other)
        for name, columns, unique in indexes
        for other, longer, _unique in indexes
        if name != other and not unique and f"{longer} ".startswith(f"{columns} ")
    ]
    assert covered == []
