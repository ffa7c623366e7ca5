"""Build the front-end files: one style sheet, one script, fonts and pictures, each under a name that holds its hash.

The verifier of capsules is built twice from one source: as a script of the portal, and as one page that needs nothing.

Reads node_modules and assets/, writes a folder of files that never change under their name, and manifest.json.
One script, because htmx 4 may start before an extension that is loaded by a script of its own has registered. The
check without a network is a page of modules, which import each other by those names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
from pathlib import Path

from xidmet_ui.capsule_words import capsule_words

ASSETS = Path(__file__).parent / "assets"
DESIGN = "@digdir/designsystemet-css/dist/src"
# What the templates use of the design system, and in which of its layers; the whole is seven times as much to load.
COMPONENTS = {
    "base": "base",
    "data-size-workaround": "base",
    "button": "components",
    "dialog": "components",
    "input": "components",
}
FONTS = ("onest", "literata")
RANGES = ("cyrillic-wght", "latin-ext-wght", "latin-wght")  # what Azerbaijani, English and Russian need
STYLES = (
    "portal-theme.css",
    "portal.css",
    "forms.css",
    "questions.css",
    "lists.css",
    "pages.css",
    "rows.css",
    "applying.css",
    "acting.css",
    "desk.css",
    "casework.css",
    "figures.css",
    "visits.css",
    "roster.css",
)  # of two equal rules the later one holds
SCRIPTS = ("htmx.org/dist/htmx.min.js",)
OWN_SCRIPTS = ("portal.js", "upload.js", "passkey.js", "session.js", "desk.js", "casework.js", "roster.js")
MODULES = {"qr-decode.js": "qr/decode.js", "index.js": "qr/index.js"}  # those of packages; the others are our own
IMPORT = re.compile(r"""(?<=from )(["'])\./(?P<name>[\w-]+\.js)\1""")
CAPSULE = ("bytes", "frame", "der", "seal", "history", "proofs", "check", "page")
ALONE = "capsule-verifier.html"
FACE = re.compile(r"/\* (?P<name>[\w-]+)-normal \*/\s*(?P<face>@font-face \{.*?\})", re.DOTALL)
URL = re.compile(r"url\((?P<path>[^)\"']+)\)")


def build(packages: Path, out: Path) -> dict[str, str]:
    """Write the files; logical name -> name with hash. packages: node_modules; out: where the portal finds them."""
    out.mkdir(parents=True, exist_ok=True)
    written: dict[str, str] = {}
    for picture in sorted((ASSETS / "img").iterdir()):
        written[picture.name] = _write(out, picture.name, picture.read_bytes())
    style = "\n".join([*(_faces(packages, font, out, written) for font in FONTS), *_styles(packages, written)])
    written["portal.css"] = _write(out, "portal.css", style.encode())
    script = ";\n".join(
        [*(_text(packages / name) for name in SCRIPTS), *(_text(ASSETS / name) for name in OWN_SCRIPTS)]
    )
    written["portal.js"] = _write(out, "portal.js", script.encode())
    for module in ("page.js", "worker.js"):
        _module(packages, out, module, written)
    verifier = capsule_script()
    written["capsule.js"] = _write(out, "capsule.js", verifier.encode())
    written[ALONE] = _write(out, ALONE, capsule_page(verifier).encode())
    (out / "manifest.json").write_text(json.dumps(written, indent=1), encoding="utf-8")
    return written


def capsule_script() -> str:
    """Strict, and with no name that others see."""
    parts = [_text(ASSETS / "capsule" / f"{name}.js") for name in CAPSULE]
    words = json.dumps(capsule_words(), ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join(['(() => {\n"use strict";', f"const WORDS = {words};", *parts, "})();\n"])


def capsule_page(script: str) -> str:
    """One file that works from a disk. It may run its own script, and reach nothing."""
    style = _text(ASSETS / "capsule" / "alone.css")
    policy = f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)}; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="az">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}; base-uri \'none\'">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Xidmət</title>\n'
        f'<style>{style}</style>\n</head>\n<body>\n<main id="capsule" data-alone></main>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _allowed(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(out: Path, name: str, content: bytes) -> str:
    stem, _dot, kind = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
    (out / hashed).write_bytes(content)
    return hashed


def _module(packages: Path, out: Path, name: str, written: dict[str, str]) -> str:
    """Write a module after those that it imports, with their names in it; its own name with hash."""
    key = f"offline-{name}"
    if key not in written:
        source = _text(packages / MODULES[name] if name in MODULES else ASSETS / "offline" / name)
        named = IMPORT.sub(lambda found: f'"./{_module(packages, out, found["name"], written)}"', source)
        written[key] = _write(out, key, named.encode())
    return written[key]


def _faces(packages: Path, font: str, out: Path, written: dict[str, str]) -> str:
    """The @font-face rules of a font for the letters we write, with the names of the copied files."""
    folder = packages / "@fontsource-variable" / font
    faces = [m for m in FACE.finditer(_text(folder / "index.css")) if any(r in m["name"] for r in RANGES)]
    faces = [m for m in faces if "ext" not in m["name"] or "latin-ext" in m["name"]]

    def copied(found: re.Match[str]) -> str:
        file = folder / found["path"]
        written[file.name] = _write(out, file.name, file.read_bytes())
        return f"url({written[file.name]})"

    return "\n".join(URL.sub(copied, face["face"]) for face in faces)


def _styles(packages: Path, written: dict[str, str]) -> list[str]:
    """The design system, its theme, and the portal's own layer over both."""

    def known(found: re.Match[str]) -> str:
        name = found["path"].rpartition("/")[2]
        return f"url({written[name]})" if name in written else found[0]

    layers = "@layer ds.theme, ds.base, ds.components;"
    system = (
        f"@layer ds.{layer} {{{_plain(_text(packages / DESIGN / f'{name}.css'))}}}"
        for name, layer in COMPONENTS.items()
    )
    own = [ASSETS / name for name in STYLES]
    return [layers, *system, *(URL.sub(known, _plain(_text(file))) for file in own)]


def _plain(style: str) -> str:
    """@charset may stand only at the very beginning of a style sheet."""
    return style.replace('@charset "UTF-8";', "")


def main() -> int:
    """Build from ./node_modules into XIDMET_STATIC or ./build/static."""
    packages = Path("node_modules")
    if not (packages / DESIGN).is_dir():
        print("The front-end packages are missing: run make setup.", file=sys.stderr)  # noqa: T201  # a command
        return 2
    build(packages, Path(os.environ.get("XIDMET_STATIC", "build/static")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
