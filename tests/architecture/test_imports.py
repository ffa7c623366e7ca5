"""Who may import whom: the contracts in pyproject.toml hold, name every plugin there is, and would notice a breach."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.texts import ROOT

PLUGINS = {folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "__init__.py").is_file()}
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def lint(*sources: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The same program that make runs, over these folders of sources."""
    path = os.pathsep.join(map(str, sources))
    program = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_contracts_hold() -> None:
    done = lint(ROOT / "plugins")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(SETTINGS['contracts'])} kept, 0 broken" in done.stdout


def test_they_name_every_plugin() -> None:
    contracts = {contract["name"]: contract for contract in SETTINGS["contracts"]}
    assert set(SETTINGS["root_packages"]) == PLUGINS | {"xidmet", "xidmet_ui"}
    assert set(contracts["Plugins never import each other"]["modules"]) == PLUGINS
    assert set(contracts["Plugins say only public words"]["source_modules"]) == PLUGINS
    for name in ("Core knows no page and no service", "Pages reach neither the store nor a plugin"):
        assert set(contracts[name]["forbidden_modules"]) >= PLUGINS, name


def test_the_layers_are_all_of_core() -> None:
    """A new folder of core must be given its place."""
    (layers,) = [contract["layers"] for contract in SETTINGS["contracts"] if contract["type"] == "layers"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    core = {entry.stem for entry in (ROOT / "core/xidmet").iterdir() if entry.suffix == ".py" or _is_package(entry)}
    assert core - {"__init__"} == placed


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


BREACHES = {
    "core imports a page": ("core/xidmet/clock.py", "import xidmet_ui.head"),
    "a page imports the store": ("ui/xidmet_ui/head.py", "import xidmet.store.cases"),
    "core climbs": ("core/xidmet/store/health.py", "import xidmet.cases"),
    "a plugin imports another": ("plugins/labour_quota/rules.py", "import movement_permit"),
    "a plugin reaches into core": ("plugins/labour_quota/rules.py", "import xidmet.cases"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_noticed(breach: str, tmp_path: Path) -> None:
    file, line = BREACHES[breach]
    for folder in ("core", "ui", "plugins"):
        _copied(ROOT / folder, tmp_path / folder)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    changed = tmp_path / file
    changed.write_text(f"{changed.read_text(encoding='utf-8')}\n\n{line}\n", encoding="utf-8")
    done = lint(*(tmp_path / folder for folder in ("core", "ui", "plugins")), cwd=tmp_path)
    assert done.returncode != 0 and "BROKEN" in done.stdout, done.stdout + done.stderr


def _copied(source: Path, target: Path) -> None:
    for file in source.rglob("*.py"):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
