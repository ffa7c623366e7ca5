"""A browser and its system as words, from what it says of itself. It may lie: the words only remind its owner."""

from __future__ import annotations

# The first that is found counts: most browsers name those they descend from too.
BROWSERS = (
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def agent(said: str) -> str:
    """Such as "Firefox, Windows"; "" for a program that says neither."""
    known = said[:500]
    found = [next((name for mark, name in names if mark in known), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
