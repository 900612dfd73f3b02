"""Reckon what somebody supposes of an agreement: at once when it is little, else by a worker, part by part."""

import logging
from datetime import datetime

from django.http import Http404, QueryDict

from amberdesk.customers.queries import terms_of
from amberdesk.operation.actions.simulations import (
    Lost,
    finish_simulation,
    note_simulated,
    sweep_simulations,
    take_simulation,
)
from amberdesk.operation.models import SimulationRun
from amberdesk.reports.past import past_ids, past_of, promises_behind
from amberdesk.reports.simulated import Simulated
from amberdesk.reports.simulation import simulate, supposed_terms
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.reports.supposing import Question, ask

log = logging.getLogger(__name__)
MOST = 10_000  # orders of one simulation
PART = 500  # orders reckoned until the progress is noted


def run_simulations(now: datetime) -> int:
    """Reckon what waits; return how many simulations were worked on. After a kill the next worker begins anew."""
    count = 0
    sweep_simulations(now)
    while run := take_simulation(now):
        standing = standing_of(run.person_id)
        try:
            if standing is None:
                finish_simulation(run, None)
            else:
                reckon(run, standing)
        except Lost:
            log.warning("simulation %s was taken by another worker", run.pk)
        count += 1
    return count


def reckon(run: SimulationRun, standing: Standing) -> None:
    """Reckon the past orders as they were and as they would have been. Raises Lost."""
    asked = question_of(run, standing)
    if asked is None or asked.what is None or asked.version is None:
        finish_simulation(run, None)
        return
    ids = orders_asked(asked)
    network = asked.version.agreement.network
    own = terms_of(network).versions
    would = supposed_terms(own[asked.version.pk], asked.version.calendar.timezone, asked.what)
    found = Simulated(cut=len(ids) > MOST)
    for first in range(0, min(len(ids), MOST), PART):
        orders = past_of(ids[first : min(first + PART, MOST)])
        versions = {**own, **promises_behind(order.facts for order in orders)}
        for each in simulate(orders, versions, would, run.asked_at):
            found.add(each)
        note_simulated(run, len(found.rows))
    finish_simulation(run, found.data())


def orders_asked(asked: Question) -> list[int]:
    """Return the orders that a whole question is about, one more than are reckoned if there are so many."""
    assert asked.version is not None
    return past_ids(asked.version, *asked.times, MOST + 1)


def question_of(run: SimulationRun, standing: Standing) -> Question | None:
    """Return the question as it was sent; None when the agreement is not his to suppose things of any more."""
    try:
        return ask(QueryDict(run.question), standing, whole=True)
    except Http404:
        return None
