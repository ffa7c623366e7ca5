"""The wording of a notice on a day: the agency's last one that has begun, or what the plugin declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from xidmet import clock
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.store import agency_changes
from xidmet.store.agency_changes import Change


def subject_of(service: type[Service]) -> str:
    """What changes of its texts are written under."""
    return f"texts:{service.slug}"


async def in_force(service: type[Service], transition: Transition, place: int) -> Mapping[str, str]:
    """By language, as of today; empty where the declared wording holds. place: of the notice in the transition."""
    changes = await agency_changes.of_subject(subject_of(service))
    found = standing(changes, transition, place, clock.today())
    return (found.says["wording"] or {}) if found else {}


def standing(changes: Iterable[Change], transition: Transition, place: int, day: dt.date) -> Change | None:
    """The change that rules this notice on this day; of two from one day the later one."""
    begun = [one for one in of_notice(changes, transition, place) if from_day(one) <= day]
    return max(begun, key=lambda one: (from_day(one), one.number), default=None)


def of_notice(changes: Iterable[Change], transition: Transition, place: int) -> list[Change]:
    return [one for one in changes if _is_about(one.says, transition, place)]


def from_day(change: Change) -> dt.date:
    return dt.date.fromisoformat(change.says["from"])


def _is_about(says: Mapping[str, Any], transition: Transition, place: int) -> bool:
    """A notice that stands elsewhere in a newer version of the plugin keeps its wording; so does one that the plugin
    words anew in the same place. None takes the wording of another.
    """
    if says["transition"] != transition.name:
        return False
    texts = [notice.text for notice in transition.tells]
    if says["place"] < len(texts) and texts[says["place"]] == says["text"]:
        return place == int(says["place"])
    if says["text"] in texts:
        return place == texts.index(says["text"])
    return place == int(says["place"])
