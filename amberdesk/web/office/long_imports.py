"""A long import while a worker tries or writes it: how far it is, what it would do, what was wrong."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.operation.actions.imports import confirm_import
from amberdesk.operation.imports import import_job
from amberdesk.operation.models import ImportJob
from amberdesk.web.office.doors import office
from amberdesk.web.office.imports.jobs import title_of
from amberdesk.web.office.pages import address, show


@office
@require_safe
def progress(request: HttpRequest, id: int) -> HttpResponse:
    """Show how far it is; the page asks again for this part alone."""
    job = _job(id)
    name = "_import_job" if request.headers.get("HX-Request") else "import_job"
    return show(request, name, "imports", title=title_of(job.kind), job=job)


@office
@require_POST
def confirm(request: HttpRequest, id: int) -> HttpResponse:
    """Let what was tried be written."""
    if not confirm_import(_job(id), at=now()):
        messages.error(request, _("Ten podgląd stracił ważność. Wczytaj plik jeszcze raz."))
    return redirect(address("office:import_job", id))


def _job(id: int) -> ImportJob:
    job = import_job(id)
    if job is None:
        raise Http404
    return job
