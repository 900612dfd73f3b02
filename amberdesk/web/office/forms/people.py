"""Forms of people and teams."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers import lists
from amberdesk.customers import words as customer_words
from amberdesk.people import words
from amberdesk.people.models import Person
from amberdesk.rosters import lists as rosters
from amberdesk.rosters.models import Team
from amberdesk.web.office.forms.fields import offer

ROLES = [(role.value, text) for role, text in words.ROLES.items()]


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Imię i nazwisko"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Adres e-mail"),
        max_length=254,
        help_text=_("Tym adresem się loguje."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Rola"), choices=ROLES)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Język"), choices=[("pl", "Polski"), ("en", "English")])


class PersonChoiceForm(forms.Form):
    """Choose one person."""

    person = forms.ChoiceField(label=_("Osoba"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [(str(p.pk), f"{p.name} ({words.role(p.role)})") for p in people])


class TeamForm(forms.Form):
    name = forms.CharField(
        label=_("Nazwa"), max_length=80, help_text=_("Na przykład Infolinia albo Serwis Pomorze.")
    )
    level = forms.ChoiceField(label=_("Linia wsparcia"), choices=list(customer_words.LEVELS.items()))
    networks = forms.MultipleChoiceField(label=_("Klienci"), widget=forms.CheckboxSelectMultiple)
    members = forms.MultipleChoiceField(
        label=_("Technicy"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ChoiceField(
        label=_("Prowadzący"),
        required=False,
        help_text=_("Tylko w II linii: widzi pracę I linii swoich sieci."),
    )
    active = forms.BooleanField(label=_("Zespół pracuje"), required=False, initial=True)

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": facts_of(team) if team else None, **kwargs})
        self.choices_of_networks = {str(n.pk): n for n in lists.all_networks() if n.active}
        self.technicians = {str(p.pk): p for p in rosters.technicians()}
        people = [(key, person.name) for key, person in self.technicians.items()]
        offer(self, "networks", [(key, n.name) for key, n in self.choices_of_networks.items()])
        offer(self, "members", people)
        offer(self, "lead", [("", _("nikt")), *people])
        del self.fields["level" if team else "active"]

    def facts(self) -> dict[str, Any]:
        """Return what was typed with rows for ids."""
        typed = self.cleaned_data
        return {
            **typed,
            "networks": [self.choices_of_networks[key] for key in typed["networks"]],
            "members": [self.technicians[key] for key in typed["members"]],
            "lead": self.technicians.get(typed["lead"]),
        }


def facts_of(team: Team) -> dict[str, Any]:
    members = list(team.memberships.all())
    return {
        "name": team.name,
        "networks": [str(network.pk) for network in team.networks.all()],
        "members": [str(m.person_id) for m in members],
        "lead": next((str(m.person_id) for m in members if m.is_lead), ""),
        "active": team.active,
    }
