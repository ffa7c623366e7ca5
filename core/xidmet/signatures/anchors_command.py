"""`xidmet anchors`: look at whom a site trusts, take a new signed list of it; or, for whoever keeps one, sign it."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import getpass
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.anchor_list import (
    PURPOSES,
    AnchorList,
    Key,
    Term,
    WrongList,
    as_json,
    parse_list,
    read_list,
    signed_anchors,
)
from xidmet.signatures.anchor_updates import Change, bounds, fetch, need_takeable, take
from xidmet.signatures.anchors import LIST, Anchors, held_list, signers_of
from xidmet.signatures.command import settings_if_any

ANCHORS_TOLD = "Show whom this site trusts; check a signed list of anchors, or take it over; sign one."
WHAT = {
    "show": "print who is trusted for what; FILE: what stands in a list, whoever signed it",
    "check": "would update take this list? FILE or address; none: is the one that is held good and current?",
    "update": "take a list: FILE, an https address, or the site's (XIDMET_ANCHORS_LIST)",
    "sign": "sign the folder FILE (persons, seals, timestamps, issuers), or JSON as `show --json` prints it",
}


def say_anchors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=list(WHAT), help="; ".join(f"{name}: {told}" for name, told in WHAT.items()))
    parser.add_argument(
        "file", nargs="?", default="", metavar="FILE", help="a list, an address, or what is to be signed"
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the anchors; else XIDMET_ANCHORS")
    parser.add_argument("--signer", type=Path, metavar="PEM", help="whose lists count; else XIDMET_ANCHORS_SIGNER")
    parser.add_argument("--force", action="store_true", help="take even a list that trusts nobody")
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    sign = parser.add_argument_group("to sign")
    sign.add_argument("--key", type=Path, metavar="KEY", help="PKCS#12, or PEM with the key and its certificate")
    sign.add_argument("--after", type=Path, metavar="LIST", help="the list before; what is no longer there ends now")
    sign.add_argument("--keeper", default="", metavar="NAME", help="who keeps the list; else as in the one before")
    sign.add_argument("--days", type=int, default=30, help="until the next update; 30 unless said otherwise")
    sign.add_argument("--out", type=Path, metavar="LIST", help="where it is written; else standard output")


def keep_anchors(asked: argparse.Namespace) -> int:
    """The exit status: 0 when all is well, 1 when a list is not taken, 2 when the command lacks something."""
    run: dict[str, Callable[[argparse.Namespace, Settings | None], str]] = {
        "show": _show,
        "check": _check,
        "update": _update,
        "sign": _sign,
    }
    try:
        print(run[asked.what](asked, settings_if_any()))
    except argparse.ArgumentTypeError as wrong:
        print(f"xidmet: {wrong}", file=sys.stderr)
        return 2
    except (ValueError, OSError) as wrong:
        print(f"xidmet: {wrong}", file=sys.stderr)
        return 1
    return 0


def _show(asked: argparse.Namespace, settings: Settings | None) -> str:
    if asked.file:
        listed = _unverified(Path(asked.file).read_bytes())
        return _json(listed) if asked.json else "\n".join([*_head(listed), *_lines(listed.anchors)])
    folder, signer = _places(asked, settings)
    anchors, held = Anchors.from_folder(folder, signer), held_list(folder, signer)
    if asked.json:
        return _json(_need(held, f"There is no {LIST} in {folder}."))
    terms = [one for part in PURPOSES for one in _terms(anchors, part)]
    return "\n".join(
        [*(_head(held) if held else []), *_lines(terms), f"{len(anchors.crls)} list(s) of revoked certificates"]
    )


def _terms(anchors: Anchors, part: str) -> list[Term]:
    """Of a part: those that a list gave terms, and those that lie in the folder without."""
    listed = [one for one in anchors.terms if one.purpose == part]
    known = [one.certificate for one in listed]
    return [*listed, *(Term(part, one) for one in getattr(anchors, part) if one not in known)]  # type: ignore[arg-type]


def _check(asked: argparse.Namespace, settings: Settings | None) -> str:
    folder, signer = _places(asked, settings)
    held = held_list(folder, signer)
    if asked.file:
        listed = read_list(_read(asked, settings), signers_of(folder, signer))
        need_takeable(listed, held, empty=asked.force)
    else:
        listed = _need(held, f"There is no {LIST} in {folder}.")
        need_takeable(listed, None, empty=asked.force)
    lines = Change(listed, held, taken=False).lines if asked.file else []
    return "\n".join([*_head(listed), "It is good.", *lines])


def _update(asked: argparse.Namespace, settings: Settings | None) -> str:
    folder, signer = _places(asked, settings)
    change = take(_read(asked, settings), folder, signer, empty=asked.force)
    said = "It is taken over." if change.taken else "It is the one that is here already."
    return "\n".join([*_head(change.listed), *change.lines, said])


def _sign(asked: argparse.Namespace, settings: Settings | None) -> str:
    if not (asked.file and asked.key):
        raise argparse.ArgumentTypeError("say what to sign, and with what: xidmet anchors sign FOLDER --key KEY.p12.")
    key, chain = _key(asked.key)
    before = read_list(asked.after.read_bytes(), chain[:1]) if asked.after else None
    what, now = Path(asked.file), clock.now().replace(microsecond=0)
    wanted = _of_folder(what, before, now) if what.is_dir() else parse_list(what.read_bytes()).anchors
    keeper = asked.keeper or (before.keeper if before else "")
    if not keeper:
        raise argparse.ArgumentTypeError("say who keeps the list: --keeper NAME.")
    number = before.number + 1 if before else 1
    listed = AnchorList(keeper, number, now, now + dt.timedelta(days=asked.days), tuple(wanted))
    need_takeable(listed, before, empty=asked.force)
    file = signed_anchors(listed, key, chain)
    read_list(file, chain[:1])  # as those who get it will
    if not asked.out:
        return file.decode().strip()
    asked.out.write_bytes(file)
    return "\n".join([*_head(listed), *Change(listed, before, taken=True).lines, f"Written to {asked.out}."])


def _of_folder(folder: Path, before: AnchorList | None, now: dt.datetime) -> list[Term]:
    """What is there; of what was in the list before and is not there any more, that it ended now: what was signed
    before goes on counting."""
    held = Anchors.from_folder(folder)
    known = {(one.purpose, one.certificate): one for one in (before.anchors if before else ())}
    there = [(part, one) for part in PURPOSES for one in getattr(held, part)]
    terms = [known.pop((part, one), Term(part, one)) for part, one in there]
    ended = [one if one.until and one.until <= now else replace(one, until=now) for one in known.values()]
    return [*terms, *ended]


def _key(file: Path) -> tuple[Key, list[x509.Certificate]]:
    held = file.read_bytes()
    if b"-----BEGIN" in held:
        encrypted = b"ENCRYPTED" in held
        key = serialization.load_pem_private_key(held, _password(file) if encrypted else None)
        chain = list(x509.load_pem_x509_certificates(held))
    else:
        read = pkcs12.load_pkcs12(held, _password(file))
        if read.key is None or read.cert is None:
            raise ValueError(f"{file} holds no key with its certificate.")
        key, chain = read.key, [read.cert.certificate, *(one.certificate for one in read.additional_certs)]
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or key.public_key() != chain[0].public_key():
        raise ValueError(f"{file} must hold an EC or RSA key, and the certificate of this key before all others.")
    return key, chain


def _password(file: Path) -> bytes:
    return getpass.getpass(f"Password of {file}: ").encode()


def _places(asked: argparse.Namespace, settings: Settings | None) -> tuple[Path, Path | None]:
    folder: Path | None = asked.folder or (settings.anchors if settings else None)
    if folder is None:
        raise argparse.ArgumentTypeError("say where the anchors are: --folder DIR, or XIDMET_ANCHORS.")
    own = settings.anchors_signer if settings and not asked.folder else None
    return folder, asked.signer or own


def _read(asked: argparse.Namespace, settings: Settings | None) -> bytes:
    if asked.file and "://" not in asked.file:
        return Path(asked.file).read_bytes()
    address = asked.file or (settings.anchors_list if settings else "")
    if not address:
        raise argparse.ArgumentTypeError("say which list: a file, an https address, or XIDMET_ANCHORS_LIST.")
    return asyncio.run(fetch(address, settings))


def _unverified(file: bytes) -> AnchorList:
    """For somebody who looks at a list. Raises WrongList."""
    if file.lstrip()[:1] == b"{":
        return parse_list(file)
    return read_list(file, None)


def _need(held: AnchorList | None, otherwise: str) -> AnchorList:
    if held is None:
        raise WrongList(otherwise)
    return held


def _json(listed: AnchorList) -> str:
    return json.dumps(as_json(listed), ensure_ascii=False, indent=2)


def _head(listed: AnchorList) -> list[str]:
    ends = f"next update by {listed.next_update:%Y-%m-%d %H:%M} UTC"
    return [f"List {listed.number} of {listed.keeper}, issued {listed.issued:%Y-%m-%d %H:%M} UTC, {ends}"]


def _lines(terms: Iterable[Term]) -> list[str]:
    return [
        f"{one.purpose}: {one.certificate.subject.rfc4514_string()}{bounds(one)}\n"
        f"   SHA-256 {one.certificate.fingerprint(hashes.SHA256()).hex()}"
        for one in terms
    ]
