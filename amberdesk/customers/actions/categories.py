"""Keep the list of what can be broken."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.change import change
from amberdesk.customers.codes import Degree, Kind, Level
from amberdesk.customers.models import Category
from amberdesk.customers.refusals import Refused
from amberdesk.customers.starter import CATEGORIES
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset(
    {
        *("name", "parent", "icon", "kind", "level", "urgency", "not_for_l1", "facts", "first_aid"),
        *("solution_codes", "position", "active"),
    }
)
CHOICES: dict[str, type[Degree] | type[Kind] | type[Level]] = {
    "kind": Kind,
    "level": Level,
    "urgency": Degree,
}


@transaction.atomic
def add_category(*, code: str, by: Actor, at: datetime, **facts: Any) -> Category:
    """Return a new category. `facts`: any of CHANGEABLE; a name in Polish at least."""
    require_office(by)
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", code):
        raise Refused("category_code_shape", "code")
    if Category.objects.filter(code=code).exists():
        raise Refused("category_code_taken", "code", text=code)
    category = Category(code=code)
    for field, value in _checked({"name": {}, **facts}, category).items():
        setattr(category, field, value)
    category.save()
    record(events.CategoryAdded(id=category.pk, code=code), by=by, at=at)
    return category


@transaction.atomic
def change_category(category: Category, *, by: Actor, at: datetime, **changes: Any) -> Category:
    """Return the category with its facts changed; `active=False` takes it off the forms. Its code never changes."""
    require_office(by)
    category = Category.objects.select_for_update().get(pk=category.pk)
    changed = change(category, _checked(changes, category), CHANGEABLE)
    if changed:
        record(events.CategoryChanged(id=category.pk, fields=changed), by=by, at=at)
    return category


@transaction.atomic
def add_starter_categories(*, by: Actor, at: datetime) -> list[Category]:
    """Return the ready categories for shop equipment that were not there yet, now added."""
    require_office(by)
    kept = set(Category.objects.values_list("code", flat=True))
    return [
        add_category(**facts, position=10 * place, by=by, at=at)
        for place, facts in enumerate(CATEGORIES, 1)
        if facts["code"] not in kept
    ]


def _checked(facts: dict[str, Any], category: Category) -> dict[str, Any]:
    """Return the facts in their clean form. Errors: Refused."""
    if unknown := facts.keys() - CHANGEABLE:
        raise Refused("field_cannot_change", sorted(unknown)[0])
    for field, choices in CHOICES.items():
        if field in facts and facts[field] not in set(choices):
            raise Refused("unknown_choice", field)
    if "name" in facts:
        names = {
            code: checks.line(text, f"name_{code}", 80, required=False)
            for code, text in facts["name"].items()
        }
        if not names.get("pl"):
            raise Refused("empty", "name_pl")
        facts = facts | {"name": {code: name for code, name in names.items() if name}}
    parent = facts.get("parent")
    if parent and category.pk in {parent.pk, parent.parent_id} - {None}:
        raise Refused("category_inside_itself", "parent")
    return facts
