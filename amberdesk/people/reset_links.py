"""Links to a new password: signed, not stored."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from amberdesk.people.models import Person


class ResetLinks(PasswordResetTokenGenerator):
    """A link dies when it was used, when its hours are over, and when the address or the last sign-in changed."""

    key_salt = "amberdesk.people.reset_links"

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.epoch}{user.is_active}"

    def check_token(self, user: Person | None, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)
