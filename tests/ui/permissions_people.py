"""Who is answered what at the routes of people from a file, and some more. No service keeps a roster here."""

from __future__ import annotations

FILE = "/roster/{slug:str}/file"
GETS = ("", "/template/{kind:str}", "/{file:uuid}", "/{file:uuid}/{which:str}/{kind:str}")
POSTS = ("", *(f"/{{file:uuid}}/{do}" for do in ("columns", "again", "drop", "mend", "enter")))
NOBODY = "in 404 404 404 404 404 404 404"
OF_PEOPLE = {
    **{f"GET {FILE}{rest}": NOBODY for rest in GETS},
    **{f"POST {FILE}{rest}": NOBODY for rest in POSTS},
    "POST /inbox/read": "in 303 303 303 303 303 303 303",
    "POST /desk/cases/{number:str}/unconfirmed/{name:str}": "in 404 404 404 404 404 404 404",  # see test_unconfirmed
}
