"""The log of a process: JSON lines on standard error. Events name cases and effects, never people."""

from __future__ import annotations

import logging
import sys

import structlog


def log_as_json() -> None:
    """Called once by each process that serves or works; safe to repeat."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,  # one that is kept goes on writing to what was standard error then
    )
