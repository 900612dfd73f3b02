"""Whether the desk can take orders."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def not_ready() -> str:
    """Return why no order could be taken now, as a code; "" when it could."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if cursor.fetchone()[0]:
                return "database_read_only"
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "schema_old"
    except DatabaseError:
        return "database_unreachable"
    return ""
