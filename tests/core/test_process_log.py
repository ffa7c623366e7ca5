"""A web process as it is served: what it writes is JSON lines without secrets, and whom it believes about addresses."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from xidmet.settings import Settings

from tests.faults.deployment import Deployment, deployed

SECRET = "SECRET-0123456789"


@contextmanager
def served(settings: Settings, **more: object) -> Iterator[Deployment]:
    deployment = deployed(settings, **more)
    try:
        deployment.serve()
        yield deployment
    finally:
        deployment.stop()


def lines(deployment: Deployment) -> list[dict[str, Any]]:
    """The whole log; raises for a line that is no JSON."""
    text = (deployment.settings.data / "log").read_text("utf-8")
    assert SECRET not in text
    return [json.loads(line) for line in text.splitlines()]


def turned_away(deployment: Deployment, forwarded: str) -> None:
    """Somebody who says where they come from, and tries a link that does not hold."""
    with httpx.Client(base_url=deployment.settings.address, headers={"X-Forwarded-For": forwarded}) as client:
        assert client.post(f"/sign-up/confirm/{SECRET}?{SECRET}", data={"csrf": SECRET}).status_code == 403
        assert client.get(f"/recover/{SECRET}").status_code == 200


@pytest.mark.parametrize(("trusted", "places"), [("", 1), ("10.0.0.5, 127.0.0.0/8", 2)])
def test_only_a_trusted_proxy_says_where_somebody_comes_from(embedded: Settings, trusted: str, places: int) -> None:
    with served(embedded, trusted_proxies=trusted) as deployment:
        turned_away(deployment, "203.0.113.1")
        turned_away(deployment, "203.0.113.2")
    found = [line for line in lines(deployment) if line["event"] == "turned away"]
    assert len(found) == 2 and len({line["place"] for line in found}) == places


def test_what_the_web_server_says_is_a_line_of_the_same_kind(embedded: Settings) -> None:
    with (
        served(embedded) as deployment,
        socket.create_connection(("127.0.0.1", deployment.settings.port)) as connection,
    ):
        connection.sendall(f"GET /{SECRET} HTTP/9.9\r\n\r\n".encode())
        assert b"400" in connection.recv(1000)
    (line,) = [line for line in lines(deployment) if line.get("logger") == "uvicorn.error"]
    assert line["level"] == "warning" and line["timestamp"].endswith("Z") and line["event"]


def test_a_start_that_fails_is_logged_in_the_same_way(embedded: Settings) -> None:
    """The database is gone before the start: the traceback is inside the line."""
    broken = deployed(embedded, database="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(RuntimeError):
        broken.serve()
    found = lines(broken)
    assert found and any("Traceback" in line.get("exception", "") + line["event"] for line in found)
