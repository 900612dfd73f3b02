"""One port, two handlers: streams under /live/ on the event loop, every other page in threads."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from amberdesk import __version__
from amberdesk.start.pages import PagesInThreads, Receive, Scope, Send
from amberdesk.start.processes import end_with_parent
from amberdesk.start.proxies import as_asked
from amberdesk.start.watching import start_watching
from amberdesk.web.live.serve import Streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amberdesk.settings")
STREAMS = "/live/"

end_with_parent()
start_watching(os.environ, __version__)
pages = PagesInThreads(get_wsgi_application(), threads=int(os.environ.get("AMBERDESK_THREADS", "6")))
streams = Streams(pages)
get_resolver().url_patterns  # noqa: B018 - loads every screen now, not at the first request
gc.collect()
gc.freeze()  # what was loaded stays: collections look only at what requests leave behind, and rarely
gc.set_threshold(50_000, 20, 20)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    scope = as_asked(scope, settings.AMBERDESK.trusted_proxies)
    handler = streams if scope["path"].startswith(STREAMS) else pages
    await handler(scope, receive, send)
