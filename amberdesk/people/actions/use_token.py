from datetime import datetime

from django.db.models import Q

from amberdesk.people.models import ApiToken, Person
from amberdesk.people.queries import api_token


def use_token(token: str, *, at: datetime) -> Person | None:
    """Return whose key to the API this is, and keep the day of its last use; None when it opens nothing."""
    found = api_token(token)
    if found is None:
        return None
    if found.used_at is None or found.used_at.date() < at.date():
        ApiToken.objects.filter(Q(used_at=None) | Q(used_at__lt=at), pk=found.pk).update(used_at=at)
    return found.person
