"""Tags, related orders, other parties' numbers."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.orders import actions, words
from amberdesk.orders.models import Order, Participant
from amberdesk.orders.near import near_orders
from amberdesk.orders.public import followers_of
from amberdesk.orders.surroundings import references_of
from amberdesk.web.orders.acts.base import ActForm
from amberdesk.web.orders.numbers import order_meant


class Tag(ActForm):
    """Add tags, take others away."""

    act = "tag"
    blames: ClassVar[dict[str, str]] = {"tag_wrong": "add", "tags_many": "add"}
    add = forms.CharField(
        label=lazy("Dodaj"), required=False, max_length=400, help_text=lazy("Kilka oddziel przecinkami.")
    )
    remove = forms.MultipleChoiceField(
        label=lazy("Usuń"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        self.choose("remove", [(tag, tag) for tag in self.order.tags])
        if not self.order.tags:
            del self.fields["remove"]

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        added = [tag for tag in d["add"].split(",") if tag.strip()]
        order = actions.tag(self.order, add=added, remove=d.get("remove", ()), by=self.seat.by, at=at)
        return _("Etykiety: %(tags)s.") % {"tags": ", ".join(order.tags) or _("brak")}


class Link(ActForm):
    """Relate an order to this one, or part them."""

    act = "link"
    blames: ClassVar[dict[str, str]] = {"link_itself": "other"}
    other = forms.CharField(label=lazy("Numer powiązanego zgłoszenia"), required=False, max_length=40)
    part = forms.ChoiceField(label=lazy("Rozłącz"), required=False)

    def prepare(self) -> None:
        near = near_orders(self.order, self.seat.standing.visible)
        related = [n for n in near if n.how not in ("device", "site")]
        if related:
            self.choose(
                "part", [("", str(_("nic"))), *((n.number, f"{n.number} {n.subject}") for n in related)]
            )
        else:
            del self.fields["part"]

    def clean(self) -> dict[str, Any]:
        d = super().clean() or {}
        number = d.get("part") or d.get("other") or ""
        d["meant"] = order_meant(self.seat, number)
        if d["meant"] is None:
            self.add_error("other", words.say("no_such_order", {}))
        return d

    def perform(self, at: datetime) -> str:
        other: Order = self.cleaned_data["meant"]
        gone = bool(self.cleaned_data.get("part"))
        actions.link(self.order, other=other, gone=gone, by=self.seat.by, at=at)
        told = {"number": other.number}
        return (_("Rozłączone z %(number)s.") if gone else _("Powiązane z %(number)s.")) % told


class Refer(ActForm):
    """Another party's number: whose, number, link; or take one away."""

    act = "refer"
    blames: ClassVar[dict[str, str]] = {"reference_missing": "number", "link_wrong": "link"}
    whose = forms.CharField(
        label=lazy("Czyj numer"), required=False, max_length=80, help_text=lazy("Na przykład: serwis Posnet.")
    )
    number = forms.CharField(label=lazy("Numer"), required=False, max_length=80)
    link = forms.CharField(label=lazy("Odnośnik"), required=False, max_length=400)
    drop: Any = forms.ModelChoiceField(None, label=lazy("Usuń"), required=False, empty_label=lazy("nic"))

    def prepare(self) -> None:
        kept = references_of(self.order)
        if kept:
            self.fields["drop"].queryset = self.order.references.all()
        else:
            del self.fields["drop"]
            self.fields["number"].required = True

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        if gone := d.get("drop"):
            actions.drop_reference(gone, by=self.seat.by, at=at)
            return _("Numer obcy usunięty.")
        actions.refer(
            self.order, whose=d["whose"], number=d["number"], link=d["link"], by=self.seat.by, at=at
        )
        return _("Numer obcy zapisany.")


class Unfollow(ActForm):
    """Who follows the order on the customer's side; take one of them away."""

    act = "unfollow"
    template = "orders/_unfollow.html"
    who = forms.ChoiceField(label=lazy("Kogo usunąć"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.followers = {str(p.pk): p for p in followers_of(self.order)}
        self.choose("who", [(pk, follower_line(p)) for pk, p in self.followers.items()])

    @property
    def submit(self) -> str:
        return _("Usuń z obserwujących")

    def perform(self, at: datetime) -> str:
        gone = self.followers[self.cleaned_data["who"]]
        actions.unfollow(gone, by=self.seat.by, at=at)
        return _("%(who)s nie dostaje już wiadomości o tym zgłoszeniu.") % {"who": gone.name or gone.email}


def follower_line(follower: Participant) -> str:
    """Return a follower in a line: name, address, what is special about him."""
    told = [follower.name, follower.email or _("bez adresu e-mail")]
    told += [_("zgłaszający")] if follower.reporter else []
    told += [_("poczta wraca")] if follower.mail_failed_at else []
    return " · ".join(filter(None, told))
