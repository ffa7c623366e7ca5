"""The same of the API, with the session of a browser."""

from __future__ import annotations

from tests.ui.permissions_machine import OF_MACHINES

ALL = " ".join(["200"] * 8)
PROGRAMS = "401 " + " ".join(["200"] * 7)
OF_API = {
    **OF_MACHINES,
    "GET /api/v1/attestations/{number:str}": ALL,
    "POST /api/v1/attestations/{number:str}/check": "401 200 200 200 200 200 200 200",
    "GET /api/v1/attestations/{number:str}/pdf": "401 404 200 404 404 404 200 404",
    "GET /api/v1/cases": PROGRAMS,
    "GET /api/v1/cases/{number:str}": "401 404 200 404 404 404 200 404",
    "GET /api/v1/cases/{number:str}/history": "401 404 200 404 404 404 200 404",
    "GET /api/v1/cases/{number:str}/files": "401 404 200 404 404 404 200 404",
    "GET /api/v1/cases/{number:str}/files/{file:str}": "401 404 200 404 404 404 404 404",  # not among the answers
    "GET /api/v1/cases/{number:str}/files/{file:str}/content": "401 404 200 404 404 404 404 404",
    "POST /api/v1/cases/{number:str}/files/{file:str}": "401 404 409 404 404 404 403 404",  # it was sent
    "DELETE /api/v1/cases/{number:str}/files/{file:str}": "401 404 409 404 404 404 403 404",
    "GET /api/v1/cases/{number:str}/moves/{name:str}/files": "401 404 200 404 404 404 200 404",  # their own: none
    "POST /api/v1/cases/{number:str}/moves/{name:str}/files/{file:str}": "401 404 404 404 404 404 409 404",  # not asked
    "DELETE /api/v1/cases/{number:str}/moves/{name:str}/files/{file:str}": PROGRAMS.replace("200", "404"),  # none waits
    "GET /api/v1/cases/{number:str}/messages": "401 404 200 404 404 404 200 404",
    "POST /api/v1/cases/{number:str}/messages": "401 404 422 404 404 404 422 404",  # it says nothing
    "GET /api/v1/cases/{number:str}/messages/files/{file:str}/content": PROGRAMS.replace("200", "404"),  # see test_talk
    "GET /api/v1/desk": "401 403 403 403 403 403 200 403",
    "GET /api/v1/desk/colleagues": "401 403 403 403 403 403 200 403",
    "POST /api/v1/cases/{number:str}/hand-over": "401 422 422 422 422 422 422 422",  # it names nobody
    "POST /api/v1/cases/{number:str}/take": "401 403 403 403 403 403 409 403",  # nobody has to act in it
    "POST /api/v1/cases/{number:str}/release": "401 403 403 403 403 403 200 403",  # nobody has it
    "GET /api/v1/services": ALL,
    "GET /api/v1/services/{slug:str}": ALL,
    "GET /api/v1/services/{slug:str}/form": ALL,
    "GET /api/v1/services/{slug:str}/lookups/{path:str}": "401 409 200 200 200 409 200 200",
    "GET /api/v1/session": PROGRAMS,
    "POST /api/v1/cases": "401 409 201 201 201 409 201 201",
    "PATCH /api/v1/cases/{number:str}/answers": "401 404 200 404 404 404 404 404",
    "POST /api/v1/cases/{number:str}/moves/{name:str}": "401 404 409 404 404 404 409 404",  # of an old version
}
