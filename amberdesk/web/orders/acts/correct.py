"""Correct what the order is about, seeing before what the clocks will say."""

from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock.sla import Reading
from amberdesk.customers.codes import Kind
from amberdesk.customers.finding import equipment_and_people, site_by_code
from amberdesk.customers.models import Network, Site
from amberdesk.customers.queries import networks, version_for
from amberdesk.orders import actions, sla, words
from amberdesk.web.base.numbers import whole
from amberdesk.web.orders.acts.base import ActForm, from_table, reason


class Correct(ActForm):
    """Network, site, device, contact, kind. Another site brings its own devices and people."""

    act = "correct"
    template = "orders/_correct.html"
    previews = True
    blames: ClassVar[dict[str, str]] = {"not_of_site": "device", "not_of_network": "site"}
    network: Any = forms.ModelChoiceField(None, label=lazy("Klient"))
    site = forms.CharField(label=lazy("Kod placówki"), required=False, max_length=20)
    device: Any = forms.ModelChoiceField(
        None, label=lazy("Urządzenie"), required=False, empty_label=lazy("żadne")
    )
    contact: Any = forms.ModelChoiceField(
        None, label=lazy("Zgłaszający"), required=False, empty_label=lazy("nikt znany")
    )
    kind = forms.ChoiceField(label=lazy("Rodzaj"))
    reason = reason(lazy("Dlaczego poprawiasz"), rows=2)

    def starts_with(self) -> dict[str, Any]:
        o = self.order
        site = o.site.code if o.site else ""
        return {"network": o.network, "site": site, "device": o.device, "contact": o.contact, "kind": o.kind}

    def prepare(self) -> None:
        self.fields["network"].queryset = networks(self.seat.standing.networks)
        self.choose("kind", from_table(words.KINDS))
        self.place = self.meant_site()
        for name, found in zip(("device", "contact"), equipment_and_people(self.place), strict=True):
            self.fields[name].queryset = found

    def meant_network(self) -> Network:
        """Return the network chosen now; the order's own while none is."""
        chosen = whole(self.value_of("network"))
        return self.fields["network"].queryset.filter(pk=chosen).first() or self.order.network

    def meant_site(self) -> Site | None:
        """Return the site that the typed code means in the chosen network."""
        network, code = self.meant_network(), self.value_of("site").strip()
        if self.order.site and (network.pk, code) == (self.order.network_id, self.order.site.code):
            return self.order.site
        return site_by_code(network, code) if code else None

    def clean_site(self) -> Site | None:
        if self.cleaned_data["site"].strip() and self.place is None:
            raise forms.ValidationError(_("Ten klient nie ma placówki o takim kodzie."))
        return self.place

    @property
    def foretold(self) -> str:
        """Return the name of the site that the typed code means."""
        return f"{self.place.code} {self.place.name}" if self.place else ""

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        facts = {name: d[name] for name in ("network", "site", "device", "contact", "reason")}
        actions.correct(self.order, **facts, kind=Kind(d["kind"]), at=at, **self.turn)
        return _("Dane poprawione.")

    def preview(self) -> dict[str, Reading]:
        network, order = self.meant_network(), copy(self.order)
        device = self.fields["device"].queryset.filter(pk=whole(self.value_of("device"))).first()
        terms = version_for(network, self.place, device.kind if device else "", order.reported_at)
        order.network, order.site = network, self.place
        priority = order.priority if order.priority_override else terms.priority(order.impact, order.urgency)
        header = {"network": network.pk, "agreement": terms.id, "priority": priority}
        return sla.preview(order, header, self.seat.at)
