"""Who reported last from this browser: filled in next time. Kept in a cookie of the shop's pages, nowhere else."""

import json
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse

from amberdesk.web.portal.reports import LONGEST_LINE, one_line

COOKIE = "reporter"
YEAR = timedelta(days=365)


class Who(NamedTuple):
    name: str = ""
    phone: str = ""
    email: str = ""


def remembered(request: HttpRequest) -> Who:
    """Return who reported here last; nobody where the cookie is missing or makes no sense."""
    try:
        parts = json.loads(unquote(request.COOKIES.get(COOKIE, "")))
        return Who(*(one_line(part)[:LONGEST_LINE] for part in parts))
    except (ValueError, TypeError):
        return Who()


def remember(request: HttpRequest, response: HttpResponse, who: Who) -> None:
    """Keep it for a year."""
    value = quote(json.dumps(who, ensure_ascii=False))
    response.set_cookie(
        COOKIE, value, max_age=YEAR, path="/s/", samesite="Lax", httponly=True, secure=request.is_secure()
    )
