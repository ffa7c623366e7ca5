"""/readyz and /metrics tell of a real site only to its monitors, /healthz everybody that somebody is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from xidmet.registers.breaker import SILENT
from xidmet.settings import Settings

from tests.conftest import ROOT
from tests.ui.browser import portal_on
from tests.ui.test_languages import outside_demo

READERS = [
    ("127.0.0.1", {}, {}, True),
    ("::1", {}, {}, True),
    ("::ffff:10.1.2.3", {}, {}, True),
    ("198.18.0.1", {}, {}, False),
    ("2001:db8::1", {}, {}, False),
    ("no address", {}, {}, False),
    ("", {}, {}, False),
    ("10.0.0.5", {}, {"X-Forwarded-For": "10.0.0.9"}, False),
    ("10.0.0.9", {"trusted_proxies": "10.0.0.5"}, {"X-Forwarded-For": "10.0.0.9"}, True),
    ("198.18.0.1", {"monitors": "198.18.0.0/24"}, {}, True),
    ("127.0.0.1", {"monitors": "198.18.0.0/24"}, {}, False),
]


@pytest.fixture
async def real(embedded: Settings) -> Settings:
    return outside_demo(embedded.data)


@pytest.mark.parametrize(("place", "more", "said", "reads"), READERS)
async def test_who_reads_them(
    real: Settings, place: str, more: dict[str, str], said: dict[str, str], reads: bool
) -> None:
    async with portal_on(real.model_copy(update=more)) as portal:
        client = portal.browser(place=place).client
        answers = [await client.get(path, headers=said) for path in ("/readyz", "/metrics", "/healthz")]
        assert [answer.status_code == 404 for answer in answers] == [not reads, not reads, False]
        assert all("effects" in answer.text for answer in answers[:2]) == reads


async def test_a_list_of_anchors_that_is_missed_is_told(real: Settings, tmp_path: Path) -> None:
    """It warns, and no more: people are served all the same."""
    missed = real.model_copy(update={"anchors": tmp_path, "anchors_list": "https://lists.example/anchors.jws"})
    for settings, warned in ((missed, True), (real, False)):
        async with portal_on(settings) as portal:
            answer = await portal.browser(place="127.0.0.1").client.get("/readyz")
            assert any("trust anchors" in one for one in answer.json()["warnings"]) == warned


async def test_a_register_that_is_silent_is_told(embedded: Settings, tmp_path: Path) -> None:
    (tmp_path / "plugins").symlink_to(ROOT / "plugins")
    named = '[[plugins]]\nname = "employment_certificate"\n[plugins.options]\ncontracts_url = "http://127.0.0.1:9"\n'
    (tmp_path / "plugins.toml").write_text(named, encoding="utf-8")
    async with portal_on(embedded.model_copy(update={"site": tmp_path})) as portal:
        client = portal.browser().client
        assert (await client.get("/readyz")).json()["registers"] == {"labour.contracts": "up"}
        for _try in range(SILENT):
            portal.site.registers.outside["labour.contracts"].was_silent()
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["registers"]) == (200, {"labour.contracts": "silent"})
        assert any("labour.contracts does not answer since" in one for one in answer.json()["warnings"])
        assert 'xidmet_register_up{register="labour.contracts"} 0' in (await client.get("/metrics")).text
