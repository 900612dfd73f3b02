"""Two administrators at once: the second sees what the first one took, and hears it in words."""

import pytest

from amberdesk.customers.actions.networks import add_network
from amberdesk.customers.actions.sites import add_site
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from tests.at_once import while_open
from tests.factories import BEFORE, NINE, make_network, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(transactional_db: None) -> Actor:
    boss: Person = make_person("administrator")
    return Actor("person", boss.pk)


def test_the_same_code_for_two_networks_is_refused_to_the_second(by: Actor) -> None:
    make_network("BUR")  # so that the calendar of holidays is there
    with pytest.raises(Refused) as refused:
        while_open(
            one=lambda: add_network(code="FAL", name="Fala", by=by, at=BEFORE),
            other=lambda: add_network(code="FAL", name="Falcon", by=by, at=BEFORE),
        )
    assert refused.value.code == "network_code_taken"


def test_the_same_code_for_two_shops_is_refused_to_the_second(by: Actor) -> None:
    network = make_network()
    with pytest.raises(Refused) as refused:
        while_open(
            one=lambda: add_site(network, code="041", name="Gdynia", by=by, at=NINE),
            other=lambda: add_site(network, code="041", name="Sopot", by=by, at=NINE),
        )
    assert refused.value.code == "site_code_taken"
