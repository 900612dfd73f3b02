"""Everything that can have happened to a webhook. Pure. Ids and names of fields only: no address, no secret."""

from dataclasses import dataclass
from typing import ClassVar

from amberdesk.outbox.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent(Happened):
    """Something happened to a webhook."""

    about: ClassVar[str] = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(WebhookEvent):
    kind: ClassVar[str] = "webhook.added"
    network: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(WebhookEvent):
    kind: ClassVar[str] = "webhook.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRenewed(WebhookEvent):
    kind: ClassVar[str] = "webhook.secret_renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(WebhookEvent):
    kind: ClassVar[str] = "webhook.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed(WebhookEvent):
    """Calls were put back by hand."""

    kind: ClassVar[str] = "webhook.replayed"
    calls: tuple[int, ...]
