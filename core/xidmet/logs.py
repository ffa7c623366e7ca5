"""The log of a process: JSON lines on standard error. Events name cases and effects, never people."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.stdlib import ProcessorFormatter

STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)
AS_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def log_as_json() -> None:
    """What the portal itself says. Safe to repeat."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            STAMP,
            structlog.processors.format_exc_info,
            AS_JSON,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,  # one that is kept goes on writing to what was standard error then
    )


def log_all_as_json() -> None:
    """What the web server, libraries and Python say too, from warnings on. For a process that is ours from its start.

    Their lesser messages stay out: addresses of pages and of outside parties stand in them, and secrets in those.
    """
    log_as_json()
    lines = _Lines()
    lines.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, STAMP],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                AS_JSON,
            ],
        )
    )
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


class _Lines(logging.Handler):
    """One line for each message, with its traceback inside."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # as every handler of logging: a log that can't be written stops nobody
            self.handleError(record)
