"""The look of a brand: its colours as a stylesheet, its logo as a picture. Public; a change has a new address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amberdesk.customers.colours import DARK_PAGE, PAGE, seen_on, text_on
from amberdesk.customers.queries import branding_by_key

HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
SHEET = """\
.top {{ border-bottom-color: {line}; }}
.main, .main:hover {{ color: {text}; background: {colour}; border-color: {line}; }}
.main:hover {{ text-decoration: underline; }}
@media (prefers-color-scheme: dark) {{
  .top {{ border-bottom-color: {night}; }}
  .main, .main:hover {{ color: {text}; background: {colour}; border-color: {night}; }}
}}
"""


@require_safe
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """Give the colours: words on the button as they read best, lines as far from the page as they need to be."""
    found = branding_by_key(key)
    if found is None or not found.colour:
        raise Http404
    colour = found.colour
    told = {
        "colour": colour,
        "text": text_on(colour),
        "line": seen_on(colour, PAGE),
        "night": seen_on(colour, DARK_PAGE),
    }
    return HttpResponse(SHEET.format(**told), content_type="text/css; charset=utf-8", headers=HEADERS)


@require_safe
def logo(request: HttpRequest, key: str) -> HttpResponse:
    """Give the picture."""
    found = branding_by_key(key)
    if found is None or found.logo is None:
        raise Http404
    safe = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(bytes(found.logo), content_type="image/png", headers=HEADERS | safe)
