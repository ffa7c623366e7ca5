"""Who may come in at which route: its door, as the route itself declares it, and the rule of what it leads to.

A route that names something in its address (a case, an organisation) needs a rule about that thing; one that does not
is covered by its door. A route that neither covers is a fault, and fails the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from litestar import Litestar
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from xidmet.settings import Settings

from xidmet_ui.api.door import scope_of
from xidmet_ui.app import create_app
from xidmet_ui.requests import signed_in

Door = Literal["anyone", "signed in", "machines"]
READS, CHANGES = ("GET",), ("POST", "PATCH", "DELETE")
WHO = {
    "anyone": "anyone",
    "demonstration": "anyone, and only in a demonstration",
    "sent": "anyone is told to sign in; what stands there is for the one it was sent to",
    "link": "whoever holds the link of the letter, once",
    "try": "the browser session in which this try to sign in was begun",
    "own try": "whoever began this try to sign, in the browser session in which it was begun",
    "machines": "servers of outside parties; what they say proves itself, or nothing",
    "oneself": "whoever is signed in, about themselves or the one they act for",
    "open": "see the line “Open” of the service",
    "see": "see the line “See it” of the service",
    "fill": "see the line “Fill it in” of the service",
    "attach": "see the line “Attach and take back files” of the service",
    "talk": "see the line “Read and write messages” of the service",
    "remove": "see the line “Remove it” of the service",
    "again": "see the line “Begin a new one from it” of the service",
    "have": "see the line “Download …” of the service",
    "check": "see the line “Check …” of the service",
    "sign": "whoever asked for this document, as long as the move is theirs and the case stays as it was",
    "own case": "the party of the case",
    "co-signer": "the one whose FIN the answers name, known as surely as the service asks",
    "move": "see the line of the transition that is named",
    "visit": "the party of the case, while its state asks for an appointment",
    "capsule": "see the line “See it” of the service, once it was sent; a file that was made, only who had it made",
    "pay": "the party of the case, while something is to be paid",
    "check payment": "officers of the agency that answers for the service; nobody about a payment of their own",
    "assistant": "assistants at a service centre; what they asked in their own browser session",
    "assisted": "the person for whom it is",
    "deciding": "officers whose turn it is in the case",
    "late opinion": "officers of the body that was asked, until the case is decided",
    "complain": "the party of the case, and whom the service names beside it, within the term",
    "named": "whom the case is about, as its answers name them in a role of the service",
    "read complaint": "whoever filed it and the party of the case, as far as they read it, and officers who hear it",
    "hear": "officers who hear complaints of the service, unless they had a hand in the case",
    "hearers": "officers; the complaints that they hear",
    "body": "officers of a body whose opinion some service asks for",
    "desk": "officers, for the services of their offices",
    "work": "officers, see the line “See it” of the service; never the one whose case it is",
    "totals": "the officer who, by the service's declaration, sees these totals",
    "roster": "whoever acts for the party whose roster it is; its buttons: see the line of the transition",
    "watches": "officers who may make a move of this service in bulk, or see its totals",
    "by rule": "officers who may make this move in bulk",
    "holder": "whoever holds a mandate of this organisation",
    "head": "heads of this organisation",
    "mandate": "heads of this organisation, and the one who holds the mandate",
    "administrator": "administrators of this agency",
    "keeper": "officers who keep this table at the agency; its administrators see it",
    "office": "whoever holds a role at this agency; what each officer has to do, its administrators",
    "lists": "whoever may apply for this service, of lists of the party they act for",
    "offer": "the one to whom it is offered",
}
PUBLIC = ("anyone", "demonstration", "sent", "link", "try")
CASE, API_CASE, OF = "/cases/{number:str}", "/api/v1/cases/{number:str}", "/organisations/{voen:str}"


@dataclass(frozen=True)
class Rule:
    """below: the beginning of the addresses it is about; of several rules the one that says most of it counts."""

    below: str
    who: str
    methods: tuple[str, ...] = READS + CHANGES

    def covers(self, method: str, path: str) -> bool:
        return method in self.methods and (path == self.below or path.startswith(f"{self.below}/"))


RULES = (
    Rule("/static/{name:str}", "anyone"),
    Rule("/language/{code:str}", "anyone"),
    Rule("/services/{slug:str}", "anyone", READS),
    Rule("/code-lists/{name:str}", "anyone", READS),
    Rule("/services/{slug:str}/start", "open", CHANGES),
    Rule("/api/v1/services/{slug:str}", "anyone"),
    Rule("/api/v1/services/{slug:str}/lookups/{path:str}", "open"),
    Rule("/roster/{slug:str}/file", "open"),
    Rule("/api/v1/cases", "open", CHANGES),
    Rule("/api/v1/rosters/{slug:str}", "lists"),
    Rule("/api/v1/rosters/{slug:str}", "roster", READS),
    Rule("/sign-up/{kind:str}", "anyone"),
    Rule("/sign-up/confirm/{token:str}", "link"),
    Rule("/recover/{token:str}", "link"),
    Rule("/account/email/confirm/{token:str}", "link"),
    Rule("/account/email/undo/{token:str}", "link"),
    Rule("/sign-in/demo", "demonstration"),
    Rule("/mailbox", "demonstration"),
    Rule("/sign-in/{name:str}", "anyone", CHANGES),
    Rule("/sign-in/{name:str}/back", "try"),
    Rule("/sign-in/{name:str}/{wanted:str}", "try"),
    Rule("/sign-in/{name:str}/calls/{rest:path}", "machines"),
    Rule("/sign/{name:str}/back", "own try"),
    Rule("/sign/{name:str}/{step:str}", "own try"),
    Rule("/sign/{name:str}/calls/{rest:path}", "machines"),
    Rule("/roster", "oneself", READS),
    Rule("/roster/{slug:str}", "roster"),
    Rule("/account", "oneself"),
    Rule("/account/closed", "anyone"),
    Rule("/inbox", "oneself"),
    Rule("/assist", "assistant"),
    Rule("/assisted", "oneself"),
    Rule("/assisted/{visit:uuid}", "assisted"),
    Rule("/desk", "desk"),
    Rule("/desk/cases/{number:str}", "work"),
    Rule("/desk/totals/{slug:str}", "totals", READS),
    Rule("/desk/by-rule/{slug:str}/{name:str}", "by rule"),
    Rule("/desk/numbers/{slug:str}", "watches", READS),
    Rule(OF, "holder", READS),
    Rule(f"{OF}/grant", "head"),
    Rule(f"{OF}/requests/{{wanted:uuid}}", "head"),
    Rule(f"{OF}/offers/{{offer:uuid}}", "head"),
    Rule(f"{OF}/tokens", "head"),
    Rule(f"{OF}/webhooks", "head"),
    Rule(f"{OF}/mandates/{{mandate:uuid}}", "mandate"),
    Rule("/offers/{offer:uuid}", "sent", READS),
    Rule("/offers/{offer:uuid}", "offer", CHANGES),
    Rule("/offices/{agency:str}", "administrator"),
    Rule("/offices/{agency:str}/tables", "keeper"),
    Rule("/offices/{agency:str}/figures", "office", READS),
    Rule("/office-offers/{token:str}", "sent", READS),
    Rule("/office-offers/{token:str}", "offer", CHANGES),
    Rule("/attestations/{number:str}/pdf", "have"),
    Rule("/my-data/{number:str}", "named"),
    Rule("/v/{number:str}", "check"),
    Rule("/verify", "check"),
    Rule("/verify/offline", "anyone"),
    Rule("/.well-known/xidmet-status/{name:str}", "anyone"),
    Rule("/api/v1/attestations/{number:str}", "check"),
    Rule("/api/v1/attestations/{number:str}/pdf", "have"),
    Rule(CASE, "see", READS),
    Rule(f"{CASE}/move/{{name:str}}", "move"),
    Rule(f"{CASE}/lease", "deciding", CHANGES),
    Rule(f"{CASE}/opinion/{{name:str}}", "late opinion"),
    Rule("/desk/opinions", "body"),
    Rule("/desk/complaints", "hearers"),
    Rule(f"{CASE}/complaint", "complain", CHANGES),
    Rule(f"{CASE}/complaint/decision", "hear"),
    Rule(f"{CASE}/complaint/files", "read complaint"),
    Rule(f"{CASE}/sign", "sign"),
    Rule(f"{CASE}/signatures", "see"),
    Rule(f"{CASE}/signers", "own case"),
    Rule("/co-sign/{wanted:uuid}", "sent", READS),
    Rule("/co-sign/{wanted:uuid}", "co-signer", CHANGES),
    *(Rule(f"/co-sign/{{wanted:uuid}}/{part}", "co-signer", READS) for part in ("document.pdf", "page", "signed")),
    Rule("/roster/{slug:str}/lists", "lists"),
    Rule(f"{CASE}/files", "attach", CHANGES),
    Rule(f"{CASE}/messages", "talk"),
    Rule(f"{CASE}/remove", "remove"),
    Rule(f"{CASE}/again", "again"),
    Rule(f"{CASE}/review", "move", CHANGES),
    Rule(f"{CASE}/pay", "pay", CHANGES),
    Rule(f"{CASE}/pay/{{payment:uuid}}/check", "check payment"),
    Rule("/pay/{name:str}/back", "pay"),
    Rule("/pay/{name:str}/calls/{rest:path}", "machines"),
    Rule(f"{CASE}/capsule", "capsule"),
    Rule(f"{CASE}/appointment", "visit"),
    Rule(f"{CASE}/appointment.ics", "visit"),
    *(Rule(f"{CASE}/{step}", "fill") for step in ("fill", "keep", "lookup", "rows")),
    Rule(f"{CASE}/review", "fill", READS),
    Rule(API_CASE, "see", READS),
    Rule(f"{API_CASE}/messages", "talk"),
    Rule("/api/v1/desk", "desk"),
    Rule(f"{API_CASE}/take", "work"),
    Rule(f"{API_CASE}/release", "work"),
    Rule(f"{API_CASE}/hand-over", "work"),
    Rule(f"{API_CASE}/answers", "fill", CHANGES),
    Rule(f"{API_CASE}/files", "attach", CHANGES),
    Rule(f"{API_CASE}/moves/{{name:str}}", "move", CHANGES),
    Rule(f"{API_CASE}/moves/{{name:str}}/files", "move"),
)


@dataclass(frozen=True)
class Entry:
    """One way in. who: a key of WHO; "" when nothing covers it. scope: of the tokens with which programs come in.

    only: what a narrower guard of its own says: for whom alone it is.
    """

    method: str
    path: str
    door: Door | None
    who: str
    scope: str = ""
    only: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with it; "" when it is covered, and its door and its rule are of one mind."""
        if self.door is None:
            return "is neither guarded nor public"
        if not self.who:
            return "names something that no rule is about"
        known = {"anyone": (*PUBLIC, "check"), "machines": ("machines",), "signed in": tuple(set(WHO) - set(PUBLIC))}
        return "" if self.who in known[self.door] else f"is open to {self.door}, but its rule says {WHO[self.who]}"


