"""The same of rosters, in a service that keeps none: see test_roster, test_lists and test_roster_file."""

from __future__ import annotations

NO_ROSTER = "in 404 404 404 404 404 404 404"
PEOPLE_FILE = (
    *(("GET", rest) for rest in ("", "/template/{kind:str}", "/{file:uuid}", "/{file:uuid}/{which:str}/{kind:str}")),
    *(
        ("POST", rest)
        for rest in ("", *(f"/{{file:uuid}}/{do}" for do in ("columns", "again", "drop", "mend", "enter")))
    ),
)
LISTS = "/roster/{slug:str}/lists"
ONE_LIST = f"{LISTS}/{{wanted:uuid}}"
OF_LISTS = (  # this service keeps no roster; see test_lists
    *(f"GET {LISTS}{rest}" for rest in ("", "/{wanted:uuid}")),
    *(f"GET {ONE_LIST}/{rest}" for rest in ("rows/{kind:str}", "result", "sign", "sign/head.json", "sign/list.pdf")),
    *(f"POST {ONE_LIST}/{rest}" for rest in ("answer", "rows", "go", "back", "drop", "stop", "again")),
    *(f"POST {rest}" for rest in (LISTS, f"{ONE_LIST}/sign/file", f"{ONE_LIST}/sign/means/{{name:str}}")),
    "GET /cases/{number:str}/lists/{wanted:uuid}/proof",
)
OF_ROSTERS = {
    **dict.fromkeys(OF_LISTS, NO_ROSTER),
    **{
        f"{way} /roster/{{slug:str}}/file{rest}": NO_ROSTER for way, rest in PEOPLE_FILE
    },  # no roster; see test_roster_file
    "GET /roster": "in 200 200 200 200 303 200 200",  # one who acts for a body that keeps one is led there
    "GET /roster/{slug:str}": NO_ROSTER,  # nobody keeps one in this service; see rosters
    "GET /roster/{slug:str}/ready": "in 303 303 303 303 303 303 303",  # to the roster itself
    "POST /roster/{slug:str}/press": "in 400 400 400 400 400 400 400",  # nobody was named; see rosters
    "POST /roster/{slug:str}/{number:str}/{name:str}": NO_ROSTER,
}
