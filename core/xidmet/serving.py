"""Processes that go on: the portal, a worker, a demonstration with its outside parties."""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import uvicorn

from xidmet.attestations import old_qr_keys, old_seals, qr_key
from xidmet.auth.demo import DEMO_PEOPLE
from xidmet.cases.demo import prepare_with_cases
from xidmet.cases.site import prepare_demo
from xidmet.demo_signing import run_signing
from xidmet.garbage import look_seldom
from xidmet.jobs.arq_worker import run_worker
from xidmet.logs import log_all_as_json
from xidmet.settings import PREFIX, Settings
from xidmet.signatures.lasting import need_anchors
from xidmet.signatures.seal import Seal

WEB = "xidmet_ui.app:create_app"


def serve(asked: argparse.Namespace, settings: Settings) -> int:
    if _in_use(settings.host, settings.port):
        print(
            f"xidmet: port {settings.port} is in use. Stop what listens there, "
            f"or choose another: {PREFIX}PORT (make run PORT=8001).",
            file=sys.stderr,
        )
        return 2
    if not _can_sign(settings):
        return 2
    log_all_as_json()
    look_seldom()
    uvicorn.run(
        WEB,
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level="warning",
        access_log=False,  # paths hold one-time links, and numbers of documents are secrets
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),  # else uvicorn believes whatever comes over loopback
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=10,
    )
    return 0


def _in_use(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _can_sign(settings: Settings) -> bool:
    """Better found out at the start than by the first person who waits for a document."""
    needed: tuple[tuple[str, str, Callable[[Settings], object]], ...] = (
        ("seal", "SEAL_*", _whole_seal),
        ("key of QR codes", "QR_KEY", qr_key),
        ("list of earlier keys of QR codes", "OLD_QR_KEYS", lambda known: old_qr_keys(known.old_qr_keys)),
        ("list of earlier seals", "OLD_SEALS", lambda known: old_seals(known.old_seals)),
    )
    for what, variables, open_key in needed:
        try:
            open_key(settings)
        except (OSError, ValueError, TypeError) as wrong:
            told = f"xidmet: the {what} can't be used: {wrong} Look at the settings {PREFIX}{variables}."
            print(told, file=sys.stderr)
            return False
    return True


def _whole_seal(settings: Settings) -> None:
    need_anchors(settings, Seal.from_settings(settings).chain)


def work(asked: argparse.Namespace, settings: Settings) -> int:
    if not settings.redis:
        print(f"xidmet: {PREFIX}REDIS is not set: the worker runs inside `xidmet serve`.", file=sys.stderr)
        return 2
    if not _can_sign(settings):
        return 2
    log_all_as_json()
    run_worker(settings)
    return 0


ABOUT = {"citizen": "an employee", "foreigner": "a foreigner", "stateless": "without citizenship"}


def demonstrate(asked: argparse.Namespace, settings: Settings) -> int:
    if not settings.demo:
        print(
            f"xidmet: this would put invented people into a real site. Set {PREFIX}DEMO=1 to mean it.", file=sys.stderr
        )
        return 2
    if not _can_sign(settings):
        return 2
    asyncio.run(prepare_demo(settings) if asked.no_cases else prepare_with_cases(settings))
    print(f"\n  The portal:  {settings.address}")
    print(f"  Sign in:     {settings.address}/sign-in, one click on one of these invented people:")
    for person in DEMO_PEOPLE:
        about = f"for {person.organisation}" if person.organisation else person.role or ABOUT[person.kind]
        print(f"                 {person.given_name} {person.surname}, {about}")
    print(f"  E-mails:     {settings.address}/mailbox")
    print(f"  Phones:      {settings.demo_signing}, and what else people sign and sign in with")
    print(f"  Data:        {settings.data.resolve()}   (stop with Ctrl+C)\n", flush=True)
    if asked.prepare_only:
        return 0
    with _parties(settings):
        return serve(asked, settings)


@contextmanager
def _parties(settings: Settings) -> Iterator[None]:
    """The signing server as a process of its own, as long as the portal is served; it ends with this one, however."""
    port = urlsplit(settings.demo_signing).port or 0
    if _in_use("127.0.0.1", port):
        print(
            f"xidmet: port {port} is in use, so phones and identity provider do not start. "
            f"Choose another: {PREFIX}DEMO_SIGNING_PORT.",
            file=sys.stderr,
        )
        yield
        return
    command = [sys.executable, "-m", "xidmet.cli", "demo-signing", "--tied"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603  # our own command
        try:
            yield
        finally:
            process.terminate()


def play_parties(asked: argparse.Namespace, settings: Settings) -> int:
    if not settings.demo:
        print(f"xidmet: these parties are invented. Set {PREFIX}DEMO=1 to mean it.", file=sys.stderr)
        return 2
    port = urlsplit(settings.demo_signing).port or 0
    if _in_use("127.0.0.1", port):
        print(f"xidmet: port {port} is in use. Choose another: {PREFIX}DEMO_SIGNING_PORT.", file=sys.stderr)
        return 2
    log_all_as_json()
    run_signing(settings, DEMO_PEOPLE, tied=asked.tied)
    return 0
