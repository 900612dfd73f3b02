"""The stream that tells a page what has changed."""

from django.http import HttpRequest, HttpResponse


async def stream(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)
