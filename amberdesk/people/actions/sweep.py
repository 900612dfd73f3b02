from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from amberdesk.people.models import Invitation

KEPT = timedelta(days=30)


def sweep(now: datetime) -> int:
    """Delete what opens nothing any more: sessions past their time, old one-time links, old failed attempts."""
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    alive = Session.objects.values("session_key")
    gone += (
        UserSession.objects.filter(created_at__lt=now - timedelta(hours=1))
        .exclude(session_key__in=alive)
        .delete()[0]
    )
    gone += Invitation.objects.filter(expires_at__lt=now - KEPT).delete()[0]
    return gone + AccessAttempt.objects.filter(attempt_time__lt=now - KEPT).delete()[0]
