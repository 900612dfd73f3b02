"""The demo's ready answers and first-aid steps: some for every common category, in words that a shop reads."""

import re

import pytest
from django.utils.timezone import now

from amberdesk.customers.actions.categories import add_starter_categories
from amberdesk.customers.starter import CATEGORIES
from amberdesk.operation.demo.answers import ANSWERS, keep_answers
from amberdesk.orders.models import ReplyTemplate
from amberdesk.orders.reply_texts import fill
from amberdesk.outbox.actor import MACHINE
from amberdesk.web.base.environment import icon


@pytest.mark.django_db
def test_every_category_has_a_ready_answer_in_polish_and_english() -> None:
    categories = {c.code: c for c in add_starter_categories(by=MACHINE, at=now())}

    assert keep_answers(categories, now()) == ReplyTemplate.objects.count() == len(ANSWERS)
    assert {t.category for t in ReplyTemplate.objects.all()} == {None, *categories.values()}
    assert all({"pl", "en"} <= t.text.keys() for t in ReplyTemplate.objects.all())


def test_every_answer_greets_and_is_signed() -> None:
    for name, _, texts in ANSWERS:
        assert texts["pl"].startswith("Dzień dobry,\n\n"), name
        assert "Ewa Lis" in fill(texts["pl"], {"technician": "Ewa Lis"}), name
        assert not re.search(r"\bL[123]\b", texts["pl"]), name  # shops know no levels


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c["code"])
def test_every_category_has_first_aid_in_three_languages(category: dict) -> None:
    assert len(category["first_aid"]) >= 1
    assert all(set(step) == {"pl", "en", "uk"} for step in category["first_aid"])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", sorted({c["icon"] for c in CATEGORIES}))
def test_the_pictures_of_the_categories_have_names_of_today(name: str) -> None:
    assert "<svg" in icon(name, size=20)
