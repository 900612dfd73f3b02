"""Who calls: the owner of the Bearer token, and how often he may."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import HttpBearer

from amberdesk.orders.access import actor_of
from amberdesk.outbox.actor import Actor
from amberdesk.people.actions.use_token import use_token
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.api import words
from amberdesk.web.api.problems import Problem, in_query

PER_MINUTE = 3000  # requests of one token, counted by each web process
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Amberdesk"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request and where he stands."""

    person: Person
    standing: Standing

    @property
    def actor(self) -> Actor:
        return actor_of(self.person)

    @property
    def internal(self) -> bool:
        """Whether he reads as one of us; representatives read the public side."""
        return self.standing.role != Role.REPRESENTATIVE


class Key(HttpBearer):
    """A token by `amberdesk token EMAIL`. Sessions and cookies open nothing here."""

    def __call__(self, request: HttpRequest) -> Caller:
        found = super().__call__(request)
        if found is None:
            raise Problem(401, "token_missing", headers=CHALLENGE)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        at = now()
        person = use_token(token.strip(), at=at)
        standing = standing_of(person.pk) if person else None
        if person is None or standing is None:
            raise Problem(401, "token_unknown", headers=CHALLENGE)
        spend(token, int(at.timestamp()))
        return Caller(person, standing)


def spend(token: str, second: int) -> None:
    """Count a request of the token. Raises Problem(429) when the minute's are used up."""
    minute, gone = divmod(second, 60)
    counter = f"api:{sha256(token.encode('utf-8', 'replace')).hexdigest()[:32]}:{minute}"
    cache.add(counter, 0, 120)
    try:
        count = cache.incr(counter)
    except ValueError:  # swept between the two
        return
    if count > PER_MINUTE:
        left = 60 - gone
        raise Problem(429, "rate", seconds=left, headers={"Retry-After": str(left)})


def caller_of(request: HttpRequest, *known: str, many: Collection[str] = ()) -> Caller:
    """Return who calls. Raises Problem(422) for parameters of the address other than the known ones.

    many: those that may be given several times
    """
    wrong = [
        in_query(name[:80], words.detail("unknown_parameter" if name not in known else "parameter_twice", {}))
        for name, values in request.GET.lists()
        if name not in known or (len(values) > 1 and name not in many)
    ]
    if wrong:
        raise Problem(422, "invalid", errors=wrong)
    found: Caller = auth_of(request)
    return found


def auth_of(request: HttpRequest) -> Any:
    """Return what the key opened: ninja puts it there."""
    return request.auth  # type: ignore[attr-defined]


def staff(request: HttpRequest, *known: str) -> Caller:
    """Return who calls, one of us. Raises Problem(403), and what `caller_of` raises."""
    caller = caller_of(request, *known)
    if not caller.internal:
        raise Problem(403, "staff_only")
    return caller
