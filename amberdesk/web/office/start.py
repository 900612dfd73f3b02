"""The first page: what a new desk still needs, in the order in which it is best done."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers import lists
from amberdesk.customers.actions.company import change_company, finish_first_run
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters import lists as rosters
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.forms.customers import CompanyForm
from amberdesk.web.office.pages import act_page, address, form_page, show


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: done or not, why, and where."""

    title: str
    text: str
    done: bool
    href: str
    link: str
    missing: str = ""  # for what exactly it is not done yet


@office
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the first-run list, or, when it is done, the ways into the office."""
    company = lists.kept_company()
    steps = first_steps()
    return show(
        request,
        "start",
        "start",
        title=_("Biuro"),
        steps=steps,
        left=sum(not step.done for step in steps),
        finished=bool(company and company.first_run_done_at),
    )


def first_steps() -> list[Step]:
    """Return what a desk needs before the first order can come in."""
    company, networks = lists.kept_company(), list(lists.all_networks())
    without = list(lists.networks_without_agreement(localdate()))
    unserved = list(rosters.networks_without_l1())
    sites = sum(network.sites for network in networks)  # type: ignore[attr-defined]
    roles = {person.role for person in rosters.all_people() if person.is_active}
    first = networks[0] if networks else None
    return [
        _company(bool(company and company.name)),
        _categories(lists.all_categories().exists()),
        _network(bool(networks)),
        _agreement(
            bool(networks) and not without, ", ".join(n.name for n in without), first.code if first else None
        ),
        _people(Role.TECHNICIAN in roles and bool(COORDINATING & roles)),
        _teams(bool(networks) and not unserved, ", ".join(n.name for n in unserved)),
        _sites(bool(sites), first.code if first else None),
        _sheets(bool(company and company.first_run_done_at), first.code if first and sites else None),
    ]


def _company(done: bool) -> Step:
    text = _("Nazwa, telefon i strefa czasowa. Nazwa jest na formularzu, w poczcie i na kartkach z kodem.")
    return Step(
        _("Firma, która prowadzi serwis"), text, done, address("office:company"), _("Wpisz dane firmy")
    )


def _categories(done: bool) -> Step:
    text = _(
        "Co może się zepsuć, co sklep może zrobić sam i o co pytać. Gotowy zestaw dla sklepów jest w programie."
    )
    return Step(_("Kategorie urządzeń"), text, done, address("office:categories"), _("Weź gotowy zestaw"))


def _network(done: bool) -> Step:
    text = _("Sieć, dla której pracujecie. Jej kod zaczyna numery zgłoszeń.")
    return Step(_("Pierwszy klient"), text, done, address("office:add_network"), _("Dodaj klienta"))


def _agreement(done: bool, missing: str, code: str | None) -> Step:
    text = _(
        "Kiedy i kto odpowiada oraz w jakim czasie. Zaczyna się od gotowego wzoru; sprawdź, czy mówi prawdę."
    )
    href = address("office:network", code) if code else address("office:add_network")
    return Step(_("Umowa"), text, done, href, _("Przeczytaj umowę"), missing)


def _people(done: bool) -> Step:
    text = _("Co najmniej jeden technik i jeden koordynator. Każdy dostaje link, pod którym wybiera hasło.")
    return Step(_("Ludzie"), text, done, address("office:add_person"), _("Dodaj osobę"))


def _teams(done: bool, missing: str) -> Step:
    text = _(
        "Technicy jednej linii dla jednej lub kilku sieci. Bez zespołu I linii nikt nie zobaczy zgłoszeń."
    )
    return Step(_("Zespoły"), text, done, address("office:add_team"), _("Dodaj zespół"), missing)


def _sites(done: bool, code: str | None) -> Step:
    text = _("Sklepy z adresem, telefonem i urządzeniami. Po jednym albo z pliku CSV lub XLSX.")
    return Step(
        _("Placówki"),
        text,
        done,
        address("office:sites", code) if code else address("office:imports"),
        _("Dodaj placówki"),
    )


def _sheets(done: bool, code: str | None) -> Step:
    text = _("Każdy sklep ma własny link. Wydrukuj kartki z kodem QR i rozdaj je sklepom.")
    href = address("office:network_sheet", code) if code else ""
    return Step(_("Linki i kartki z kodem QR"), text, done, href, _("Kartki do druku"))


@office
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Declare the first run done."""
    return act_page(
        request,
        lambda: finish_first_run(by=actor_of(request), at=now()),
        back=address("office:office"),
        said=_("Gotowe. Biuro jest uruchomione."),
    )


@office
def company(request: HttpRequest) -> HttpResponse:
    """Say who runs the desk."""
    kept = lists.kept_company()
    names = ("name", "phone", "email", "timezone")
    form = CompanyForm(request.POST or None, initial={n: getattr(kept, n) for n in names} if kept else None)
    return form_page(
        request,
        form,
        lambda typed: change_company(**typed, by=actor_of(request), at=now()),
        title=_("Firma"),
        section="company",
        back=address("office:office"),
    )
