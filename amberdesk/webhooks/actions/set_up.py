"""Add, change and remove webhooks: the office's."""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.models import Network
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.models import Person
from amberdesk.webhooks import events
from amberdesk.webhooks.access import kinds_for
from amberdesk.webhooks.addresses import BadAddress, may_call, read_address
from amberdesk.webhooks.models import Webhook

FIELDS = ("name", "url", "network", "internal", "include_text", "kinds", "active")


@transaction.atomic
def add_hook(
    *,
    name: str,
    url: str,
    network: Network | None = None,
    internal: bool = False,
    include_text: bool = False,
    kinds: list[str] | None = None,
    owner: Person,
    by: Actor,
    at: datetime,
) -> Webhook:
    """Add a webhook in its owner's name. Errors: Forbidden, Refused("url_..." | "name_taken" | "kind_unknown")."""
    require_office(by)
    hook = Webhook(owner=owner, created_at=at, key_id=settings.LINK_KEY_ID)
    facts = {"name": name, "url": url, "network": network, "internal": internal}
    _set(hook, facts | {"include_text": include_text, "kinds": kinds or []})
    _save(hook)
    record(events.Added(id=hook.pk, network=hook.network_id), by=by, at=at)
    return hook


@transaction.atomic
def change_hook(hook: Webhook, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Webhook:
    """Change name, address, network, kinds and what is told. Errors: as above."""
    require_office(by)
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    before = {name: getattr(hook, name) for name in FIELDS}
    _set(hook, before | dict(changes))
    fields = tuple(name for name in FIELDS if getattr(hook, name) != before[name])
    if fields:
        hook.failures, hook.held_until = 0, None
        _save(hook)
        record(events.Changed(id=hook.pk, fields=fields), by=by, at=at)
    return hook


@transaction.atomic
def renew_secret(hook: Webhook, *, by: Actor, at: datetime) -> Webhook:
    """Give the webhook another secret; the old one signs nothing from now on. Errors: Forbidden."""
    require_office(by)
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    hook.epoch, hook.key_id = hook.epoch + 1, settings.LINK_KEY_ID
    hook.save(update_fields=["epoch", "key_id"])
    record(events.SecretRenewed(id=hook.pk), by=by, at=at)
    return hook


@transaction.atomic
def remove_hook(hook: Webhook, *, by: Actor, at: datetime) -> None:
    """Remove a webhook with its calls. Errors: Forbidden."""
    require_office(by)
    record(events.Removed(id=hook.pk), by=by, at=at)
    hook.delete()


def _set(hook: Webhook, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - set(FIELDS):
        raise Refused("field_cannot_change", min(unknown))
    for name, value in facts.items():
        setattr(hook, name, value)
    hook.name = " ".join(hook.name.split())
    if not 1 <= len(hook.name) <= 80:
        raise Refused("name_missing", "name")
    if set(hook.kinds) - kinds_for(hook.internal):
        raise Refused("kind_unknown", "kinds")
    hook.kinds = sorted(hook.kinds)
    check_address(hook.url)


def check_address(url: str) -> None:
    """Refuse at once what could never be called; names are resolved when they are called. Errors: Refused."""
    allowed = settings.AMBERDESK.webhook_allow
    try:
        target = read_address(url, allowed)
    except BadAddress as bad:
        raise Refused(bad.code, "url") from bad
    try:
        literal = str(ip_address(target.host))
    except ValueError:
        return
    if not may_call(literal, target.port, allowed):
        raise Refused("inside", "url")


def _save(hook: Webhook) -> None:
    try:
        with transaction.atomic():
            hook.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Refused("name_taken", "name") from error
