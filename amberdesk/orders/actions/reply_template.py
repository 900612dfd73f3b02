"""Keep the ready answers: the office's work."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.models import Category
from amberdesk.orders.models import ReplyTemplate
from amberdesk.orders.reply_texts import unknown_places
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import publish

LANGUAGES = ("pl", "en", "uk")
LONGEST = 5000  # characters


@transaction.atomic
def keep_template(
    template: ReplyTemplate | None = None,
    *,
    name: str,
    text: Mapping[str, str],
    category: Category | None = None,
    active: bool = True,
    by: Actor,
    at: datetime,
) -> ReplyTemplate:
    """Return a new ready answer, or the given one changed. `text`: by language, Polish at least.

    Raises customers.refusals.Forbidden, Refused("template_name_missing" | "template_name_taken" | "text_missing"
    | "text_too_long" | "place_unknown").
    """
    require_office(by)
    name = " ".join(name.split())[:80]
    if not name:
        raise Refused("template_name_missing")
    template = template or ReplyTemplate()
    if ReplyTemplate.objects.filter(name=name).exclude(pk=template.pk).exists():
        raise Refused("template_name_taken", name=name)
    template.name, template.text, template.category, template.active = name, _checked(text), category, active
    template.save()
    publish("template.kept", at=at, by=by, subject=f"template:{template.pk}", data={"active": active})
    return template


def _checked(text: Mapping[str, str]) -> dict[str, str]:
    said = {code: words.strip() for code, words in text.items() if code in LANGUAGES and words.strip()}
    if "pl" not in said:
        raise Refused("text_missing")
    for words in said.values():
        if len(words) > LONGEST:
            raise Refused("text_too_long", most=LONGEST, length=len(words))
        if unknown := unknown_places(words):
            raise Refused("place_unknown", places=unknown)
    return said
