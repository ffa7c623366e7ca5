"""A certificate authority's server on this machine: CRLs, OCSP and issuers, and all that such a server may do wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from xidmet.settings import DEMO_STAMPS
from xidmet.signatures.demo_authority import SEAL_ISSUING_CRL, SEAL_ROOT_CRL
from xidmet.signatures.demo_people import ISSUER, ISSUING_CRL, OCSP, ROOT_CRL, issuing_certificate
from xidmet.signatures.demo_revocation import issuing_crl, ocsp_answer, root_crl, seal_crl
from xidmet.signatures.demo_stamps import stamp_answer, stamp_certificate

Answer = Callable[[bytes], bytes | tuple[int, dict[str, str], bytes]]


@dataclass
class CaServer:
    """answers: by path; a test may put others in. asked: the paths in order; heads: what stood above each, by lower
    case name."""

    folder: Path
    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder, address = self.folder, self.address
        self.answers = {
            ISSUING_CRL: lambda _body: issuing_crl(folder),
            ROOT_CRL: lambda _body: root_crl(folder),
            ISSUER: lambda _body: issuing_certificate(folder, address=address).public_bytes(Encoding.DER),
            OCSP: lambda body: ocsp_answer(folder, body, address=address),
            SEAL_ISSUING_CRL: lambda _body: seal_crl(folder, "issuing"),
            SEAL_ROOT_CRL: lambda _body: seal_crl(folder, "root"),
            DEMO_STAMPS: lambda body: stamp_answer(stamp_certificate(folder, address=address), body),
        }

    def silence(self, *paths: str) -> None:
        for path in paths:
            self.answers[path] = lambda _body: (503, {}, b"")


@contextmanager
def ca_server(folder: Path) -> Iterator[CaServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            served.asked.append(self.path)
            served.heads.append({name.lower(): value for name, value in self.headers.items()})
            told = served.answers.get(self.path, lambda _body: (404, {}, b""))(body)
            status, head, content = told if isinstance(told, tuple) else (200, {}, told)
            self.send_response(status)
            for name, value in ({"content-length": str(len(content))} | head).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = CaServer(folder, f"http://localhost:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def slow(seconds: float, then: bytes = b"") -> Answer:
    def answer(_body: bytes) -> bytes:
        time.sleep(seconds)
        return then

    return answer
