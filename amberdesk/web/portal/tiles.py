"""The big tiles of a shop's page, and what to try first for each. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from amberdesk.customers.models import Category, Device
from amberdesk.customers.texts import text_in
from amberdesk.web.portal.reports import OTHER

MOST_AIDS = 30  # as many have a rule in portal.css


@dataclass(frozen=True, slots=True)
class Tile:
    """`aid`: the number of its first-aid steps, 0 for none; `reported`: it has an open order."""

    value: str
    title: str
    label: str = ""
    icon: str = ""
    aid: int = 0
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Aid:
    """Steps as (value, text)."""

    number: int
    code: str
    title: str
    steps: Sequence[tuple[str, str]]


def tiles_and_aids(
    devices: Iterable[Device], categories: Sequence[Category], reported: Collection[int], language: str
) -> tuple[list[Tile], list[Aid]]:
    """Return a tile for each device, or for each category where no device is known; "something else" comes last.

    reported: ids of devices with an open order.
    """
    by_code = {category.code: category for category in categories}
    known = sorted(
        devices, key=lambda d: (by_code[d.kind].position if d.kind in by_code else 999, d.label, d.pk)
    )
    shown = {d.kind for d in known} if known else by_code.keys() - {OTHER}
    aids = _aids([c for c in categories if c.code in shown], language)
    numbers = {aid.code: aid.number for aid in aids}
    if known:
        tiles = [_of_device(d, by_code.get(d.kind), numbers, d.pk in reported, language) for d in known]
    else:
        tiles = [
            Tile(f"c:{c.code}", text_in(c.name, language), icon=c.icon, aid=numbers.get(c.code, 0))
            for c in categories
            if c.code in shown and c.parent_id is None
        ]
    return tiles, aids


def _of_device(
    device: Device, category: Category | None, numbers: dict[str, int], reported: bool, language: str
) -> Tile:
    title = text_in(category.name, language) if category else device.label
    label = "" if device.label.casefold() == title.casefold() else device.label
    icon = category.icon if category else ""
    return Tile(f"d{device.pk}", title, label, icon, numbers.get(device.kind, 0), reported)


def _aids(categories: Iterable[Category], language: str) -> list[Aid]:
    helpful = [c for c in categories if c.first_aid][:MOST_AIDS]
    return [
        Aid(
            number,
            c.code,
            text_in(c.name, language),
            [(f"{c.code}:{place}", text_in(step, language)) for place, step in enumerate(c.first_aid)],
        )
        for number, c in enumerate(helpful, 1)
    ]


def steps_tried(values: Iterable[str], category: Category | None, language: str) -> list[str]:
    """Return the texts of the ticked steps that belong to the category."""
    if category is None:
        return []
    offered = {f"{category.code}:{place}": step for place, step in enumerate(category.first_aid)}
    return [text_in(offered[value], language) for value in values if value in offered]
