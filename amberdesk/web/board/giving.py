"""Giving orders to a level and a technician: by a key or a drop at once, or by the dialog."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amberdesk.customers.codes import Level
from amberdesk.orders.actions import assign as do_assign
from amberdesk.orders.board import Shown, some_cards
from amberdesk.orders.crew_queries import Crew, Technician, crew, technician
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.web.board.cards import foot_of
from amberdesk.web.board.forms import Choices, GivenForm, level_choices
from amberdesk.web.board.outcomes import Named, Outcome, answer, do_each, named_orders
from amberdesk.web.board.reader import Reader, board_reader


@require_http_methods(["GET", "HEAD", "POST"])
@board_reader
def assign(reader: Reader) -> HttpResponse:
    """Show the dialog, or assign the named orders (order=<id>:<version>, several)."""
    posted = reader.request.method == "POST"
    data = reader.request.POST if posted else reader.request.GET
    named = named_orders(data.getlist("order"))
    if posted and not data.get("technician"):
        return answer(reader, *_assign(reader, named, data.get("level", ""), None))
    cards, who = cards_of(reader, named)
    form = _form(reader, cards, who, posted)
    if posted and form.is_valid():
        person = technician(form.technician_id or 0, {c.card.network_id for c in cards})
        return answer(reader, *_assign(reader, named, form.cleaned_data["level"], person))
    facts = {"form": form, "named": named, "cards": cards, "hint": hint(cards, who)}
    return show_dialog(reader, "board/_give.html", _("Przydziel"), facts, 422 if posted else 200)


def _assign(
    reader: Reader, named: Sequence[Named], level: str, person: Person | None
) -> tuple[list[Outcome], str]:
    """Assign each order; return the outcomes and the sentence for those that went well."""
    if level not in set(Level):
        raise Http404

    def act(order: Order, version: int) -> tuple[Order, list[int]]:
        order = do_assign(
            order, level=Level(level), technician=person, by=reader.by, at=reader.at, expected=version
        )
        return order, [order.last_event_id]

    outcomes = do_each(reader, named, act)
    return outcomes, given(
        [o.order.number for o in outcomes if o.events], level, person.name if person else ""
    )


def given(numbers: Sequence[str], level: str, name: str) -> str:
    """Return "Przydzielono FAL-26-004217-1: L1, Ewa Lis", or how many."""
    where = f"{level}, {name}" if name else level
    if len(numbers) == 1:
        return _("Przydzielono %(number)s: %(where)s") % {"number": numbers[0], "where": where}
    count = len(numbers)
    said = ngettext(
        "Przydzielono %(count)s zgłoszenie: %(where)s", "Przydzielono %(count)s zgłoszeń: %(where)s", count
    )
    return said % {"count": count, "where": where}


def cards_of(reader: Reader, named: Sequence[Named]) -> tuple[list[Shown], Crew]:
    """Return the cards of the named orders that are open, and who could take them. Http404 when none is."""
    who = crew([n.pk for n in reader.networks], reader.at)
    cards = some_cards(reader.standing, reader.networks, [n.id for n in named], who, reader.at)
    if not cards:
        raise Http404
    return cards, who


def _form(reader: Reader, cards: Sequence[Shown], who: Crew, posted: bool) -> GivenForm:
    data = reader.request.POST if posted else reader.request.GET
    levels = common_levels(cards)
    chosen = data.get("level") or preset_level(cards)
    suggestion = cards[0].suggestion if len(cards) == 1 else None
    person = suggestion.person_id if suggestion and suggestion.level == chosen else None
    choices, here = technicians(cards, who, chosen), reverse("board:assign")
    if posted:
        return GivenForm(data, here=here, levels=level_choices(levels), technicians=choices)
    initial = {"level": chosen, "technician": person}
    return GivenForm(initial=initial, here=here, levels=level_choices(levels), technicians=choices)


def common_levels(cards: Sequence[Shown]) -> tuple[str, ...]:
    """Return the levels to which the reader may assign every one of the cards."""
    return tuple(sorted(level for level in Level if all(level in c.levels for c in cards)))


def preset_level(cards: Sequence[Shown]) -> str:
    """Return the level that the cards have or should have, when it is the same."""
    wanted = {c.suggestion.level.value if c.suggestion else c.card.level for c in cards}
    return wanted.pop() if len(wanted) == 1 else cards[0].card.level


def technicians(cards: Sequence[Shown], who: Crew, level: str) -> Choices:
    """Return the technicians who may take all of the cards at a level; for L1 also L2, who may stand in."""
    networks = {c.card.network_id for c in cards}
    choices: Choices = [
        ("", _("bez technika, na razie tylko poziom")),
        *_named(_common(who, networks, level)),
    ]
    if level == Level.L1:
        choices.append((_("L2 w zastępstwie"), _named(_common(who, networks, "L2"))))
    return [(key, value) for key, value in choices if value]


def _common(who: Crew, networks: set[int], level: str) -> list[Technician]:
    ids = [{t.person_id for t in who.get((n, level), ())} for n in networks]
    some = who.get((next(iter(networks)), level), ())
    return sorted(
        (t for t in some if all(t.person_id in those for those in ids)),
        key=lambda t: (not t.on_shift, t.open_orders, t.name),
    )


def _named(people: Sequence[Technician]) -> Choices:
    return [(t.person_id, _label(t)) for t in people]


def _label(t: Technician) -> str:
    orders = ngettext("%(count)s otwarte", "%(count)s otwartych", t.open_orders) % {"count": t.open_orders}
    return " · ".join([t.name, orders, *([_("na zmianie")] if t.on_shift else [])])


def hint(cards: Sequence[Shown], who: Crew) -> str:
    """Return the suggestion for a single card with its reasons."""
    if len(cards) != 1 or not cards[0].suggestion:
        return ""
    names = {t.person_id: t.name for technicians in who.values() for t in technicians}
    foot = foot_of(cards[0], names, get_language() or "pl")
    return f"{foot.hint} ({foot.why})"


def show_dialog(
    reader: Reader, template: str, title: str, facts: dict[str, object], status: int = 200
) -> HttpResponse:
    """Show a dialog's content, or for a browser without scripts a page of its own."""
    fragment = reader.request.headers.get("HX-Request")
    page = {"title": title, "dialog": template, "now": reader.at, **facts}
    return render(reader.request, template if fragment else "board/page.html", page, status=status)
