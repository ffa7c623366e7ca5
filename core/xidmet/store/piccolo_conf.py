"""Piccolo's own configuration: DB is whatever engine is bound at the moment it is asked for."""

from __future__ import annotations

from typing import Any

from piccolo.conf.apps import AppRegistry

from xidmet.store import bound

APP_REGISTRY = AppRegistry(apps=["xidmet.store.piccolo_app"])


def __getattr__(name: str) -> Any:
    if name == "DB":
        return bound.engine()
    raise AttributeError(name)
