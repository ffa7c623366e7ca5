"""Fetching news about certificates: only from outside, little, soon, and not twice."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock
from xidmet.signatures import Fetcher, fetching

from tests import servers
from tests.conftest import demo_settings
from tests.core.ca_server import CaServer, ca_server, slow


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        server.answers["/list"] = lambda _body: b"a list"
        yield server


def moved(to: str, status: int = 302) -> Any:
    return lambda _body: (status, {"location": to}, b"")


async def test_what_is_kept_is_not_asked_for_again_until_it_is_due(ca: CaServer) -> None:
    fetcher = Fetcher(["localhost"])
    for _time in range(3):
        assert await fetcher.get(f"{ca.address}/list") == b"a list"
    assert ca.asked == ["/list"]
    clock.advance(fetching.LIST_KEPT_FOR + dt.timedelta(seconds=1))
    ca.answers["/list"] = lambda _body: b"a newer list"
    assert await fetcher.get(f"{ca.address}/list") == b"a newer list" and len(ca.asked) == 2


async def test_a_place_that_is_down_is_left_alone_for_a_while_and_what_was_kept_serves(ca: CaServer) -> None:
    fetcher = Fetcher(["localhost"])
    assert await fetcher.get(f"{ca.address}/list") == b"a list"
    ca.silence("/list", "/other")
    clock.advance(fetching.LIST_KEPT_FOR + dt.timedelta(seconds=1))
    for _time in range(2):
        assert await fetcher.get(f"{ca.address}/list") == b"a list"
        assert await fetcher.get(f"{ca.address}/other") is None
    assert ca.asked == ["/list", "/list", "/other"]
    clock.advance(fetching.REFUSED_FOR + dt.timedelta(seconds=1))
    ca.answers["/other"] = lambda _body: b"up again"
    assert await fetcher.get(f"{ca.address}/other") == b"up again"


async def test_another_question_is_asked_anew(ca: CaServer) -> None:
    ca.answers["/ocsp"] = lambda body: b"about " + body
    fetcher = Fetcher(["localhost"])
    assert [await fetcher.ask(f"{ca.address}/ocsp", one) for one in (b"a", b"b", b"a")] == [
        b"about a",
        b"about b",
        b"about a",
    ]
    assert len(ca.asked) == 2


@pytest.mark.parametrize(
    "url",
    [
        "{address}/list",
        "http://127.0.0.1:{port}/list",
        "http://[::1]:{port}/list",
        "http://[::ffff:127.0.0.1]:{port}/list",
        "http://0.0.0.0:{port}/list",
        "http://2130706433:{port}/list",
        "http://0x7f.1:{port}/list",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/list",
        "http://[fe80::1]/list",
        "file:///etc/passwd",
        "ldap://localhost:{port}/list",
        "ftp://localhost:{port}/list",
        "http://user:word@localhost:{port}/list",
        "http:///list",
        "//localhost:{port}/list",
        "http://localhost:99999/list",
        "http://local\nhost:{port}/list",
        "http://" + "a" * 3000,
        "",
    ],
)
async def test_nothing_inside_is_reached(ca: CaServer, url: str) -> None:
    port = ca.address.rpartition(":")[2]
    assert await Fetcher().get(url.format(address=ca.address, port=port)) is None
    assert not ca.asked


def means(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name has these addresses."""

    def told(_host: str, port: int, *_rest: Any, **_more: Any) -> list[Any]:
        kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
        return [(kind, 1, 6, "", (one, port)) for kind, one in zip(kinds, addresses, strict=True)]

    monkeypatch.setattr(socket, "getaddrinfo", told)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("10.1.2.3",), ("127.0.0.1", "93.184.216.34"), ("::1",)])
