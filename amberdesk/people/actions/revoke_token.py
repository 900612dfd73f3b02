from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.access import require_self_or_office
from amberdesk.people.events import TokenRevoked
from amberdesk.people.models import ApiToken, Person
from amberdesk.people.refusals import Refused


def revoke_token(person: Person, token: int, *, by: Actor, at: datetime) -> None:
    """End one of the person's keys to the API, from the next request on. Errors: Refused, Forbidden."""
    require_self_or_office("revoke_token", person, by=by, at=at)
    with transaction.atomic():
        if not _revoke(person, [token], by=by, at=at):
            raise Refused("token_unknown")


def revoke_all(person: Person, *, by: Actor, at: datetime) -> None:
    """End every key of a person inside the caller's transaction."""
    _revoke(person, None, by=by, at=at)


def _revoke(person: Person, only: list[int] | None, *, by: Actor, at: datetime) -> int:
    tokens = ApiToken.objects.filter(person=person, revoked_at=None)
    if only is not None:
        tokens = tokens.filter(pk__in=only)
    ended = list(tokens.order_by("pk").values_list("pk", flat=True))
    ApiToken.objects.filter(pk__in=ended).update(revoked_at=at)
    for token in ended:
        record(TokenRevoked(id=person.pk, token=token), by=by, at=at)
    return len(ended)
