"""Make a key to the API for a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.queries import person_of_email
from amberdesk.people.refusals import Refused
from amberdesk.people.words import sentence


class Command(BaseCommand):
    help = "Make a key to the API that acts for the person, and print it: this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="amberdesk token", help="what the key is for")

    def handle(self, *args: Any, **given: Any) -> None:
        person = person_of_email(given["email"])
        if person is None:
            raise CommandError(f"Nobody here has the address {given['email']}.")
        try:
            _token, secret = add_token(person, given["name"], by=MACHINE, at=now())
        except Refused as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self.stdout.write(secret)
