"""Watching from outside, off unless asked for: faults to Sentry, traces by OpenTelemetry. Texts of people never leave."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from amberdesk.start.configuration import Wrong


def start_watching(environ: Mapping[str, str], release: str) -> None:
    """Start what AMBERDESK_SENTRY_DSN and OTEL_EXPORTER_OTLP_ENDPOINT ask for. Raises Wrong if it is not installed."""
    if dsn := environ.get("AMBERDESK_SENTRY_DSN"):
        sentry = part("sentry_sdk", "sentry")
        sentry.init(
            dsn=dsn,
            release=release,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
        )
    if environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        start_traces()


def start_traces() -> None:
    """Send a span for each page; its address and the other settings are OpenTelemetry's own variables."""
    trace = part("opentelemetry.trace", "telemetry")
    provider = part("opentelemetry.sdk.trace", "telemetry").TracerProvider()
    exporter = part("opentelemetry.exporter.otlp.proto.http.trace_exporter", "telemetry").OTLPSpanExporter()
    provider.add_span_processor(
        part("opentelemetry.sdk.trace.export", "telemetry").BatchSpanProcessor(exporter)
    )
    trace.set_tracer_provider(provider)
    part("opentelemetry.instrumentation.django", "telemetry").DjangoInstrumentor().instrument()


def part(module: str, extra: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise Wrong(f"{module} is asked for but not installed: pip install 'amberdesk[{extra}]'.") from error
