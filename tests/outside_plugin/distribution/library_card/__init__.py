"""Library cards of an invented House of Books: asked for, made at once, given back."""

from collections.abc import Sequence

from xidmet import Service, hookimpl

from .service import LibraryCard


@hookimpl
def services() -> Sequence[type[Service]]:
    return [LibraryCard]
