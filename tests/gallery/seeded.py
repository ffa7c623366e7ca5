"""The gallery's site, migrated and with its people, for tests that add files to its form."""

from __future__ import annotations

from pathlib import Path

from xidmet import clock
from xidmet.auth.demo import seed
from xidmet.cases import open_site
from xidmet.settings import Settings
from xidmet.store import migrate

from tests.gallery import SITE

ROOT = Path(__file__).resolve().parents[2]


def gallery_settings(folder: Path, **more: object) -> Settings:
    static = ROOT / "build" / "static"
    return Settings(demo=True, data=folder, site=SITE, static=static, **more)  # type: ignore[arg-type]


async def prepared(settings: Settings) -> Settings:
    """These settings, of a site that is now there."""
    await migrate(settings)
    async with open_site(settings) as site:
        await seed(site.catalogue, clock.today())
    return settings
