"""What our forms share."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.customers.models import Category
from amberdesk.customers.texts import text_in

FACT = "fact_"


class Form(forms.Form):
    """A form whose fields and data are what they are: Django's stubs know only their narrowest shape."""

    fields: Any
    data: Any

    def hush(self) -> None:
        """Say nothing of what is still missing: the form is only looked at."""
        self._errors = ErrorDict()


class FactForm(Form):
    """A form that asks what the next level must know of an order of some category."""

    asked: list[dict[str, Any]]

    def ask(self, category: Category | None, *, known: Any = None, required: bool = True) -> None:
        """Ask for the category's facts; those `known` already stand there."""
        self.asked = category.facts if category else []
        for fact in self.asked:
            code, told = fact["code"], text_in(fact["label"], get_language() or "pl")
            self.fields[FACT + code] = forms.CharField(
                label=told,
                required=required and bool(fact.get("required")),
                initial=(known or {}).get(code),
                max_length=2000,
            )

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[FACT + fact["code"]] for fact in self.asked]

    @property
    def facts(self) -> dict[str, str]:
        """Return what was told, by code."""
        return {fact["code"]: self.cleaned_data[FACT + fact["code"]] for fact in self.asked}

    def miss(self, codes: list[str]) -> None:
        """Say at each of the facts that it is missing."""
        for code in codes:
            self.add_error(FACT + code, _("Bez tego następny poziom nie ruszy z miejsca."))
