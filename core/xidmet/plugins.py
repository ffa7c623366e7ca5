"""plugins.toml -> the catalogue it switches on, and every fault of what had to be left out, each with its mend.

A plugin is a folder of the site's plugins/ or an installed distribution with an entry point in the group
"xidmet.plugins"; both come through the same door. A wrong one is reported and left out; the rest goes on.
"""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
from pydantic import BaseModel, ValidationError

from xidmet.check import Fault, check_catalogue
from xidmet.check.reading import terms_of
from xidmet.contract.form import Form
from xidmet.contract.hooks import Hooks
from xidmet.contract.legal_terms import LegalRow, LegalTerm
from xidmet.contract.means import SignInMeans
from xidmet.contract.paying import PaymentMeans
from xidmet.contract.service import Service
from xidmet.contract.signing import SigningMeans
from xidmet.contract.sms import SmsGateway
from xidmet.contract.sources import KeptHere, Source
from xidmet.contract.table_file import rows_of
from xidmet.contract.terms import StepDays, StepTerm
from xidmet.language import register_catalogues

GROUP = "xidmet.plugins"
OFFERS = {"registers", "sign_in_means", "signing_means", "payment_means", "sms_gateways"}
SIGNING = "{demo_signing}"  # in options: the address of the demonstration's signing server


@dataclass(frozen=True)
class Plugin:
    """One plugin that is switched on. begins: the rows with which its registers begin, by their names. demo: its hook
    for invented rows, if it has one. videos: by slug, the address of a film about the service.
    """

    name: str
    folder: Path
    services: tuple[type[Service], ...]
    sources: tuple[Source, ...]
    begins: Mapping[str, tuple[Form, ...]]
    means: tuple[SignInMeans, ...]
    signing: tuple[SigningMeans, ...]
    payment: tuple[PaymentMeans, ...]
    sms: tuple[SmsGateway, ...]
    options: BaseModel | None
    demo: Callable[..., Any] | None
    videos: Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """What the site offers, and what is wrong with the rest.

    services by slug, means of signing in, of signing and of payment by name, all in the order of plugins.toml. sms: by
    which SMS leave; None for a site that sends none.
    """

    services: Mapping[str, type[Service]]
    plugins: Mapping[str, Plugin]
    sources: Mapping[str, Source]
    means: Mapping[str, SignInMeans]
    signing: Mapping[str, SigningMeans]
    payment: Mapping[str, PaymentMeans]
    sms: SmsGateway | None
    faults: tuple[Fault, ...]

    def plugin_of(self, slug: str) -> Plugin:
        return next(plugin for plugin in self.plugins.values() if any(s.slug == slug for s in plugin.services))

    def first_row(self, term: StepTerm | LegalTerm) -> Any:
        """With which its table begins: a case without a term would wait for ever when a row ended and none follows."""
        return self._first_rows[term.table.name, term.code]

    @cached_property
    def _first_rows(self) -> dict[tuple[str, str], Form]:
        begun = (found for plugin in self.plugins.values() for found in plugin.begins.items())
        rows = ((name, row) for name, rows in begun for row in reversed(rows))
        return {(name, row.code): row for name, row in rows if isinstance(row, StepDays | LegalRow)}

    def offers_signing(self, name: str) -> str:
        """The plugin that offers this means of signing, whose catalogue holds its texts."""
        offering = (plugin for plugin in self.plugins.values() if any(one.name == name for one in plugin.signing))
        return next((plugin.name for plugin in offering), "")

    def offers_payment(self, name: str) -> str:
        """The plugin that offers this means of payment."""
        offering = (plugin for plugin in self.plugins.values() if any(one.name == name for one in plugin.payment))
        return next((plugin.name for plugin in offering), "")

    def report(self) -> dict[str, Any]:
        """For machines: each service with its faults; a plugin that offers none stands under its own name."""
        rows = [
            {"slug": service.slug, "plugin": plugin.name, "faults": self._faults_of(service.slug)}
            for plugin in self.plugins.values()
            for service in plugin.services
        ]
        silent = {f.service for f in self.faults} - {str(row["slug"]) for row in rows}
        rows += [{"slug": "", "plugin": name, "faults": self._faults_of(name)} for name in sorted(silent)]
        return {"services": rows}

    def _faults_of(self, name: str) -> list[str]:
        return [f"{f.about}: {f.wrong} {f.mend}" for f in self.faults if f.service == name]


