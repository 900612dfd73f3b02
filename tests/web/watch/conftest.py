"""A network with a hotline that rings one technician, and a few calls of the present day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from amberdesk.customers.models import Network
from amberdesk.people.models import Person
from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.models import Call, Exchange
from tests.factories import make_company, make_network, make_person, make_technician
from tests.phone.telling import make_hotline, ring


@dataclass
class Line:
    """The hotline and who looks at it."""

    network: Network
    exchange: Exchange
    ewa: Person
    anna: Person  # coordinator
    katarzyna: Person  # representative
    at: datetime
    call: Call  # answered


@pytest.fixture
def line() -> Line:
    return make_line()


def make_line() -> Line:
    make_company()
    network = make_network(template="24/7")
    ewa = make_technician("L1", network, name="Ewa Lis")
    exchange = make_hotline(network, "+48586201100", ewa)
    at = now().replace(microsecond=0) - timedelta(minutes=2)
    call = ring(exchange, at=at, wait=7, talk=30, late=timedelta(minutes=2))
    ring(
        exchange,
        at=at,
        wait=25,
        talk=None,
        end="call.abandoned",
        caller="600100299",
        late=timedelta(minutes=2),
    )
    reckon_hotlines(now())
    return Line(
        network,
        exchange,
        ewa,
        make_person("coordinator", "Anna Mazur", supervises=[network]),
        make_person("representative", "Katarzyna Nowicka", represents=network),
        at,
        call,
    )
