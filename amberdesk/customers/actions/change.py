"""Change fields of a row and know which ones really changed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from amberdesk.customers.refusals import Refused


def change(row: Model, changes: Mapping[str, Any], allowed: frozenset[str]) -> tuple[str, ...]:
    """Save the changes and return the names of the fields that differ now. Errors: Refused for any other field."""
    if unknown := changes.keys() - allowed:
        raise Refused("field_cannot_change", sorted(unknown)[0])
    changed = tuple(sorted(name for name, value in changes.items() if getattr(row, name) != value))
    for name in changed:
        setattr(row, name, changes[name])
    if changed:
        row.save(update_fields=list(changed))
    return changed
