"""A copy of all that the portal keeps, in one file, and the way back (RELIABILITY rule 25).

The rows are written as lines of plain JSON, table by table, out of one snapshot: the same form on SQLite and on
PostgreSQL, with the same hashes. docs/decisions/backups.md says why."""


class BackupError(Exception):
    """It cannot be done, and nothing was changed. The message is a plain sentence for the operator."""
