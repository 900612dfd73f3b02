"""A short key to a mailbox of Microsoft 365 or Google, given for the long one that somebody agreed to."""

import http.client
import json
import ssl
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

from amberdesk.mail.connections import Away, SignIn, Trouble
from amberdesk.mail.models import Mailbox
from amberdesk.people.secrets import NoKey, opened

PATIENCE = 20.0  # seconds
MOST = 64 * 1024  # bytes of an answer
GONE = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "interaction_required"})
MICROSOFT_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"


def place(box: Mailbox) -> tuple[str, str]:
    """Return host and path of the provider: no other place is ever given the key."""
    if box.sign_in == SignIn.MICROSOFT:
        return "login.microsoftonline.com", f"/{quote(box.tenant, safe='')}/oauth2/v2.0/token"
    return "oauth2.googleapis.com", "/token"


def question(box: Mailbox) -> dict[str, str]:
    """Return what the provider is asked. Raises Away."""
    try:
        asked = {
            "grant_type": "refresh_token",
            "client_id": box.client_id,
            "refresh_token": opened(box.refresh_token),
        }
        secret = opened(box.client_secret)
    except NoKey as error:
        raise Away(Trouble.NO_KEY) from error
    if box.sign_in == SignIn.MICROSOFT:
        asked["scope"] = MICROSOFT_SCOPE
    return asked | ({"client_secret": secret} if secret else {})


def answer(status: int, body: bytes) -> tuple[str, str]:
    """Return the short key, and the long one that takes the old one's place ("" if none). Raises Away."""
    try:
        said: dict[str, Any] = json.loads(body)
        if status == 200 and isinstance(said["access_token"], str):
            return said["access_token"], str(said.get("refresh_token") or "")
        error = str(said.get("error", ""))
    except (ValueError, KeyError, AttributeError, TypeError) as broken:
        raise Away(Trouble.TOKEN, f"{status}") from broken
    raise Away(Trouble.SIGN_IN if error in GONE else Trouble.TOKEN, f"{status} {error}")


def ask(box: Mailbox) -> tuple[str, str]:
    """Ask the provider; the answer is as above. Redirects are not followed. Raises Away."""
    host, path = place(box)
    line = http.client.HTTPSConnection(host, timeout=PATIENCE, context=ssl.create_default_context())
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    with closing(line):
        try:
            line.request("POST", path, urlencode(question(box)), headers)
            response = line.getresponse()
            return answer(response.status, response.read(MOST))
        except (OSError, http.client.HTTPException) as error:
            raise Away(Trouble.TOKEN, str(error)) from error
