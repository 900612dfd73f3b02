"""The forms of what an agreement promises, and of whom it tells when that runs out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import words
from amberdesk.customers.codes import INNER, ONCE, PROMISED, Priority, Target
from amberdesk.customers.templates import WARN_AT, Promise
from amberdesk.web.office.forms.fields import LengthField

SPARE_STEPS = 2
PRIORITIES = [(p.value, p.value) for p in Priority]


class PromisesForm(forms.Form):
    """Tables, a priority a row: how fast, counted how; how many of a month, and how late the others; how long a
    level may hold an order.
    """

    def __init__(self, *args: Any, promises: Iterable[Promise] = (), **kwargs: Any) -> None:
        self.kept = {(p.priority, p.target): p for p in promises}
        super().__init__(*args, **kwargs)
        for priority in Priority:
            for target in Target:
                self._add(priority, target)
            basis = next((p.basis for p in self.kept.values() if p.priority == priority), "coverage")
            self.fields[f"{priority}_basis"] = forms.ChoiceField(
                label=_("%(priority)s: liczony") % {"priority": priority},
                choices=list(words.BASES.items()),
                initial=basis,
            )

    def _add(self, priority: Priority, target: Target) -> None:
        kept = self.kept.get((priority, target))
        name, label = f"{priority}_{target}", f"{priority}: {words.TARGETS[target]}"
        self.fields[name] = LengthField(label=label, required=False, initial=kept and kept.minutes)
        if target not in ONCE:
            return
        self.fields[f"{name}_share"] = forms.DecimalField(
            label=_("%(target)s: ile %% w miesiącu") % {"target": label},
            required=False,
            min_value=1,
            max_value=100,
            decimal_places=1,
            initial=kept and kept.monthly_share,
        )
        self.fields[f"{name}_late"] = LengthField(
            label=_("%(target)s: pozostałe później najwyżej o") % {"target": label},
            required=False,
            initial=kept and kept.late_minutes,
        )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(p, [self[f"{p}_{name}"] for name in (*PROMISED, "basis")]) for p in Priority]

    def inner_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(p, [self[f"{p}_{name}"] for name in INNER]) for p in Priority]

    def threshold_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        names = [f"{target}_{end}" for target in ONCE for end in ("share", "late")]
        return [(p, [self[f"{p}_{name}"] for name in names]) for p in Priority]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for priority in Priority:
            for target in Target:
                name = f"{priority}_{target}"
                without = name not in self.errors and typed.get(name) is None
                if without and (typed.get(f"{name}_share") or typed.get(f"{name}_late")):
                    self.add_error(name, _("Podaj termin, którego dotyczy próg."))
        return typed

    def promises(self) -> list[Promise]:
        typed = self.cleaned_data
        return [
            Promise(
                *(priority.value, target.value, typed[name], typed[f"{priority}_basis"]),
                warn_at=self._warnings(priority, target),
                monthly_share=typed.get(f"{name}_share"),
                late_minutes=typed.get(f"{name}_late"),
            )
            for priority in Priority
            for target in Target
            if typed[name := f"{priority}_{target}"] is not None
        ]

    def _warnings(self, priority: Priority, target: Target) -> tuple[float, ...]:
        kept = self.kept.get((priority, target))
        return kept.warn_at if kept else WARN_AT


class StepForm(forms.Form):
    """One step of escalation; an empty one counts for nothing."""

    priorities = forms.MultipleChoiceField(
        label=_("Priorytety"), choices=PRIORITIES, required=False, widget=forms.CheckboxSelectMultiple
    )
    at = forms.IntegerField(label=_("Po ilu % terminu"), min_value=1, max_value=300, required=False)
    to = forms.ChoiceField(label=_("Kto się dowiaduje"), choices=list(words.TELLS.items()))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if bool(typed.get("priorities")) != bool(typed.get("at")) and not self.errors:
            field = "at" if typed.get("priorities") else "priorities"
            self.add_error(field, _("Podaj priorytety i część terminu albo zostaw cały wiersz pusty."))
        return typed

    def step(self) -> Mapping[str, Any] | None:
        typed = self.cleaned_data
        return dict(typed) if typed.get("priorities") else None


StepFormSet = forms.formset_factory(StepForm, extra=SPARE_STEPS, max_num=20, validate_max=True)
