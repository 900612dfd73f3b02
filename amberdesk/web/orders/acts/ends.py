"""Close, cancel, merge."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.orders import actions, words
from amberdesk.orders.models import Order
from amberdesk.orders.surroundings import open_at
from amberdesk.web.orders.acts.base import ActForm, done, reason
from amberdesk.web.orders.numbers import order_meant


class Close(ActForm):
    """Close a resolved order before its time."""

    act = "close"

    def perform(self, at: datetime) -> str:
        return done(actions.close(self.order, at=at, **self.turn), self.act)


class Cancel(ActForm):
    """Cancel for good."""

    act = "cancel"
    danger = True
    reason = reason(hint=lazy("Tego nie można cofnąć. Zegary stają, zgłoszenie zostaje w historii."))

    @property
    def title(self) -> str:
        return _("Anuluj zgłoszenie")

    def perform(self, at: datetime) -> str:
        return done(
            actions.cancel(self.order, reason=self.cleaned_data["reason"], at=at, **self.turn), self.act
        )


class Merge(ActForm):
    """Put the order into another one; which one is seen before."""

    act = "merge"
    template = "orders/_merge.html"
    danger = True
    previews = True
    blames: ClassVar[dict[str, str]] = {
        "merge_itself": "into",
        "merge_other_network": "into",
        "merge_into_ended": "into",
        "no_such_order": "into",
    }
    into = forms.CharField(
        label=lazy("Numer zgłoszenia, które zostaje"),
        max_length=40,
        help_text=lazy("Cały numer albo tylko końcówka, na przykład 4217-1."),
    )
    reason = reason(required=False, rows=2)

    @property
    def submit(self) -> str:
        return _("Scal na stałe")

    @property
    def target(self) -> Order | None:
        """Return the order that the typed number means."""
        return order_meant(self.seat, self.value_of("into"))

    @property
    def candidates(self) -> list[Order]:
        """Return the site's other open orders, which are likely meant."""
        site = self.order.site
        return [o for o in open_at(site) if o.pk != self.order.pk] if site else []

    def clean_into(self) -> Any:
        found = order_meant(self.seat, self.cleaned_data["into"])
        if found is None:
            raise forms.ValidationError(words.say("no_such_order", {}))
        return found

    def perform(self, at: datetime) -> str:
        into, said = self.cleaned_data["into"], self.cleaned_data["reason"]
        actions.merge(self.order, into=into, reason=said, at=at, **self.turn)
        return _("Scalone ze zgłoszeniem %(number)s.") % {"number": into.number}
