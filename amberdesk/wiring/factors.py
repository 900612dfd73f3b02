"""What django-allauth asks of us about second factors."""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

NAME = "Amberdesk"


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are kept encrypted: a copy of the database alone makes no codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Ten kod się nie zgadza. Wpisz ten, który aplikacja pokazuje teraz."),
        "cannot_generate_recovery_codes": _(
            "Kody zapasowe powstają dopiero, gdy działa logowanie dwuetapowe."
        ),
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Klucz dostępu") if not count else pgettext("klucz dostępu", "Klucz %d") % (count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": NAME}


def cipher() -> MultiFernet:
    """Return the cipher of the secret key; older keys still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(force_bytes(key)))) for key in keys])


def derived(key: bytes) -> bytes:
    return hashlib.sha256(b"amberdesk.factors" + key).digest()
