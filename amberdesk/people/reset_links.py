"""Links to a new password: signed, not stored."""

from datetime import datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from amberdesk.people.models import Person


class ResetLinks(PasswordResetTokenGenerator):
    """A link dies when it was used, when its hours are over, and when the address or the last sign-in changed."""

    key_salt = "amberdesk.people.reset_links"

    def _make_hash_value(self, user: Person, timestamp: int | datetime) -> str:  # type: ignore[override]
        return f"{super()._make_hash_value(user, timestamp)}{user.epoch}{user.is_active}"  # type: ignore[arg-type]

    def check_token(self, user: Person | None, token: str | None) -> bool:  # type: ignore[override]
        return user is not None and user.is_active and super().check_token(user, token)  # type: ignore[arg-type]
