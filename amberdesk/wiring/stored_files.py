"""Are the files of messages where their rows say, and what their rows say."""

from collections.abc import Iterator
from hashlib import file_digest

from django.conf import settings
from django.core.files.storage import default_storage

from amberdesk.operation.snapshot import snapshot
from amberdesk.orders.files import stored_as
from amberdesk.start.database import direct_url


def faults() -> Iterator[str]:
    """Read every file of the store; yield a line for each that is missing or damaged."""
    with snapshot(direct_url(settings.AMBERDESK)) as seen:
        for file in seen.files():
            try:
                with default_storage.open(stored_as(file.key)) as content:
                    whole = file_digest(content, "sha256").digest() == bytes(file.sha256)
            except FileNotFoundError:
                yield f"missing {stored_as(file.key)}"
            else:
                if not whole:
                    yield f"damaged {stored_as(file.key)}"
