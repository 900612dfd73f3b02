from datetime import datetime

from allauth.usersessions.models import UserSession


def note_presence(session_key: str, *, at: datetime) -> None:
    """Keep when a session was last seen, for the list of a person's sessions."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)
