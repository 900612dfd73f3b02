"""Categories: what can be broken, who deals with it, what to ask and what to try."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers import lists, words
from amberdesk.customers.actions.categories import add_category, add_starter_categories, change_category
from amberdesk.customers.models import Category
from amberdesk.customers.starter import CATEGORIES
from amberdesk.web.office.doors import actor_of, found, office
from amberdesk.web.office.forms.calendars import CategoryForm
from amberdesk.web.office.pages import act_page, address, form_page, show


@office
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """List the categories."""
    rows = list(lists.all_categories())
    shown = [
        (row, words.said(row.name), words.level(row.level), words.DEGREES[row.urgency], len(row.first_aid))
        for row in rows
    ]
    missing = len({facts["code"] for facts in CATEGORIES} - {row.code for row in rows})
    return show(request, "categories", "categories", title=_("Kategorie"), categories=shown, missing=missing)


@office
@require_POST
def take_ready_ones(request: HttpRequest) -> HttpResponse:
    """Add the ready categories for shop equipment."""
    return act_page(
        request,
        lambda: add_starter_categories(by=actor_of(request), at=now()),
        back=address("office:categories"),
        said=_("Gotowe kategorie dodane."),
    )


@office
def add(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    form = CategoryForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda _typed: add_category(**form.facts(), by=actor_of(request), at=now()),
        title=_("Nowa kategoria"),
        section="categories",
        back=address("office:categories"),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change a category."""
    row = found(Category, id)
    form = CategoryForm(request.POST or None, category=row)
    return form_page(
        request,
        form,
        lambda _typed: change_category(row, **form.facts(), by=actor_of(request), at=now()),
        title=words.said(row.name),
        section="categories",
        back=address("office:categories"),
    )