async def test_a_name_for_an_address_inside_is_no_way_in(
    ca: CaServer, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    port = ca.address.rpartition(":")[2]
    means(monkeypatch, *addresses)
    assert await Fetcher(["localhost"]).get(f"http://crl.example.az:{port}/list") is None and not ca.asked


async def test_a_name_with_several_addresses(ca: CaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the first."""
    means(monkeypatch, "127.0.0.2", "127.0.0.1")
    assert await Fetcher(["localhost"]).get(f"{ca.address}/list") == b"a list"


async def test_only_the_host_that_was_named_is_let_in(ca: CaServer) -> None:
    port = ca.address.rpartition(":")[2]
    fetcher = Fetcher(["localhost"])
    assert await fetcher.get(f"http://127.0.0.1:{port}/list") is None and not ca.asked
    assert await fetcher.get(f"{ca.address}/list") == b"a list"
    for word in ("user:word@", "user@"):
        assert await fetcher.get(f"http://{word}localhost:{port}/list") is None


async def test_a_redirect_is_looked_at_as_the_first_address_was(ca: CaServer) -> None:
    port = ca.address.rpartition(":")[2]
    fetcher = Fetcher(["localhost"])
    ca.answers["/near"] = moved("/list")
    ca.answers["/inside"] = moved(f"http://127.0.0.1:{port}/list")
    ca.answers["/file"] = moved("file:///etc/passwd")
    ca.answers["/circle"] = moved("/circle")
    ca.answers["/nowhere"] = lambda _body: (302, {}, b"")
    assert await fetcher.get(f"{ca.address}/near") == b"a list"
    ca.asked.clear()
    for path in ("/inside", "/file", "/nowhere"):
        assert await fetcher.get(ca.address + path) is None
    assert ca.asked == ["/inside", "/file", "/nowhere"]
    assert await fetcher.get(f"{ca.address}/circle") is None and ca.asked.count("/circle") == fetching.REDIRECTS + 1


async def test_too_much_is_not_read(ca: CaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    ca.answers["/big"] = lambda _body: b"x" * 1001
    ca.answers["/fits"] = lambda _body: b"x" * 1000
    ca.answers["/packed"] = lambda _body: (200, {"content-encoding": "gzip"}, b"\x1f\x8b")
    fetcher = Fetcher(["localhost"])
    assert await fetcher.get(f"{ca.address}/big") is None
    assert await fetcher.get(f"{ca.address}/packed") is None
    assert await fetcher.get(f"{ca.address}/fits") == b"x" * 1000


async def test_nobody_waits_for_a_slow_place(ca: CaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    ca.answers["/slow"] = slow(5, b"at last")
    assert await Fetcher(["localhost"]).get(f"{ca.address}/slow") is None


async def test_a_place_where_nobody_listens(ca: CaServer) -> None:
    assert await Fetcher(["localhost"]).get(f"http://localhost:{servers.free_port()}/list") is None
    assert await Fetcher().get("http://no-such-host.invalid/list") is None


async def test_it_does_not_keep_ever_more(ca: CaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_KEPT", 3)
    monkeypatch.setattr(fetching, "MOST_KEPT_BYTES", 25)
    ca.answers["/ocsp"] = lambda body: b"0123456789"
    fetcher = Fetcher(["localhost"])
    for number in range(5):
        await fetcher.ask(f"{ca.address}/ocsp", str(number).encode())
    assert len(fetcher._kept) == 2 and fetcher._bytes == 20
    assert await fetcher.ask(f"{ca.address}/ocsp", b"4") and len(ca.asked) == 5


async def test_many_at_once(ca: CaServer) -> None:
    fetcher = Fetcher(["localhost"])
    told = await asyncio.gather(*(fetcher.get(f"{ca.address}/list") for _one in range(10)))
    assert set(told) == {b"a list"} and fetcher._bytes == len(b"a list")


def test_a_demonstration_may_ask_itself_and_a_site_whom_it_names(tmp_path: Path) -> None:
    assert Fetcher.from_settings(demo_settings(tmp_path))._private == {"localhost", "127.0.0.1"}
    named = demo_settings(tmp_path, private_hosts="ca.intranet.gov.az, ocsp.intranet.gov.az")
    assert Fetcher.from_settings(named)._private >= {"ca.intranet.gov.az", "ocsp.intranet.gov.az"}
