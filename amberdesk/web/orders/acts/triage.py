"""Verify, set the priority, assign."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from amberdesk.clock.sla import Reading
from amberdesk.customers.codes import Degree, Kind, Level, Priority
from amberdesk.customers.queries import categories
from amberdesk.customers.terms import duty
from amberdesk.orders import actions, sla, words
from amberdesk.orders.category_words import category_word
from amberdesk.orders.crew_queries import Crew, Technician, crew
from amberdesk.orders.rights import assignable_levels
from amberdesk.orders.routing import Suggestion, suggest_level, suggest_technician
from amberdesk.rosters.queries import members_of
from amberdesk.web.orders.acts.base import ActForm, Choices, from_table, reason
from amberdesk.web.orders.seat import Seat


class Verify(ActForm):
    """Category, kind, impact, urgency and scope; the matrix gives the priority."""

    act = "verify"
    previews = True
    blames = {"acceptance_missing": "scope_accepted_by", "scope_unknown": "scope"}
    category: Any = forms.ModelChoiceField(None, label=lazy("Kategoria"), required=False)
    kind = forms.ChoiceField(label=lazy("Rodzaj"))
    impact = forms.ChoiceField(label=lazy("Skutek w sklepie"))
    urgency = forms.ChoiceField(label=lazy("Pilność"))
    scope = forms.ChoiceField(label=lazy("Zakres"))
    scope_accepted_by = forms.CharField(
        label=lazy("Kto zgodził się na koszt"),
        required=False,
        max_length=120,
        help_text=lazy("Tylko dla zleceń płatnych."),
    )

    def starts_with(self) -> dict[str, Any]:
        o = self.order
        facts = ("category", "kind", "impact", "urgency", "scope_accepted_by")
        return {**{name: getattr(o, name) for name in facts}, "scope": o.scope or "agreement"}

    def prepare(self) -> None:
        field = self.fields["category"]
        field.queryset, field.label_from_instance = categories(), category_word
        self.choose("kind", from_table(words.KINDS))
        self.choose("impact", from_table(words.IMPACTS))
        self.choose("urgency", from_table(words.URGENCIES))
        self.choose("scope", from_table(words.SCOPES, ("agreement", "warranty", "payable")))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        order = actions.verify(
            self.order,
            category=d["category"],
            kind=Kind(d["kind"]),
            impact=Degree(d["impact"]),
            urgency=Degree(d["urgency"]),
            scope=d["scope"],
            scope_accepted_by=d["scope_accepted_by"],
            at=at,
            **self.turn,
        )
        return _("Zweryfikowane, priorytet %(priority)s.") % {"priority": order.priority}

    def priority(self) -> str:
        """Return the priority that the chosen impact and urgency give."""
        if self.order.priority_override:
            return self.order.priority
        impact, urgency = self.value_of("impact"), self.value_of("urgency")
        known = impact in set(Degree) and urgency in set(Degree)
        return sla.terms_of_order(self.order).priority(impact, urgency) if known else self.order.priority

    @property
    def foretold(self) -> str:
        """Return the priority in words."""
        return words.word(words.PRIORITIES, self.priority())

    def preview(self) -> dict[str, Reading]:
        return sla.preview(self.order, {"priority": self.priority()}, self.seat.at)


class SetPriority(ActForm):
    """A priority against the matrix, with a reason."""

    act = "set_priority"
    previews = True
    priority = forms.ChoiceField(label=lazy("Priorytet"), widget=forms.RadioSelect)
    reason = reason()

    def starts_with(self) -> dict[str, Any]:
        return {"priority": self.order.priority}

    def prepare(self) -> None:
        self.choose("priority", from_table(words.PRIORITIES))

    def perform(self, at: datetime) -> str:
        d = self.cleaned_data
        priority = Priority(d["priority"])
        actions.set_priority(self.order, priority=priority, reason=d["reason"], at=at, **self.turn)
        return _("Priorytet: %(priority)s.") % {"priority": priority.value}

    def preview(self) -> dict[str, Reading]:
        chosen = self.value_of("priority")
        known = chosen in set(Priority)
        return sla.preview(self.order, {"priority": chosen}, self.seat.at) if known else {}


class Assign(ActForm):
    """A level, and perhaps a technician of it; a suggestion says why."""

    act = "assign"
    template = "orders/_assign.html"
    blames: ClassVar[dict[str, str]] = {"not_of_level": "technician", "forbidden": "level"}
    level = forms.ChoiceField(label=lazy("Poziom"), widget=forms.RadioSelect)
    technician: Any = forms.ModelChoiceField(
        None, label=lazy("Technik"), required=False, empty_label=lazy("jeszcze nikt")
    )

    def starts_with(self) -> dict[str, Any]:
        self.crew = crew([self.order.network_id], self.seat.at)
        self.suggestion = suggest(self.seat, self.crew)
        return {"level": self.suggestion.level, "technician": self.suggestion.person_id}

    def prepare(self) -> None:
        levels = sorted(assignable_levels(self.seat.relation))
        self.choose("level", [(level, f"{level}, {words.word(words.LEVELS, level)}") for level in levels])
        self.fields["technician"].queryset = technicians(self.order.network_id, levels)
        groups = crew_choices(self.crew, self.order.network_id, levels)
        self.choose("technician", [("", str(_("jeszcze nikt"))), *groups])

    def perform(self, at: datetime) -> str:
        level, person = Level(self.cleaned_data["level"]), self.cleaned_data["technician"]
        actions.assign(self.order, level=level, technician=person, at=at, **self.turn)
        told = {"level": level.value, "person": person.name if person else ""}
        return (
            _("Przydzielone do %(level)s: %(person)s.") if person else _("Przydzielone do %(level)s.")
        ) % told

    @property
    def why(self) -> list[str]:
        """Return the reasons of the suggestion in words."""
        told = [words.word(words.SUGGESTIONS, self.suggestion.level_reason)]
        name = next(
            (t.name for ts in self.crew.values() for t in ts if t.person_id == self.suggestion.person_id), ""
        )
        because = words.word(words.SUGGESTIONS, self.suggestion.person_reason) % {
            "load": self.suggestion.load
        }
        return [
            f"{self.suggestion.level}: {told[0]}" if told[0] else "",
            f"{name}: {because}" if name else because,
        ]


def suggest(seat: Seat, crew: Crew) -> Suggestion:
    """Return where the order should go: by category until it has been assigned, then its own level."""
    order = seat.order
    category, terms = order.category, sla.terms_of_order(order)
    now = duty(terms, order.channel, seat.at).level
    level, why = Level(order.level), ""
    if order.state == "new":
        level, why = suggest_level(
            category.level if category else "", bool(category and category.not_for_l1), now
        )
    stands_in = Level.L2 if (level, now) == (Level.L1, Level.L2) else level
    who = [t.candidate for t in crew.get((order.network_id, stands_in), ())]
    person, because, load = suggest_technician(who)
    return Suggestion(level, why, person, because, load)


def crew_choices(crew: Crew, network_id: int, levels: Any) -> list[tuple[str, Choices]]:
    """Return the technicians by level, each with what he has to do."""
    return [
        (level, [(str(t.person_id), _said(t)) for t in crew[network_id, level]])
        for level in levels
        if crew.get((network_id, level))
    ]


def _said(technician: Technician) -> str:
    count = technician.open_orders
    load = ngettext("%(count)s otwarte", "%(count)s otwartych", count) % {"count": count}
    shift = _("na zmianie") if technician.on_shift else _("poza zmianą")
    return f"{technician.name} ({shift}, {load})"


def technicians(network_id: int, levels: Any) -> Any:
    """Return the technicians of some levels of a network."""
    return reduce(or_, (members_of(level, [network_id]) for level in levels))
