"""Add and change mailboxes, and ask whether one can be reached: the office's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import IntegrityError, transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.models import Network
from amberdesk.mail.connections import SignIn, fault_of_host, fault_of_security, fault_of_tenant
from amberdesk.mail.events import MailboxAdded, MailboxChanged
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import Mailbox
from amberdesk.mail.recording import record
from amberdesk.mail.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.secrets import closed

SECRETS = ("password", "client_secret", "refresh_token")
TEXTS = (
    "address",
    "sender_name",
    "host",
    "user",
    "tenant",
    "client_id",
    "inbox",
    "done_folder",
    "held_folder",
    "form_address",
)
LINES = ("signature",)  # of several lines
MOST_SIGNATURE = 1000  # characters
WORDS_AT_MOST = 2000  # characters of the polite answer in one language
NUMBERS = ("port", "most_from_sender")
CODES = ("policy", "next_policy", "security", "sign_in")
FIELDS = (
    *(*TEXTS, *LINES, *NUMBERS, *CODES),
    *("next_policy_on", "trusted_servers", "takes_plus", "fetch_from", "active", "wording"),
)


@transaction.atomic
def open_mailbox(network: Network, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Mailbox:
    """Add a network's mailbox. Errors: Forbidden, Refused with the codes of mail/words.py."""
    require_office(by)
    box = Mailbox(network=network)
    _set(box, facts)
    box.fetch_from = box.fetch_from or at.date()
    _save(box)
    record(MailboxAdded(id=box.pk, network=network.pk, policy=box.policy), by=by, at=at)
    return box


@transaction.atomic
def change_mailbox(box: Mailbox, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Mailbox:
    """Change a mailbox; a secret that is not given stays. A line that is open begins anew. Errors: as above."""
    require_office(by)
    box = Mailbox.objects.select_for_update().get(pk=box.pk)
    before = {name: getattr(box, name) for name in (*FIELDS, *SECRETS)}
    _set(box, {name: value for name, value in changes.items() if name != "network"})
    if box.host and box.fetch_from is None:
        box.fetch_from = at.date()  # what came before anybody fetched is no news
    fields = tuple(name for name, value in before.items() if getattr(box, name) != value)
    if fields:
        box.revision += 1
        box.trouble, box.trouble_told, box.trouble_since = "", "", None
        _save(box)
        policy = box.policy if "policy" in fields else ""
        record(MailboxChanged(id=box.pk, fields=fields, policy=policy), by=by, at=at)
    return box


@transaction.atomic
def ask_to_try(box: Mailbox, *, by: Actor, at: datetime) -> None:
    """Have the worker find out whether the mailbox can be reached. Errors: Forbidden, Refused("host_missing")."""
    require_office(by)
    if not box.host:
        raise Refused("host_missing", "host")
    Mailbox.objects.filter(pk=box.pk).update(try_asked_at=at)


def _set(box: Mailbox, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - {*FIELDS, *SECRETS}:
        raise Refused("field_cannot_change", min(unknown))
    for name, value in facts.items():
        if name in LINES:
            value = "\n".join(line.rstrip() for line in value[:MOST_SIGNATURE].splitlines())
        if isinstance(value, str) and not value.replace("\n" if name in LINES else "", "").isprintable():
            raise Refused("not_printable", name)  # it would be a command to the mail server
        if name not in SECRETS:
            setattr(box, name, value.strip() if isinstance(value, str) else value)
        elif value:
            setattr(box, name, closed(value))
    box.address, box.host = box.address.lower(), box.host.lower()
    _check_address(box)
    _check_policy(box)
    _check_pointing(box)
    if box.host:
        _check_connection(box)


def _check_address(box: Mailbox) -> None:
    try:
        validate_email(box.address)
    except ValidationError as error:
        raise Refused("address_wrong", "address") from error


def _check_policy(box: Mailbox) -> None:
    if box.policy not in set(Policy) or box.next_policy not in {"", *Policy}:
        raise Refused("policy_unknown", "policy")
    if bool(box.next_policy) != isinstance(box.next_policy_on, date):
        raise Refused("next_policy_half", "next_policy_on")


def _check_pointing(box: Mailbox) -> None:
    """What a sender is pointed to, and in which words."""
    try:
        if box.form_address:
            URLValidator(schemes=["https", "http"])(box.form_address)
    except ValidationError as error:
        raise Refused("form_address_wrong", "form_address") from error
    box.wording = {code: text.strip() for code, text in box.wording.items() if text.strip()}
    for code, text in box.wording.items():
        _refuse("wording_too_long" if len(text) > WORDS_AT_MOST else "", f"wording_{code}")


def _check_connection(box: Mailbox) -> None:
    _refuse(fault_of_host(box.host), "host")
    _refuse(fault_of_security(box.security, box.host), "security")
    _refuse("" if 0 < box.port < 65536 else "port_wrong", "port")
    folders = [box.inbox, box.done_folder, box.held_folder]
    _refuse("" if all(folders) and len({*folders}) == len(folders) else "folders_alike", "done_folder")
    _refuse("" if box.sign_in in set(SignIn) else "sign_in_unknown", "sign_in")
    needed = ["password"] if box.sign_in == SignIn.PASSWORD else ["client_id", "refresh_token"]
    if box.sign_in == SignIn.MICROSOFT:
        _refuse(fault_of_tenant(box.tenant), "tenant")
    for name in needed:
        _refuse("" if getattr(box, name) else f"{name}_missing", name)


def _refuse(code: str, field: str) -> None:
    if code:
        raise Refused(code, field)


def _save(box: Mailbox) -> None:
    try:
        with transaction.atomic():
            box.save()
    except IntegrityError as error:
        if "mailbox_once" not in str(error):
            raise
        raise Refused("address_taken", "address") from error