@dataclass
class _Loading:
    plugins: dict[str, Plugin] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def load(path: Path, demo_signing: str = "") -> Catalogue:
    """Read plugins.toml and load what it names, in its order.

    path: the plugins.toml; folders are looked for in plugins/ beside it. demo_signing: address of the demonstration's
    signing server, which options call {demo_signing}. Never raises for a wrong plugin: its faults are in the catalogue.
    """
    loading = _Loading()
    site = path.resolve().parent
    for name, options, videos in _named(path, loading.faults):
        try:
            loading.plugins[name] = _plugin(name, _placed(options, demo_signing), videos, site)
        except Exception as error:  # one wrong plugin must not stop the others
            loading.faults.append(_fault(name, error))
    return _catalogue(loading)


def _named(path: Path, faults: list[Fault]) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("plugins", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault("plugins.toml", str(path), f"It cannot be read: {error}.", "Write it as in the README."))
        return
    seen = set[str]()
    for row in rows:
        name = row.get("name", "") if isinstance(row, dict) else ""
        if not name or name in seen:
            faults.append(
                Fault(name or "plugins.toml", "name", "A plugin needs a name of its own.", 'Write name = "...".')
            )
            continue
        seen.add(name)
        yield name, row.get("options", {}), row.get("videos", {})


def _placed(options: Any, demo_signing: str) -> Any:
    """Raises ValueError outside a demonstration: there nobody's word may be taken from a server that plays parties."""
    if isinstance(options, dict):
        return {name: _placed(value, demo_signing) for name, value in options.items()}
    if isinstance(options, list):
        return [_placed(value, demo_signing) for value in options]
    if not isinstance(options, str) or SIGNING not in options:
        return options
    if not demo_signing:
        raise ValueError(f"its options name {SIGNING}, which is there only in a demonstration; name the real address")
    return options.replace(SIGNING, demo_signing)


def _plugin(name: str, options: Mapping[str, Any], videos: Any, site: Path) -> Plugin:
    module = _module(name, site)
    hooks = _hooks(name, module)
    given = _options(hooks, options)
    services = tuple(hooks["services"]())
    if not services and not OFFERS & set(hooks):
        raise LookupError("it offers no service, no register and no means of signing in, signing, payment or SMS")
    sources = tuple(hooks["registers"](options=given)) if "registers" in hooks else ()
    means = tuple(hooks["sign_in_means"](options=given)) if "sign_in_means" in hooks else ()
    signing = tuple(hooks["signing_means"](options=given)) if "signing_means" in hooks else ()
    payment = tuple(hooks["payment_means"](options=given)) if "payment_means" in hooks else ()
    sms = tuple(hooks["sms_gateways"](options=given)) if "sms_gateways" in hooks else ()
    folder = Path(module.__file__ or "").parent
    begins = {source.register.name: _beginning(folder, source) for source in sources}
    _no_term_without_row(services, begins)
    register_catalogues(name, folder / "locale")
    films = _videos(videos, services)
    demo = hooks.get("demo")
    return Plugin(name, folder, services, sources, begins, means, signing, payment, sms, given, demo, films)


def _videos(said: Any, services: tuple[type[Service], ...]) -> Mapping[str, str]:
    """Raises ValueError for what is no address of a film about one of these services."""
    if not isinstance(said, dict) or set(said) - {service.slug for service in services}:
        raise ValueError("[plugins.videos] names what is no service of this plugin; write slug = an address")
    if not all(isinstance(address, str) and address.startswith("https://") for address in said.values()):
        raise ValueError("[plugins.videos] names an address that does not begin with https://")
    return said


