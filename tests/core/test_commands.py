"""The commands, as somebody at a terminal meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from xidmet.settings import as_table

from tests.commands import demo, xidmet
from tests.conftest import ROOT

COMMANDS = (
    "serve",
    "worker",
    "demo",
    "demo-signing",
    "migrate",
    "check",
    "journal",
    "bench",
    "offices",
    "settings",
    "sessions",
    "effects",
)


def test_it_is_a_program() -> None:
    """Here alone it is begun as people do; elsewhere in the tests it is forked from one that is loaded."""
    program = Path(sys.executable).parent / "xidmet"
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    assert all(command in told for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    told = xidmet(command, "--help")
    assert told.returncode == 0
    assert len(told.stdout.splitlines()) > 3


def test_a_real_site_does_not_start_half_configured(tmp_path: Path) -> None:
    told = xidmet("serve", XIDMET_DATA=str(tmp_path))
    assert told.returncode == 2
    assert "XIDMET_MAIL, XIDMET_QR_KEY, XIDMET_FILE_KEY" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"XIDMET_PROT": "8000"}, "there is no setting XIDMET_PROT"),
        ({"XIDMET_PORT": "eighty"}, "XIDMET_PORT"),
        ({"XIDMET_FILE_KEY": "c2hvcnQ="}, "XIDMET_FILE_KEY"),
        ({"XIDMET_ADDRESS": "localhost"}, "XIDMET_ADDRESS"),
        ({"XIDMET_TRUSTED_PROXIES": "*"}, "XIDMET_TRUSTED_PROXIES"),
    ],
    ids=["unknown", "not a number", "key too short", "not an origin", "no network"],
)
def test_a_wrong_setting_stops_the_start_by_name(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    told = demo("demo", "--prepare-only", data=tmp_path, **wrong)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert not list(tmp_path.iterdir())


def test_invented_people_are_never_put_into_a_real_site(tmp_path: Path) -> None:
    assert xidmet("demo", XIDMET_DATA=str(tmp_path)).returncode == 2
    assert not list(tmp_path.iterdir())


def test_a_demonstration_is_prepared_once(tmp_path: Path) -> None:
    first = demo("demo", "--prepare-only", data=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "/sign-in" in first.stdout
    assert demo("demo", "--prepare-only", data=tmp_path).returncode == 0
    assert demo("migrate", data=tmp_path).stdout == "Nothing to do: the tables are up to date.\n"
    verified = demo("journal", "verify", data=tmp_path)
    assert verified.returncode == 0, verified.stdout


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    import_free = (
        "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", import_free], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        told = demo("serve", data=tmp_path, XIDMET_PORT=holder.stdout.readline().strip())
        holder.kill()
    assert told.returncode == 2
    assert "is in use" in told.stderr


def test_check_tells_machines_what_it_tells_people(tmp_path: Path) -> None:
    found = json.loads(demo("check", "--json", data=tmp_path).stdout)
    assert len(found["services"]) > 1 and not any(row["faults"] for row in found["services"])


def test_a_bench_writes_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    told = demo("bench", "answers", "--json", str(file), data=tmp_path)
    assert told.returncode == 0, told.stderr
    (figure,) = json.loads(file.read_text())["figures"]
    assert {"name", "value", "unit", "yardstick", "ratio"} == set(figure)
    assert figure["value"] > 0 < figure["ratio"]


def test_the_page_about_settings_is_what_the_command_prints() -> None:
    assert as_table() in (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert xidmet("settings").stdout == as_table()
