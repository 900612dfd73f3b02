"""Add and change exchanges, and the phones they ring: the office's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings as desk
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from amberdesk.customers.access import require_office
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.people.secrets import closed
from amberdesk.phone import events
from amberdesk.phone.actions.hear import topics_of
from amberdesk.phone.exchanges import Kind, Wrong, kept_settings, read_settings
from amberdesk.phone.models import Exchange, Phone
from amberdesk.phone.recording import record


@transaction.atomic
def add_exchange(
    *, name: str, code: str, kind: str, settings: Mapping[str, Any], by: Actor, at: datetime
) -> Exchange:
    """Add an exchange; its code stands in addresses and before the ids of its calls, and never changes.

    Errors: Forbidden, Refused("exchange_..." | "report_..." | "name_missing").
    """
    require_office(by)
    if kind not in set(Kind):
        raise Refused("unknown_choice", "kind")
    if code != slugify(code) or not 1 <= len(code) <= 20:
        raise Refused("exchange_code", "code")
    if Exchange.objects.filter(code=code).exists():
        raise Refused("exchange_code_taken", "code")
    row = Exchange(code=code, kind=kind, key_id=desk.LINK_KEY_ID)
    row.name, row.settings = _name(name), _settings(row, settings)
    _save(row)
    record(events.ExchangeAdded(id=row.pk, exchange_kind=kind), by=by, at=at)
    return row


@transaction.atomic
def change_exchange(exchange: Exchange, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Exchange:
    """Change name, settings (those that are named) and whether it is in use. Errors: as above."""
    require_office(by)
    if unknown := set(changes) - {"name", "settings", "active"}:
        raise Refused("field_cannot_change", min(unknown))
    row = Exchange.objects.select_for_update().get(pk=exchange.pk)
    before = {"name": row.name, "settings": dict(row.settings), "active": row.active}
    row.name = _name(changes.get("name", row.name))
    row.active = bool(changes.get("active", row.active))
    row.settings = _settings(row, changes.get("settings", {}))
    fields = tuple(name for name, value in before.items() if getattr(row, name) != value)
    if fields:
        if "active" in fields:
            _begin_anew(row, at)
        _save(row)
        record(events.ExchangeChanged(id=row.pk, fields=fields), by=by, at=at)
    return row


def _begin_anew(row: Exchange, at: datetime) -> None:
    """End the silence of an exchange that is taken out of use, or into use again: nobody waits for it, or only from now."""
    if row.lost_at is not None:
        told = events.ExchangeHeard(id=row.pk, since=row.lost_at)
        record(told, by=MACHINE, at=at, topics=topics_of(row))
    row.lost_at, row.silent = None, False
    if row.active and row.told_at is not None:
        row.told_at = row.quiet_since = at


@transaction.atomic
def renew_secret(exchange: Exchange, *, by: Actor, at: datetime) -> Exchange:
    """Give the exchange another secret and address; the old ones open nothing from now on. Errors: Forbidden."""
    require_office(by)
    row = Exchange.objects.select_for_update().get(pk=exchange.pk)
    row.epoch, row.key_id, row.refused = row.epoch + 1, desk.LINK_KEY_ID, 0
    row.save(update_fields=["epoch", "key_id", "refused"])
    record(events.ExchangeSecretRenewed(id=row.pk), by=by, at=at)
    return row


@transaction.atomic
def assign_phone(
    exchange: Exchange, *, agent: str, person: Person, address: str = "", by: Actor, at: datetime
) -> Phone:
    """Say which technician an agent of the exchange is. Errors: Forbidden, Refused("phone_agent" | "phone_taken" ...)."""
    require_office(by)
    agent, address = agent.strip(), address.strip()
    if not agent.isprintable() or not 1 <= len(agent) <= 80:
        raise Refused("phone_agent", "agent")
    if not address.isprintable() or len(address) > 120:
        raise Refused("phone_address", "address")
    if person.role != Role.TECHNICIAN or not person.is_active:
        raise Refused("phone_of_technician", "person")
    known = Phone.objects.filter(exchange=exchange, agent=agent).first()
    if known is not None and known.person_id != person.pk:
        raise Refused("phone_taken", "agent")
    row, _ = Phone.objects.update_or_create(
        exchange=exchange, agent=agent, defaults={"person": person, "address": address}
    )
    record(events.PhoneAssigned(id=exchange.pk, phone=row.pk, person=person.pk), by=by, at=at)
    return row


@transaction.atomic
def remove_phone(phone: Phone, *, by: Actor, at: datetime) -> None:
    """Forget an agent's name. Past calls keep their technician until they are reckoned again. Errors: Forbidden."""
    require_office(by)
    record(events.PhoneAssigned(id=phone.exchange_id, phone=phone.pk, person=None), by=by, at=at)
    phone.delete()


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 80:
        raise Refused("exchange_name", "name")
    return name


def _settings(row: Exchange, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with what is new; a password is closed, an empty one leaves the one that there is."""
    new = dict(changes)
    if "password" in new:
        password = new.pop("password")
        if not password.isprintable() or len(password) > 200:
            raise Refused("exchange_password", "password")
        new |= {"password": closed(password)} if password else {}
    found = read_settings(row.kind, dict(row.settings) | new)
    try:
        found.check()
    except Wrong as wrong:
        raise Refused(wrong.code, wrong.name) from wrong
    return _plain(kept_settings(found))


def _plain(value: Any) -> Any:
    """Return JSON data as it comes back from the database."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _save(row: Exchange) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Refused("exchange_name_taken", "name") from error
