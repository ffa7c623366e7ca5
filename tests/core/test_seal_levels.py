"""Each level that a seal is raised to passes the portal's own check, and the settings for it go together."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import cli, clock
from xidmet.settings import DEMO_STAMPS, Settings
from xidmet.signatures import Lasting, Level, Seal
from xidmet.signatures.demo_authority import SEAL_ROOT_CRL
from xidmet.signatures.demo_revocation import seal_crl
from xidmet.signatures.pdf_stamps import with_signature_stamp
from xidmet.signatures.seal_cms import with_time_stamp

from tests.commands import demo
from tests.conftest import demo_settings
from tests.core import people, stamping
from tests.core.ca_server import CaServer, ca_server
from tests.core.seals import PLAIN_PDF
from tests.core.signing import cades

YEAR, DAY = dt.timedelta(days=365), dt.timedelta(days=1)
LEVELS = ("T", "LT", "LTA")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[CaServer, Settings]]:
    """Without a store: the demonstration's keys and its authorities."""
    with ca_server(tmp_path / "keys") as served:
        port = int(served.address.rpartition(":")[2])
        yield served, demo_settings(tmp_path, timestamps=served.address + DEMO_STAMPS, demo_signing_port=port)


@pytest.mark.parametrize("size", [0x80, 0xA3])
def test_a_signature_of_any_length_takes_a_time_stamp(tmp_path: Path, size: int) -> None:
    """A length whose last byte is 0x80 is not an indefinite one."""
    ca = CaServer(tmp_path, "http://localhost:1")
    me, token = people.person(ca), stamping.token(stamping.authority(ca), b"", clock.now())
    made = (cades(me, b"a" * more, attached=b"a" * more) for more in range(1000))
    signature = next(one for one in made if one[3] == size)
    signer = cms.ContentInfo.load(with_time_stamp(signature, token))["content"]["signer_infos"][0]
    assert (
        signer["signature"].native == cms.ContentInfo.load(signature)["content"]["signer_infos"][0]["signature"].native
    )
    assert [one["values"][0].dump() for one in signer["unsigned_attrs"]] == [token]


