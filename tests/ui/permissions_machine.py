"""The same of programs: the feed of events, and an organisation's addresses for messages."""

from __future__ import annotations

HEAD_ONLY = "in 404 404 404 403 403 404 404"
WEBHOOKS = "/organisations/{voen:str}/webhooks"
NO_ROSTER = "401 404 404 404 404 404 404 404"  # nobody keeps one in this service; see tests.ui.roster_api
ROSTERS = "/api/v1/rosters/{slug:str}"
PEOPLE, LIST = f"{ROSTERS}/people/{{people:str}}", f"{ROSTERS}/lists/{{wanted:str}}"
OF_MACHINES = {
    **dict.fromkeys(
        (
            *(f"GET {path}" for path in (ROSTERS, PEOPLE, f"{PEOPLE}/rows", f"{ROSTERS}/lists", LIST)),
            *(f"GET {LIST}/{rest}" for rest in ("rows", "head", "result")),
            *(f"POST {path}" for path in (f"{PEOPLE}/entry", f"{LIST}/ready", f"{LIST}/stop")),
            f"DELETE {LIST}",
        ),
        NO_ROSTER,
    ),
    f"POST {ROSTERS}/people": "401 422 422 422 422 422 422 422",  # it names nobody
    f"POST {ROSTERS}/lists": "401 422 422 422 422 422 422 422",  # nor a move
    f"POST {LIST}/signature": "401 415 415 415 415 415 415 415",  # not the bytes of a file
    "GET /api/v1/events": "401 " + " ".join(["200"] * 7),
    **{
        f"{way} {WEBHOOKS}{rest}": HEAD_ONLY
        for way in ("GET", "POST")
        for rest in ("/new", "/{hook:uuid}", "/{hook:uuid}/secret", "/{hook:uuid}/end")
    },
}
