"""The hooks of a plugin. All are synchronous, called once when the portal starts, and return data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pluggy
from pydantic import BaseModel

from xidmet.contract.means import SignInMeans
from xidmet.contract.paying import PaymentMeans
from xidmet.contract.service import Service
from xidmet.contract.signing import SigningMeans
from xidmet.contract.sms import SmsGateway
from xidmet.contract.sources import DemoData, DemoPerson, Source

hookspec, hookimpl = pluggy.HookspecMarker("xidmet"), pluggy.HookimplMarker("xidmet")


class Hooks:
    @hookspec
    def services(self) -> Sequence[type[Service]]:
        """The services this plugin offers."""
        raise NotImplementedError

    @hookspec
    def options(self) -> type[BaseModel]:
        """The model of the plugin's own table in plugins.toml; unknown or wrong options are faults."""
        raise NotImplementedError

    @hookspec
    def registers(self, options: Any) -> Sequence[Source]:
        """Where the rows of the registers it uses come from. Shared by name: the first plugin that says it wins."""
        raise NotImplementedError

    @hookspec
    def sign_in_means(self, options: Any) -> Sequence[SignInMeans]:
        """Ways to sign in, offered beside the portal's own. The first plugin that takes a name has it."""
        raise NotImplementedError

    @hookspec
    def signing_means(self, options: Any) -> Sequence[SigningMeans]:
        """Ways to sign a document, offered beside the portal's own. The first plugin that takes a name has it."""
        raise NotImplementedError

    @hookspec
    def payment_means(self, options: Any) -> Sequence[PaymentMeans]:
        """Ways to pay a state duty, offered beside the portal's own. The first plugin that takes a name has it."""
        raise NotImplementedError

    @hookspec
    def sms_gateways(self, options: Any) -> Sequence[SmsGateway]:
        """Gateways for SMS. The site sends by the first one of the first plugin that offers any."""
        raise NotImplementedError

    @hookspec
    def demo(self, people: Sequence[DemoPerson], today: dt.date) -> DemoData:
        """Invented rows for a demonstration, about the demonstration's people; dates are counted from today."""
        raise NotImplementedError
