"""Who is answered what at every route: a new route must be written in here."""

from tests.ui.permissions_api import OF_API
from tests.ui.permissions_assist import OF_ASSISTANTS
from tests.ui.permissions_people import OF_PEOPLE
from tests.ui.permissions_rosters import OF_ROSTERS

PEOPLE = ("anonymous", "newcomer", "owner", "employee", "holder", "organisation", "officer", "inspector")
SIGN_IN = "in"  # sent to sign in
ALL = " ".join(["200"] * 8)
NOWHERE = " ".join(["404"] * 8)
EVERYBODY_GOES_ON = " ".join(["303"] * 8)
SIGNED_IN = "in " + " ".join(["200"] * 7)
PROGRAMS = "401 " + " ".join(["200"] * 7)
OWNER = "in 404 200 404 404 404 404 404"
OWNER_GOES_ON = "in 404 303 404 404 404 404 404"
ROWS_FILE = "/cases/{number:str}/rows/{field:str}/{file:uuid}"
NO_ROW = "in 404 404 404 404 404 404 404"  # this form has none; see test_a_row_is_the_applicants_alone
SIGN, SIGNED = "sign/{wanted:uuid}", "signatures/{wanted:uuid}"
SIGNING = (
    *(f"GET {SIGN}{rest}" for rest in ("", "/document.pdf", "/page/{place:int}")),
    *(f"POST {one}" for one in (f"{SIGN}/file", f"{SIGN}/scan", f"{SIGN}/means/{{name:str}}", f"{SIGNED}/check")),
    *(f"GET {SIGNED}{rest}" for rest in ("", "/{kind:str}", "/{kind:str}/page/{place:int}")),
)
TEXT = "/offices/{agency:str}/texts/{slug:str}/{move:str}/{place:int}"
KEPT_TABLE = "/offices/{agency:str}/tables/{name:str}"
TRY = "/sign/{name:str}"
PAID = ("", "/receipt", "/{payment:uuid}", "/{payment:uuid}/receipt", "/{payment:uuid}/check")
PAYING = (
    *(("GET", rest) for rest in PAID),
    *(("POST", rest) for rest in ("/receipt", "/means/{name:str}", "/{payment:uuid}", "/{payment:uuid}/check")),
)
HEAD_ONLY = "in 404 404 404 403 403 404 404"  # other holders are told so; see test_organisations
ADMINISTRATOR = "in 404 404 404 404 404 200 404"
OFFICER = "in 403 403 403 403 403 200 403"
DESK_CASE = "in 404 404 404 404 404 200 404"
OWNER_AND_OFFICER = "in 404 200 404 404 404 200 404"
TABLE = {  # route: what PEOPLE are answered, in their order; looking is tried before posting
    **OF_ROSTERS,
    "GET /": ALL,
    "GET /.well-known/xidmet-journal.json": ALL,
    "GET /.well-known/xidmet-keys.json": ALL,
    "GET /.well-known/xidmet-status.jwt": ALL,
    "GET /.well-known/xidmet-status/{name:str}": ALL,
    "GET /.well-known/xidmet-seals.json": ALL,
    "GET /accessibility": ALL,
    "GET /account": SIGNED_IN,
    "GET /account/email": SIGNED_IN,
    "POST /account/email": "in 303 303 303 303 303 303 303",
    "GET /account/email/sent": SIGNED_IN,
    "GET /account/email/confirm/{token:str}": ALL,
    "POST /account/email/confirm/{token:str}": " ".join(["410"] * 8),
    "GET /account/email/undo/{token:str}": ALL,
    "POST /account/email/undo/{token:str}": " ".join(["410"] * 8),
    "GET /account/identity": SIGNED_IN,
    "POST /account/identity": "in 422 422 422 422 422 422 422",  # nothing was typed; see test_foreigners
    "GET /account/means": SIGNED_IN,
    "GET /account/means/{wanted:uuid}": "in 404 404 404 404 404 404 404",  # nobody's; see test_my_means
    "POST /account/means/{wanted:uuid}/rename": "in 404 404 404 404 404 404 404",
    "POST /account/means/{wanted:uuid}/remove": "in 404 404 404 404 404 404 404",
    "GET /account/password": SIGNED_IN,
    "POST /account/password": "in 422 422 422 422 422 422 422",
    "GET /account/close": SIGNED_IN,
    "POST /account/close": "in 422 422 422 422 422 422 422",  # the box was not ticked; see test_closing
    "GET /account/closed": ALL,
    "GET /account/consents": SIGNED_IN,
    "POST /account/consents/{consent:uuid}/withdraw": "in 404 404 404 404 404 404 404",  # nobody's; see test_privacy
    "GET /account/data": SIGNED_IN,
    "POST /account/data": "in 303 303 303 303 303 303 303",
    "POST /account/data/{copy:uuid}/data.zip": "in 404 404 404 404 404 404 404",  # nobody's; see test_my_copy
    "GET /cases/{number:str}/complaint": NO_ROW,  # nothing was decided against anybody; see test_complaint
    "GET /cases/{number:str}/complaint.ics": NO_ROW,
    "POST /cases/{number:str}/complaint": NO_ROW,
    "POST /cases/{number:str}/complaint/decision": NO_ROW,
    "GET /cases/{number:str}/opinion/{name:str}": NO_ROW,  # no body is asked; see test_deciding
    "POST /cases/{number:str}/opinion/{name:str}": NO_ROW,
    "GET /cases/{number:str}/messages": OWNER_AND_OFFICER,
    "POST /cases/{number:str}/messages": "in 404 422 404 404 404 422 404",  # nothing was written; see test_talk
    "GET /cases/{number:str}/messages/files/{document:uuid}": NO_ROW,  # none came along; see test_talk
    "GET /cases/{number:str}/capsule": OWNER_AND_OFFICER,
    "POST /cases/{number:str}/capsule": "in 404 303 404 404 404 303 404",
    "POST /cases/{number:str}/capsule/{copy:uuid}/case.asice": NOWHERE.replace("404", "in", 1),  # see test_capsule
    "GET /check-capsule": ALL,
    "GET /check-capsule/verifier.html": ALL,
    "GET /account/looks": SIGNED_IN,
    "POST /account/remembered/remove": "in 303 303 303 303 303 303 303",
    "POST /account/remembered/remove-all": "in 303 303 303 303 303 303 303",
    "GET /account/sessions": SIGNED_IN,
    "POST /account/sessions/{session:uuid}/end": "in 404 404 404 404 404 404 404",  # nobody's; see test_sessions
    "GET /agencies": ALL,
    **OF_API,
    "GET /attestations/{number:str}/pdf": OWNER_AND_OFFICER,
    "GET /cases/{number:str}": OWNER_AND_OFFICER,
    "POST /cases/{number:str}/files": "in 404 400 404 404 404 400 404",  # nothing was attached
    "GET /cases/{number:str}/files/{document:uuid}": OWNER,  # an officer: when it is among the answers
    "GET /cases/{number:str}/files/{document:uuid}/preview": OWNER,
    "GET /cases/{number:str}/files/{document:uuid}/preview/{place:int}": OWNER,
    "POST /cases/{number:str}/files/{document:uuid}/remove": "in 404 409 404 404 404 403 404",  # it was sent
    "GET /cases/{number:str}/files/{document:uuid}/state": OWNER,
    "GET /cases/{number:str}/answers.pdf": OWNER_AND_OFFICER,
    "GET /cases/{number:str}/term.ics": "in 404 404 404 404 404 404 404",  # it has none; see test_terms
    **dict.fromkeys(
        (f"{way} /cases/{{number:str}}/appointment{end}" for way in ("GET", "POST") for end in ("", "/cancel")), NO_ROW
    ),
    "GET /cases/{number:str}/appointment.ics": NO_ROW,  # it asks for no visit; see test_appointments
    "GET /cases/{number:str}/fill": OWNER_GOES_ON,
    "GET /cases/{number:str}/fill/{name:str}": OWNER,
    "POST /cases/{number:str}/fill/{name:str}": OWNER_GOES_ON,
    "POST /cases/{number:str}/keep/{name:str}": OWNER,
    "GET /cases/{number:str}/lookup/{path:str}": OWNER,
    "GET /cases/{number:str}/fill/{name:str}/{path:str}/{row:str}": NO_ROW,
    "POST /cases/{number:str}/fill/{name:str}/{path:str}/{row:str}": NO_ROW,
    **OF_PEOPLE,
    "GET /cases/{number:str}/rows/{field:str}": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}": NO_ROW,
    "GET /cases/{number:str}/rows/{field:str}/template/{kind:str}": NO_ROW,
    "GET /cases/{number:str}/rows/{field:str}/{file:uuid}": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}/{file:uuid}/columns": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}/{file:uuid}/again": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}/{file:uuid}/mend": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}/{file:uuid}/take": NO_ROW,
    "POST /cases/{number:str}/rows/{field:str}/{file:uuid}/drop": NO_ROW,
    "GET /cases/{number:str}/rows/{field:str}/{file:uuid}/result/{kind:str}": NO_ROW,
    "GET /cases/{number:str}/remove": OWNER,
    "GET /cases/{number:str}/review": OWNER,
    "POST /cases/{number:str}/review": OWNER_GOES_ON,
    "GET /cases/{number:str}/move/{name:str}": "in 404 200 404 404 404 409 404",
    **{f"{way} /cases/{{number:str}}/{rest}": NO_ROW for way, rest in map(str.split, SIGNING)},
    **dict.fromkeys(  # no officer does anything in bulk in this service; see test_by_rule, test_numbers
        (
            "GET /desk/by-rule/{slug:str}/{name:str}",
            "POST /desk/by-rule/{slug:str}/{name:str}",
            "GET /desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}",
            "POST /desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}",
            "GET /desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}/all.csv",
            "POST /desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}/stop",
            "POST /desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}/again",
        ),
        OFFICER.replace("200", "404"),
    ),
    "GET /desk/numbers/{slug:str}": NOWHERE.replace("404", "in", 1),
    "GET /desk/numbers/{slug:str}/table/{table:str}": NOWHERE.replace("404", "in", 1),
    "GET /desk/totals/{slug:str}": NOWHERE.replace("404", "in", 1),  # it has none; see test_totals
    "GET /desk/totals/{slug:str}/{place:int}/{table:str}": NOWHERE.replace("404", "in", 1),
    "GET /desk/payments": OFFICER,
    **{f"{way} /cases/{{number:str}}/pay{rest}": NO_ROW for way, rest in PAYING},  # free; see pay_redirect/test_hostile
    "GET /pay/{name:str}/back": NO_ROW,
    "POST /pay/{name:str}/calls/{rest:path}": NOWHERE,
    "GET /desk": OFFICER,
    "GET /desk/filters": OFFICER,
    "POST /desk/filters": OFFICER.replace("200", "303"),
    "POST /desk/filters/{wanted:uuid}": OFFICER.replace("200", "404"),  # nobody's; see test_desk_queues
    "GET /desk/absence": OFFICER,
    "POST /desk/absence": OFFICER.replace("200", "422"),  # nothing was answered
    "POST /desk/absence/{wanted:uuid}/end": OFFICER.replace("200", "303"),  # nobody's: nothing is done
    "POST /desk/chosen": OFFICER.replace("200", "409"),  # nobody has to act in it
    "POST /desk/hand": OFFICER,
    "GET /desk/bulk": OFFICER,
    "POST /desk/bulk": OFFICER.replace("200", "404"),  # nothing is done in bulk in this service
    "GET /desk/bulk/{wanted:uuid}": OFFICER.replace("200", "404"),
    # She assists at a centre, and asked for nobody; see test_assist.
    **OF_ASSISTANTS,
    "GET /offices/{agency:str}/absences": ADMINISTRATOR,
    "POST /offices/{agency:str}/absences": ADMINISTRATOR.replace("200", "422"),
    "POST /offices/{agency:str}/absences/{wanted:uuid}/end": ADMINISTRATOR.replace("200", "303"),
    "POST /cases/{number:str}/lease": "in 404 404 404 404 404 303 404",
    "POST /cases/{number:str}/move/{name:str}/over": "in 404 200 404 404 404 409 404",
    "GET /desk/cases/{number:str}": "in 404 303 404 404 404 200 404",  # her own: to its page
    "POST /desk/cases/{number:str}/documents/{document:uuid}": NOWHERE.replace("404", "in", 1),  # not among the answers
    "POST /desk/cases/{number:str}/notes": DESK_CASE.replace("200", "303"),
    "POST /desk/cases/{number:str}/notes/{wanted:uuid}": NOWHERE.replace("404", "in", 1),  # see test_desk_case
    "POST /desk/cases/{number:str}/notes/{wanted:uuid}/strike": NOWHERE.replace("404", "in", 1),
    "POST /desk/cases/{number:str}/registers": DESK_CASE,
    "GET /desk/complaints": "in 403 403 403 403 403 200 403",
    "GET /desk/opinions": "in 403 403 403 403 403 200 403",
    "GET /desk/appointments": OFFICER,
    "POST /desk/appointments/{booking:uuid}": OFFICER.replace("200", "400"),  # nothing was said of it
    "GET /check-signature": ALL,
    "POST /check-signature": " ".join(["422"] * 8),  # nothing is chosen; see test_check_signature
    "GET /healthz": ALL,
    "GET /inbox": SIGNED_IN,
    "POST /inbox/{message:uuid}/read": "in 303 303 303 303 303 303 303",
    "GET /language/{code:str}": EVERYBODY_GOES_ON,
    "GET /mailbox": ALL,
    "GET /mailbox/attachment": ALL,
    "GET /mailbox/letter": ALL,
    "GET /metrics": ALL,
    "GET /my-cases": SIGNED_IN,
    "GET /my-data": SIGNED_IN,
    "GET /my-data/{number:str}": NO_ROW,  # of cases about somebody who did not apply; see movement_permit
    "GET /my-data/checked": SIGNED_IN,
    "GET /my-data/checks": SIGNED_IN,
    "GET /office-offers/{token:str}": "200 410 410 410 410 410 410 410",  # a letter leads there, as to an offer
    "POST /office-offers/{token:str}": "in 410 410 410 410 410 410 410",
    "GET /offices": SIGNED_IN,
    "GET /offices/{agency:str}": ADMINISTRATOR,
    "GET /offices/{agency:str}/appointments": ADMINISTRATOR,
    "GET /offices/{agency:str}/appointments/new": NOWHERE.replace("404", "in", 1),  # it has none
    "POST /offices/{agency:str}/appointments/new": NOWHERE.replace("404", "in", 1),
    "GET /offices/{agency:str}/appointments/{place:uuid}": NOWHERE.replace("404", "in", 1),
    "POST /offices/{agency:str}/appointments/{place:uuid}": NOWHERE.replace("404", "in", 1),
    "POST /offices/{agency:str}/appointments/{place:uuid}/days": NOWHERE.replace("404", "in", 1),
    "GET /offices/{agency:str}/calendar": ADMINISTRATOR,
    "GET /offices/{agency:str}/figures": ADMINISTRATOR,  # and other officers there; see test_figures
    "GET /offices/{agency:str}/figures/table/{table:str}": ADMINISTRATOR,
    "POST /offices/{agency:str}/calendar": "in 404 404 404 404 404 422 404",
    "GET /offices/{agency:str}/tables": ADMINISTRATOR,
    # There is no such table; see test_agency_tables.
    f"GET {KEPT_TABLE}": NO_ROW,
    f"GET {KEPT_TABLE}/download/{{kind:str}}": NO_ROW,
    f"GET {KEPT_TABLE}/new": NO_ROW,
    f"POST {KEPT_TABLE}/new": NO_ROW,
    f"GET {KEPT_TABLE}/rows/{{row:uuid}}": NO_ROW,
    f"POST {KEPT_TABLE}/rows/{{row:uuid}}": NO_ROW,
    f"GET {KEPT_TABLE}/rows/{{row:uuid}}/end": NO_ROW,
    f"POST {KEPT_TABLE}/rows/{{row:uuid}}/end": NO_ROW,
    f"GET {KEPT_TABLE}/changes/{{number:int}}": NO_ROW,
    f"POST {KEPT_TABLE}/changes/{{number:int}}/confirm": NO_ROW,
    f"POST {KEPT_TABLE}/changes/{{number:int}}/decline": NO_ROW,
    f"GET {KEPT_TABLE}/file": NO_ROW,
    f"POST {KEPT_TABLE}/file": NO_ROW,
    "GET /offices/{agency:str}/texts": ADMINISTRATOR,
    f"GET {TEXT}": ADMINISTRATOR,
    f"POST {TEXT}": "in 404 404 404 404 404 422 404",
    f"POST {TEXT}/declared": "in 404 404 404 404 404 400 404",  # without the form's token
    "GET /offices/{agency:str}/held/{office:uuid}/end": ADMINISTRATOR,
    "POST /offices/{agency:str}/held/{office:uuid}/end": "in 404 404 404 404 404 409 404",  # she is the last one
    "GET /offices/{agency:str}/offer": ADMINISTRATOR,
    "POST /offices/{agency:str}/offer": "in 404 404 404 404 404 422 404",
    "GET /offices/{agency:str}/offers/{number:int}": ADMINISTRATOR,
    "POST /offices/{agency:str}/offers/{number:int}": "in 404 404 404 404 404 409 404",  # she offered it herself
    "POST /offices/{agency:str}/offers/{number:int}/withdraw": "in 404 404 404 404 404 303 404",
    "GET /offers/{offer:uuid}": "200 404 404 404 404 404 404 404",  # a letter leads there; it says how to sign in
    "POST /offers/{offer:uuid}": "in 404 404 404 404 404 404 404",
    "GET /organisations": SIGNED_IN,
    "GET /organisations/ask": SIGNED_IN,
    "POST /organisations/ask": "in 409 303 303 303 303 303 303",
    "GET /organisations/{voen:str}": "in 404 404 404 200 200 404 404",
    "GET /organisations/{voen:str}/grant": HEAD_ONLY,
    "POST /organisations/{voen:str}/grant": HEAD_ONLY,
    "GET /organisations/{voen:str}/mandates/{mandate:uuid}/end": HEAD_ONLY,
    "POST /organisations/{voen:str}/mandates/{mandate:uuid}/end": HEAD_ONLY,
    "POST /organisations/{voen:str}/offers/{offer:uuid}/withdraw": HEAD_ONLY,
    "GET /organisations/{voen:str}/tokens/new": HEAD_ONLY,
    "POST /organisations/{voen:str}/tokens/new": HEAD_ONLY,
    "GET /organisations/{voen:str}/tokens/{token:uuid}/end": HEAD_ONLY,
    "POST /organisations/{voen:str}/tokens/{token:uuid}/end": HEAD_ONLY,
    "GET /organisations/{voen:str}/requests/{wanted:uuid}": HEAD_ONLY,
    "POST /organisations/{voen:str}/requests/{wanted:uuid}": HEAD_ONLY,
    "GET /privacy": ALL,
    "GET /readyz": ALL,
    "GET /recover": ALL,
    "POST /recover": EVERYBODY_GOES_ON,
    "GET /recover/sent": ALL,
    "GET /recover/{token:str}": ALL,
    "POST /recover/{token:str}": " ".join(["410"] * 8),
    "GET /schema/openapi.json": ALL,
    "GET /services": ALL,
    "GET /services/{slug:str}": ALL,
    "GET /services/{slug:str}/guide": ALL,
    **dict.fromkeys((f"GET /code-lists{rest}" for rest in ("", "/{name:str}", "/{name:str}/csv")), ALL),
    "GET /services/{slug:str}/performance": ALL,
    "GET /services/{slug:str}/performance/{table:str}": ALL,
    "POST /services/{slug:str}/start": "in 409 303 303 303 409 303 303",
    "GET /sign-in": ALL,
    "POST /sign-in": " ".join(["422"] * 8),
    "GET /step-up": SIGNED_IN,
    "POST /sign-in/{name:str}": NOWHERE,  # no such means; see test_ceremonies
    "GET /sign-in/{name:str}/back": NOWHERE,
    "GET /sign-in/{name:str}/calls/{rest:path}": NOWHERE,
    "POST /sign-in/{name:str}/calls/{rest:path}": NOWHERE,
    "GET /sign-in/{name:str}/{wanted:str}": NOWHERE,
    "POST /sign-in/{name:str}/{wanted:str}": NOWHERE,
    "GET /sign-in/{name:str}/{wanted:str}/file": NOWHERE,
    **dict.fromkeys((f"{way} {TRY}/{{step:str}}" for way in ("GET", "POST")), NO_ROW),
    **dict.fromkeys((f"GET {TRY}/{rest}" for rest in ("back", "{step:str}/file")), NO_ROW),
    **dict.fromkeys((f"{way} {TRY}/calls/{{rest:path}}" for way in ("GET", "POST")), NOWHERE),
    "GET /sign-up": ALL,
    "GET /sign-up/confirm/{token:str}": ALL,
    "POST /sign-up/confirm/{token:str}": " ".join(["410"] * 8),
    "GET /sign-up/{kind:str}": ALL,
    "POST /sign-up/{kind:str}": EVERYBODY_GOES_ON,
    "GET /static/{name:str}": ALL,
    "GET /v/{number:str}": ALL,
    "GET /verify": ALL,
    "GET /verify/offline": EVERYBODY_GOES_ON,
    "GET /verify/offline/worker.js": ALL,
    "GET /verify/offline/{code:str}": ALL,
    "POST /verify": ALL,
    "POST /verify/here": ALL,
    "POST /verify/pdf": ALL,  # for a session that was told "in force", as each of them was just before
    # The last ones, in this order: after them there is no document, no organisation, no session.
    "POST /cases/{number:str}/again": "in 404 409 404 404 404 403 404",  # it is in force; see test_again
    "POST /cases/{number:str}/remove": "in 404 403 404 404 404 404 404",
    "POST /cases/{number:str}/move/{name:str}": "in 404 303 404 404 404 409 404",
    "POST /account/sessions/end-others": "in 303 303 303 303 303 303 303",
    "POST /acting": "in 303 303 303 303 303 303 303",
    "POST /sign-out": "in 303 303 303 303 303 303 303",
    "POST /sign-in/demo": EVERYBODY_GOES_ON,
}
