"""Hand over to another level, send back."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.codes import Level
from amberdesk.orders import actions, words
from amberdesk.orders.actions.hand_over import known_facts
from amberdesk.orders.crew_queries import crew
from amberdesk.orders.states import Refused
from amberdesk.web.base.forms import FactForm
from amberdesk.web.orders.acts.base import ActForm, reason
from amberdesk.web.orders.acts.triage import crew_choices, technicians
from amberdesk.web.orders.buttons import label


class HandOver(FactForm, ActForm):
    """The other level, the reason, and what the category wants to be known; known answers stand there already."""

    act = "hand_over"
    template = "orders/_hand_over.html"
    blames: ClassVar[dict[str, str]] = {"same_level": "to", "not_of_level": "technician"}
    to = forms.ChoiceField(label=lazy("Do kogo"), widget=forms.RadioSelect)
    reason = reason(lazy("Dlaczego przekazujesz"))
    technician: Any = forms.ModelChoiceField(None, label=lazy("Technik"), required=False)

    def prepare(self) -> None:
        others = [level.value for level in Level if level != self.order.level]
        self.choose("to", [(level, f"{level}, {words.word(words.LEVELS, level)}") for level in others])
        self.fields["to"].initial = next((level for level in others if level > self.order.level), others[-1])
        self.fields["technician"].queryset = technicians(self.order.network_id, others)
        here = crew([self.order.network_id], self.seat.at)
        groups = crew_choices(here, self.order.network_id, others)
        self.choose("technician", [("", str(_("kto pierwszy weźmie"))), *groups])
        self.ask(self.order.category, known=known_facts(self.order))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        order = actions.hand_over(
            self.order,
            to=Level(d["to"]),
            reason=d["reason"],
            facts=self.facts,
            technician=d["technician"],
            at=at,
            **self.turn,
        )
        return _("Przekazane do %(level)s.") % {"level": order.level}

    def blame(self, refusal: Exception) -> None:
        if isinstance(refusal, Refused) and refusal.code == "facts_missing":
            self.miss(refusal.params["facts"])
        else:
            super().blame(refusal)


class SendBack(ActForm):
    """Return the order to the level it came from."""

    act = "send_back"
    reason = reason(lazy("Dlaczego zwracasz"))

    @property
    def title(self) -> str:
        return label(self.seat, self.act)

    def perform(self, at: datetime) -> str:
        order = actions.send_back(self.order, reason=self.cleaned_data["reason"], at=at, **self.turn)
        return _("Zwrócone do %(level)s.") % {"level": order.level}
