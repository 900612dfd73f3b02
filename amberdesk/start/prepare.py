"""`amberdesk prepare`, the supervisor's step before serving: the schema, and the demo company where it is wanted."""

import argparse

import django
from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from amberdesk.start.configuration import Wrong


def command(words: list[str]) -> None:
    """Migrate; make the demo company, a command that refuses a database that holds a real one. Raises Wrong."""
    options = argparse.ArgumentParser("amberdesk prepare")
    options.add_argument("--demo", action="store_true")
    chosen = options.parse_args(words[1:])
    django.setup()
    if not is_new() and migrations_wait():
        call_command("upgrade")  # with a backup first
    call_command("migrate", verbosity=0, interactive=False)
    if not chosen.demo and database_holds_demo():
        raise Wrong(
            "This database holds the demo company, which cannot become a real one: use another database."
        )
    if chosen.demo and "demo" in get_commands():
        call_command("demo")


def database_holds_demo() -> bool:
    """Return True if the company in the database is marked as a demo. Django must be set up."""
    return apps.get_model("customers", "Company").objects.filter(is_demo=True).exists()


def is_new() -> bool:
    """Return True if no desk has been in this database yet. Django must be set up."""
    return not MigrationRecorder(connection).applied_migrations()


def migrations_wait() -> bool:
    """Return True if the database is older than this program. Django must be set up."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
