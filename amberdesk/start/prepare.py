"""`amberdesk prepare`, the supervisor's step before serving: the schema, and the demo company where it is wanted."""

import argparse

import django
from django.core.management import call_command, get_commands


def command(words: list[str]) -> None:
    """Migrate; make the demo company, a command that refuses a database that holds a real one."""
    options = argparse.ArgumentParser("amberdesk prepare")
    options.add_argument("--demo", action="store_true")
    chosen = options.parse_args(words[1:])
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if chosen.demo and "demo" in get_commands():
        call_command("demo")