def _beginning(folder: Path, source: Source) -> tuple[Form, ...]:
    """Raises OSError and ValueError for a file that is not as it should be."""
    if not isinstance(source, KeptHere) or not source.begins_with:
        return ()
    return tuple(rows_of(source.register.of, folder / "data" / source.begins_with))


def _no_term_without_row(services: tuple[type[Service], ...], begins: Mapping[str, tuple[Form, ...]]) -> None:
    """Raises LookupError: a case that comes into such a state, or is decided so, would have no term."""
    for where, term in (found for service in services for found in terms_of(service)):
        rows: tuple[Any, ...] = begins.get(term.table.name, ())
        if not any(row.code == term.code for row in rows):
            raise LookupError(f"{where} has the term {term.code}, with which {term.table.name} does not begin")


def _module(name: str, site: Path) -> ModuleType:
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    if (site / "plugins" / name / "__init__.py").is_file():
        folder = str(site / "plugins")
        if folder not in sys.path:
            sys.path.insert(0, folder)
        return importlib.import_module(name)
    if name in installed:
        module: ModuleType = installed[name].load()
        return module
    raise LookupError(f"there is no folder plugins/{name} and no installed distribution of that name")


def _hooks(name: str, module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The plugin's hooks, each checked against the contract; a manager of its own, so that nothing leaks."""
    manager = pluggy.PluginManager("xidmet")
    manager.add_hookspecs(Hooks)
    manager.register(module, name)
    manager.check_pending()
    hooks = {caller.name: _call(caller) for caller in manager.get_hookcallers(module) or []}
    if "services" not in hooks:
        hooks["services"] = lambda: ()
    return hooks


def _call(caller: Any) -> Callable[..., Any]:
    def call(**values: Any) -> Any:
        found = caller(**values)
        return found[0] if found else ()

    return call


def _options(hooks: Mapping[str, Callable[..., Any]], options: Mapping[str, Any]) -> BaseModel | None:
    if "options" not in hooks:
        if options:
            raise ValueError(f"it has no options, but plugins.toml gives {', '.join(options)}")
        return None
    model: type[BaseModel] = hooks["options"]()
    return model.model_validate(options)


def _fault(name: str, error: Exception) -> Fault:
    if isinstance(error, ValidationError):
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False))
        return Fault(name, "options", f"{wrong}.", "Correct them under [plugins.options] in plugins.toml.")
    if isinstance(error, pluggy.PluginValidationError):
        return Fault(
            name,
            "hooks",
            f"{error}.",
            "The hooks are services, options, registers, sign_in_means, signing_means, payment_means, sms_gateways and "
            "demo, as in the contract.",
        )
    said = str(error).rstrip(".")
    return Fault(
        name,
        "plugin",
        f"It cannot be loaded: {type(error).__name__}: {said}.",
        "Mend it, or take it out of plugins.toml.",
    )


def _catalogue(loading: _Loading) -> Catalogue:
    offered = [(service, plugin.folder) for plugin in loading.plugins.values() for service in plugin.services]
    found = check_catalogue(offered)
    broken = {fault.service for fault in found}
    sources: dict[str, Source] = {}
    for plugin in loading.plugins.values():
        for source in plugin.sources:
            sources.setdefault(source.register.name, source)
    means: dict[str, SignInMeans] = {}
    signing: dict[str, SigningMeans] = {}
    payment: dict[str, PaymentMeans] = {}
    for plugin in loading.plugins.values():
        for one in plugin.means:
            means.setdefault(one.name, one)
        for other in plugin.signing:
            signing.setdefault(other.name, other)
        for way in plugin.payment:
            payment.setdefault(way.name, way)
    services = {service.slug: service for service, _ in offered if service.slug not in broken}
    sms = next((gateway for plugin in loading.plugins.values() for gateway in plugin.sms), None)
    return Catalogue(services, loading.plugins, sources, means, signing, payment, sms, (*loading.faults, *found))