@pytest.mark.parametrize("level", LEVELS)
async def test_each_level_passes_the_command_and_stays_pdf_a(
    alone: tuple[CaServer, Settings], tmp_path: Path, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = alone[1].model_copy(update={"seal_level": level})
    lasting, seal = Lasting.from_settings(settings), Seal.from_settings(settings)
    assert lasting is not None
    raised = await lasting.raised(await asyncio.to_thread(seal.seal_pdf, PLAIN_PDF, "Issued"))
    assert raised.level == level
    anchors = trusted(tmp_path, lasting)
    (tmp_path / "file.pdf").write_bytes(raised.pdf)
    asked = ["verify-signature", str(tmp_path / "file.pdf"), "--anchors", str(anchors), "--json"]
    status = await asyncio.to_thread(cli.main, asked)
    said = json.loads(capsys.readouterr().out)
    assert (status, said["indication"], said["level"]) == (0, "TOTAL-PASSED", level)
    reader = pypdf.PdfReader(io.BytesIO(raised.pdf))
    flags = [note.get_object()["/F"] for page in reader.pages for note in page.get("/Annots", [])]
    assert flags and all(flag & 0b100 and not flag & 0b10 for flag in flags)  # printed, and not hidden
    assert all(name in str(reader.trailer["/Root"]["/Perms"]) for name in ("/DocMDP",))
    assert len(re.findall(rb"/Type */DSS|/DSS ", raised.pdf)) > 0 or level == "T"


def trusted(folder: Path, lasting: Lasting) -> Path:
    for purpose, held in (("seals", lasting.trust.anchors.seals), ("timestamps", lasting.trust.anchors.timestamps)):
        (folder / "trusted" / purpose).mkdir(parents=True)
        for place, one in enumerate(held):
            (folder / "trusted" / purpose / f"{place}.der").write_bytes(one.public_bytes(Encoding.DER))
    return folder / "trusted"


async def test_where_there_is_no_room_the_first_time_stamp_is_over_the_whole(
    alone: tuple[CaServer, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in what was sealed for level B, under a certificate with a long chain."""
    lasting, seal = Lasting.from_settings(alone[1]), Seal.from_settings(alone[1])
    assert lasting is not None
    monkeypatch.setattr("xidmet.signatures.lasting.with_signature_stamp", lambda _pdf, _token: None)
    raised = await lasting.raised(seal.seal_pdf(PLAIN_PDF, "Issued"))
    assert raised.level is Level.LTA and raised.pdf.count(b"/DocTimeStamp") == 2
    monkeypatch.undo()
    tight = seal.seal_pdf(PLAIN_PDF, "Issued")
    assert with_signature_stamp(tight, (await lasting.authority.stamp(bytes(32))).der) is not None
    monkeypatch.setattr("xidmet.signatures.seal.SPACE", 5000)
    monkeypatch.setattr("xidmet.signatures.seal.STAMP", 0)
    narrow = Seal.from_settings(alone[1])
    assert with_signature_stamp(narrow.seal_pdf(PLAIN_PDF, ""), (await lasting.authority.stamp(bytes(32))).der) is None


async def test_a_list_from_before_the_seal_is_followed_by_the_next_one(alone: tuple[CaServer, Settings]) -> None:
    """It shows little to whoever can ask nobody any more: the certificate may have been taken back in between."""
    served, settings = alone
    seal, kept = Seal.from_settings(settings), served.answers[SEAL_ROOT_CRL](b"")
    served.answers[SEAL_ROOT_CRL] = lambda _body: kept  # it holds for seven days
    clock.advance(2 * DAY)
    lasting = Lasting.from_settings(settings)
    assert lasting is not None
    raised = await lasting.raised(seal.seal_pdf(PLAIN_PDF, ""))
    assert raised.level is Level.LTA and 4 * DAY < raised.renew_by - clock.now() < 6 * DAY
    clock.advance(raised.renew_by - clock.now())
    served.answers[SEAL_ROOT_CRL] = lambda _body: seal_crl(served.folder, "root")
    lasting = Lasting.from_settings(settings)
    assert lasting is not None
    again = await lasting.raised(raised.pdf)
    assert again.renew_by > clock.now() + YEAR


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"XIDMET_SEAL_LEVEL": "LTA", "XIDMET_TIMESTAMPS": "off"}, "needs XIDMET_TIMESTAMPS"),
        ({"XIDMET_TIMESTAMPS": "ftp://tsa.example"}, "It must look like https://"),
        ({"XIDMET_TIMESTAMPS": "http://user:word@tsa.example/tsr"}, "must begin with https://"),
        ({"XIDMET_SEAL_LEVEL": "XL"}, "XIDMET_SEAL_LEVEL"),
    ],
)
def test_settings_that_do_not_go_together_stop_the_start(tmp_path: Path, more: dict[str, str], said: str) -> None:
    done = demo("demo", "--prepare-only", "--no-cases", data=tmp_path, **more)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("lacks", ["seals", "timestamps"])
def test_anchors_that_can_never_bear_it_stop_the_start(tmp_path: Path, lacks: str) -> None:
    settings = demo_settings(tmp_path, timestamps="https://tsa.example/tsr")
    lasting = Lasting.from_settings(settings)
    assert lasting is not None
    anchors = trusted(tmp_path, lasting)
    for file in (anchors / lacks).iterdir():
        file.unlink()
    more = {"XIDMET_ANCHORS": str(anchors), "XIDMET_TIMESTAMPS": "https://tsa.example/tsr"}
    done = demo("demo", "--prepare-only", "--no-cases", data=tmp_path, **more)
    assert done.returncode == 2 and f"in the folder {lacks} of XIDMET_ANCHORS" in done.stderr