def entries(app: Litestar) -> Iterator[Entry]:
    """Every route and method of the application."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in sorted({str(one) for one in handler.http_methods} - {"OPTIONS", "HEAD"}):
                    door = door_of(handler)
                    who = who_at(method, route.path, door)
                    yield Entry(method, route.path, door, who, scope_of(handler), only_of(handler))


def door_of(handler: HTTPRouteHandler) -> Door | None:
    """None: the route says neither, or both."""
    is_public = handler.opt.get("public") is True
    is_guarded = any(getattr(guard, "func", guard) is signed_in for guard in handler.resolve_guards())
    if is_public == is_guarded:
        return None
    if handler.opt.get("machines") is True:
        return "machines"
    return "anyone" if is_public else "signed in"


def only_of(handler: HTTPRouteHandler) -> str:
    """The first line of a guard that begins "Guard: only", but of the one that wants somebody signed in."""
    guards = [getattr(guard, "func", guard) for guard in handler.resolve_guards()]
    said = [(guard.__doc__ or "").strip().split("\n")[0] for guard in guards if guard is not signed_in]
    return "; ".join(line.removeprefix("Guard: ").rstrip(".") for line in said if line.startswith("Guard: only"))


def who_at(method: str, path: str, door: Door | None) -> str:
    covering = [rule for rule in RULES if rule.covers(method, path)]
    if covering:
        return max(covering, key=lambda rule: len(rule.below)).who
    by_door: Mapping[Door | None, str] = {"anyone": "anyone", "signed in": "oneself"}
    return "" if "{" in path else by_door.get(door, "")


def as_markdown(settings: Settings) -> str:
    """The table of a site's routes."""
    return table(entries(create_app(settings)))


def table(found: Iterable[Entry]) -> str:
    head = "| route | door | who |\n|---|---|---|\n"
    return head + "".join(map(_row, sorted(found, key=lambda one: (one.path, one.method))))


def _row(one: Entry) -> str:
    scope = f"; a program with the scope {one.scope}" if one.scope else ""
    return f"| `{one.method} {one.path}` | {one.door} | {one.only or WHO.get(one.who, one.fault)}{scope} |\n"
