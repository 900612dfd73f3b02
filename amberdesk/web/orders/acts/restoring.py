"""A workaround serves; it serves no longer."""

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.orders import actions
from amberdesk.web.orders.acts.base import ActForm, reason


class Restore(ActForm):
    """What the shop can do now, for the customer."""

    act = "restore"
    blames: ClassVar[dict[str, str]] = {"text_missing": "text", "text_too_long": "text"}
    text = reason(
        lazy("Co i jak już działa"),
        hint=lazy(
            "Tę wiadomość dostanie klient. Czas przywrócenia staje, zgłoszenie zostaje otwarte do rozwiązania."
        ),
    )

    def perform(self, at: datetime) -> str:
        actions.restore(self.order, text=self.cleaned_data["text"], by=self.seat.by, at=at)
        return _("Odnotowane: obejście działa.")


class Relapse(ActForm):
    """Why it serves no longer."""

    act = "relapse"
    reason = reason(
        lazy("Co się stało"), hint=lazy("Czas przywrócenia liczy się dalej. Tekst zostaje w firmie.")
    )

    def perform(self, at: datetime) -> str:
        actions.relapse(self.order, reason=self.cleaned_data["reason"], by=self.seat.by, at=at)
        return _("Odnotowane: obejście przestało działać.")
