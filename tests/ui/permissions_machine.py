"""The same of programs: the feed of events, and an organisation's addresses for messages."""

from __future__ import annotations

HEAD_ONLY = "in 404 404 404 403 403 404 404"
WEBHOOKS = "/organisations/{voen:str}/webhooks"
OF_MACHINES = {
    "GET /api/v1/events": "401 " + " ".join(["200"] * 7),
    **{
        f"{way} {WEBHOOKS}{rest}": HEAD_ONLY
        for way in ("GET", "POST")
        for rest in ("/new", "/{hook:uuid}", "/{hook:uuid}/secret", "/{hook:uuid}/end")
    },
}
