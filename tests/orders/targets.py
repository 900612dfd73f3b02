"""An agreement that promises everything there is to promise, for tests."""

from collections.abc import Mapping

from amberdesk.customers.models import AgreementVersion, Network, TargetRow
from amberdesk.customers.models.network import new_stamp
from tests.orders.shop import Desk, make_desk

IN_FULL = {"restore": 240, "update": 120, "level_L1": 60, "level_L2": 180}  # minutes, for every priority


def promise(desk: Desk, minutes: Mapping[str, int] = IN_FULL) -> Desk:
    """Let the desk's agreement promise this too; return the desk as it is read anew."""
    version = AgreementVersion.objects.get(agreement__network=desk.network)
    TargetRow.objects.bulk_create(
        TargetRow(version=version, priority=priority, target=target, minutes=length, warn_at=[0.75, 0.9])
        for priority in ("P1", "P2", "P3", "P4")
        for target, length in minutes.items()
    )
    Network.objects.filter(pk=desk.network.pk).update(terms_stamp=new_stamp())
    desk.network.refresh_from_db()
    return desk


def promising_desk() -> Desk:
    return promise(make_desk())
