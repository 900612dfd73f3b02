"""The office's list of ready answers: only administrators keep them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from amberdesk.customers.queries import categories
from amberdesk.customers.refusals import Forbidden
from amberdesk.orders import access, words
from amberdesk.orders.actions.reply_template import LANGUAGES, LONGEST, keep_template
from amberdesk.orders.category_words import category_word
from amberdesk.orders.models import ReplyTemplate
from amberdesk.orders.reply_texts import PLACES
from amberdesk.orders.states import Refused
from amberdesk.orders.surroundings import all_templates, template_of
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")
BLAMES = {
    "template_name_missing": "name",
    "template_name_taken": "name",
    "text_missing": "text_pl",
    "place_unknown": "text_pl",
}


def office(
    view: Callable[Concatenate[HttpRequest, More], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Let administrators through; whoever is not signed in may sign in, everybody else gets 404."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        if getattr(request.user, "role", "") != Role.ADMINISTRATOR:
            raise Http404
        return view(request, *args, **kwargs)

    return asked


def text_field(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )


class TemplateForm(forms.Form):
    """A ready answer in each language."""

    name = forms.CharField(label=lazy("Nazwa"), max_length=80)
    category: Any = forms.ModelChoiceField(
        None, label=lazy("Kategoria"), required=False, empty_label=lazy("każda")
    )
    text_pl = text_field(lazy("Treść po polsku"), required=True)
    text_en = text_field(lazy("Treść po angielsku"))
    text_uk = text_field(lazy("Treść po ukraińsku"))
    active = forms.BooleanField(label=lazy("W użyciu"), required=False, initial=True)

    def __init__(self, data: Any = None, template: ReplyTemplate | None = None) -> None:
        texts = {f"text_{code}": (template.text.get(code, "") if template else "") for code in LANGUAGES}
        kept = {n: getattr(template, n) for n in ("name", "category", "active")} if template else {}
        super().__init__(data, initial={**texts, **kept})
        field: Any = self.fields["category"]
        field.queryset, field.label_from_instance = categories(), category_word
        places = ", ".join(f"{{{place}}}" for place in PLACES)
        self.fields["text_pl"].help_text = _("Wypełnią się same: %(places)s.") % {"places": places}

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code in LANGUAGES}


@require_GET
@office
def templates(request: HttpRequest) -> HttpResponse:
    """List all ready answers."""
    shown = [(t, category_word(t.category) if t.category else "") for t in all_templates()]
    return render(request, "orders/all_templates.html", {"templates": shown})


@require_http_methods(["GET", "POST"])
@office
def template(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """Make a ready answer, or change one."""
    kept = template_of(id) if id else None
    if id and kept is None:
        raise Http404
    form = TemplateForm(request.POST if request.method == "POST" else None, kept)
    if form.is_valid() and keep(request, form, kept):
        messages.success(request, _("Szablon zapisany."))
        return redirect("orders:templates")
    status = 422 if form.errors else 200
    return render(request, "orders/template_form.html", {"form": form, "template": kept}, status=status)


def keep(request: HttpRequest, form: TemplateForm, kept: ReplyTemplate | None) -> bool:
    """Call the action; put its refusal at the field to blame."""
    assert isinstance(request.user, Person)
    d = form.cleaned_data
    facts = {"name": d["name"], "text": form.texts(), "category": d["category"], "active": d["active"]}
    try:
        keep_template(kept, **facts, by=access.actor_of(request.user), at=now())
    except Refused as refusal:
        form.add_error(BLAMES.get(refusal.code), words.refusal(refusal))
        return False
    except Forbidden:
        raise Http404 from None
    return True
