"""Make an administrator, or give one who is locked out a way back in."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.actions.invite import VALID, invite
from amberdesk.people.models import Person
from amberdesk.people.queries import person_of_email
from amberdesk.people.refusals import Refused
from amberdesk.people.roles import Role
from amberdesk.people.words import sentence


class Command(BaseCommand):
    help = "Make an administrator. Asks for what is not given; with --link prints a one-time link instead of asking for a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument("--language", choices=("pl", "en"), default="pl")
        parser.add_argument(
            "--link", action="store_true", help="print a one-time link to choose the password"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        email = given["email"] or ask("E-mail: ")
        try:
            with transaction.atomic():
                known = person_of_email(email)
                self.stdout.write(self.way_back(known, given) if known else self.new(email, given))
        except Refused as refusal:
            raise CommandError(sentence(refusal)) from refusal

    def new(self, email: str, given: dict[str, Any]) -> str:
        name = given["name"] or ask("Name: ")
        wants_link = given["link"] or not sys.stdin.isatty()
        password = None if wants_link else new_password(Person(email=email, name=name))
        person = add_person(
            email=email,
            name=name,
            role=Role.ADMINISTRATOR,
            language=given["language"],
            password=password,
            by=MACHINE,
            at=now(),
        )
        if wants_link:
            return link(person)
        return f"{person.name} is an administrator: {settings.AMBERDESK.public_url}{reverse('account_login')}"

    def way_back(self, person: Person, given: dict[str, Any]) -> str:
        if person.role != Role.ADMINISTRATOR or not person.is_active:
            raise CommandError(f"{person.email} belongs to somebody who is no active administrator.")
        if not given["link"]:
            raise CommandError(
                f"{person.email} is an administrator already. A one-time link to a new password: --link"
            )
        return link(person)


def link(person: Person) -> str:
    """Make a one-time link; return what to print."""
    address = reverse("account:join", args=[invite(person, by=MACHINE, at=now())])
    return f"Open this once within {VALID.days} days to choose the password:\n{settings.AMBERDESK.public_url}{address}"


def new_password(person: Person) -> str:
    """Ask until a password passes."""
    while True:
        password = getpass("Password: ")
        try:
            validate_password(password, person)
        except ValidationError as error:
            print(" ".join(error.messages), file=sys.stderr)
            continue
        if password == getpass("Password (again): "):
            return password
        print("The two differ.", file=sys.stderr)


def ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Nobody to ask here: give --email and --name.")
    return input(question).strip()
