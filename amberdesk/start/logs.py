"""Logs: one JSON line for each fact on standard error, or plain lines for a reader at a terminal."""

from collections.abc import Mapping
from typing import Any

import structlog

from amberdesk.start.hiding import hiding, secrets_of

STEPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(environ: Mapping[str, str], *secrets: str) -> dict[str, Any]:
    """Return Django's LOGGING: JSON, unless AMBERDESK_LOG=plain. Secrets, also those of the settings, are blanked."""
    hide = hiding(secrets_of(environ, *secrets))
    plain = environ.get("AMBERDESK_LOG") == "plain"
    lines = structlog.dev.plain_traceback  # never values of variables, which may be secrets
    console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=lines)
    look: Any = console if plain else structlog.processors.JSONRenderer()
    faults = [] if plain else [structlog.processors.format_exc_info]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "facts": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": STEPS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *faults,
                    look,
                    hide,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "facts"}},
        "root": {"handlers": ["stderr"], "level": environ.get("AMBERDESK_LOG_LEVEL", "WARNING")},
        "loggers": {
            "amberdesk": {"level": "INFO"},
            "django": {"handlers": [], "propagate": True, "level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {
                "level": "CRITICAL"
            },  # whoever scans the net would fill the disk
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        },
    }
