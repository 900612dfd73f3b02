"""Attachments: up as drafts, down through the door."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.utils.timezone import now
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from amberdesk.orders.access import NoSuchOrder, file_of_staff
from amberdesk.orders.actions import upload as keep
from amberdesk.orders.files import stored_as
from amberdesk.orders.states import Refused
from amberdesk.web.api import answers, telling
from amberdesk.web.api.doing import drafts_of
from amberdesk.web.api.keys import caller_of
from amberdesk.web.api.problems import Problem
from amberdesk.web.api.refusals import problem_of

router = Router(tags=["attachments"])
HARMLESS = {  # whatever the bytes are: saved, never shown, never run
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


@router.post("/attachments", response={201: answers.File}, url_name="upload")
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Upload a file as the caller's draft; name its id when placing, replying or noting. Kept for two days."""
    caller = caller_of(request)
    try:
        draft = keep(file, name=file.name or "", draft_of=drafts_of(caller), at=now())
    except Refused as error:
        raise problem_of(error) from error
    return Status(201, telling.file(draft))


BYTES = {
    "responses": {
        200: {
            "description": "The bytes.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/attachments/{id}", url_name="attachment", openapi_extra=BYTES)
def download(request: HttpRequest, id: str) -> FileResponse:
    """Return a file of an order that the caller may see, or an own draft; representatives get public ones."""
    caller = caller_of(request)
    try:
        found = file_of_staff(caller.standing, caller.person.pk, id.replace("\x00", ""), now())
        stream = default_storage.open(stored_as(found.key))
    except (NoSuchOrder, FileNotFoundError) as error:
        raise Problem(404, "not_found") from error
    response = FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    for name, value in HARMLESS.items():
        response.headers[name] = value
    return response
