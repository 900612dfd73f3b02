"""What a category says to the reader: its name, its first aid, its ways to solve a problem."""

from django.utils.translation import get_language

from amberdesk.customers.models import Category
from amberdesk.customers.texts import text_in
from amberdesk.orders import words


def category_word(category: Category) -> str:
    """Return the category's name."""
    return text_in(category.name, get_language() or "pl")


def first_aid(category: Category | None) -> list[str]:
    """Return what to try first, step by step."""
    language = get_language() or "pl"
    return [step for s in (category.first_aid if category else []) if (step := text_in(s, language))]


def solution_choices(category: Category | None) -> list[tuple[str, str]]:
    """Return the category's ways to solve a problem; without a category all known ones."""
    codes = category.solution_codes if category and category.solution_codes else list(words.SOLUTIONS)
    return [(code, words.solution(code)) for code in codes]
