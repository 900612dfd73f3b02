import pytest

from amberdesk.start.configuration import Wrong
from amberdesk.start.watching import start_watching


def test_nothing_is_watched_unless_asked_for():
    start_watching({}, "1.0")


@pytest.mark.parametrize("name", ["AMBERDESK_SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_what_is_asked_for_but_not_installed_stops_the_start(name: str):
    with pytest.raises(Wrong, match=r"pip install 'amberdesk\["):
        start_watching({name: "http://127.0.0.1:1/1"}, "1.0")
