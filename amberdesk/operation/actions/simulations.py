"""Keep simulations of agreements: begin one, let a worker take it, note how far it is, end it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from amberdesk.customers.models import AgreementVersion
from amberdesk.operation.models import SimulationRun
from amberdesk.outbox.actor import Actor

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=30)
MOST = 30  # of one person; the oldest goes
TRIES = 3


class Lost(Exception):
    """Another worker has taken the simulation meanwhile: this one's work must not count."""


@transaction.atomic
def begin_simulation(
    version: AgreementVersion, *, question: str, total: int, here: bool = False, by: Actor, at: datetime
) -> SimulationRun:
    """Return a new simulation. `here`: the caller reckons it at once; else, or when he cannot, a worker does."""
    older = SimulationRun.objects.filter(person=by.id).order_by("-pk").values_list("pk", flat=True)
    SimulationRun.objects.filter(pk__in=list(older[MOST - 1 :])).delete()
    return SimulationRun.objects.create(
        version=version,
        person_id=by.id,
        question=question,
        total=total,
        asked_at=at,
        leased_until=at + LEASE if here else None,
    )


@transaction.atomic
def take_simulation(now: datetime) -> SimulationRun | None:
    """Return the oldest one that waits for a worker, leased to the caller; one tried too often has failed."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = SimulationRun.objects.filter(free, state="working").select_related("person").order_by("pk")
    run = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if run is None:
        return None
    run.attempts, run.leased_until, run.done = run.attempts + 1, now + LEASE, 0
    if run.attempts > TRIES:
        run.state = "failed"
    run.save(update_fields=["attempts", "leased_until", "done", "state"])
    return run if run.state == "working" else take_simulation(now)


def note_simulated(run: SimulationRun, done: int) -> None:
    """Note how many orders are reckoned; keeps the lease. Raises Lost."""
    _change(run, done=done, leased_until=Now() + LEASE)


def finish_simulation(run: SimulationRun, result: Mapping[str, Any] | None) -> None:
    """Keep what came out; None: it cannot be reckoned any more. Raises Lost."""
    _change(run, state="failed" if result is None else "done", result=result, leased_until=None)


def _change(run: SimulationRun, **facts: Any) -> None:
    ours = SimulationRun.objects.filter(pk=run.pk, attempts=run.attempts, state="working")
    if not ours.update(**facts):
        raise Lost


def sweep_simulations(now: datetime) -> int:
    """Forget old ones; return how many."""
    return SimulationRun.objects.filter(asked_at__lt=now - KEPT).delete()[0]
