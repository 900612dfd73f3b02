"""The agreement versions that somebody may suppose things of, with all that they say."""

from collections.abc import Collection

from django.db.models import QuerySet

from amberdesk.customers.models import AgreementVersion


def versions_of(networks: Collection[int]) -> QuerySet[AgreementVersion]:
    """Return the versions of the networks' agreements, by network and agreement, the newest first."""
    mine = AgreementVersion.objects.filter(agreement__network__in=list(networks))
    told = mine.select_related("agreement__network", "calendar").prefetch_related(
        "coverage", "targets", "calendar__days"
    )
    return told.order_by("agreement__network__name", "agreement__name", "-valid_from")
