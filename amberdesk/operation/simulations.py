"""Reading simulations of agreements."""

from collections.abc import Collection

from django.db.models import QuerySet

from amberdesk.operation.models import SimulationRun


def simulation_of(person_id: int, pk: int, networks: Collection[int]) -> SimulationRun | None:
    """Return a simulation that a person has asked for, while its network is among his."""
    return _mine(person_id, networks).filter(pk=pk).first()


def simulations_of(person_id: int, networks: Collection[int], limit: int = 10) -> QuerySet[SimulationRun]:
    """Return the last ones that a person has asked for, without their results."""
    return _mine(person_id, networks).defer("result").order_by("-pk")[:limit]


def _mine(person_id: int, networks: Collection[int]) -> QuerySet[SimulationRun]:
    mine = SimulationRun.objects.filter(person=person_id, version__agreement__network__in=list(networks))
    return mine.select_related("version__agreement__network")
