"""The portal's own means of signing in, and those of the plugins beside them."""

from __future__ import annotations

from xidmet.auth.entrance import Entrance
from xidmet.auth.means.authenticator import Authenticator
from xidmet.auth.means.e_signature import ESignature
from xidmet.auth.means.judged import Judged
from xidmet.auth.means.keeping import Keeping
from xidmet.auth.means.passkey import Passkey
from xidmet.auth.means.password import Password
from xidmet.contract.means import SignInMeans
from xidmet.plugins import Catalogue
from xidmet.settings import Settings
from xidmet.signatures import Trust


def open_entrance(settings: Settings, catalogue: Catalogue, keys: tuple[bytes, ...]) -> Entrance:
    """Those of the plugins come last, and none takes the name of one of ours. keys: encrypt what means keep."""
    keeping = Keeping(keys)
    own: tuple[SignInMeans, ...] = (Password(keeping), ESignature(), Passkey(keeping), Authenticator(keeping))
    means = {one.name: one for one in own}
    offered = {name: one for name, one in catalogue.means.items() if name not in means}
    of_plugins = {one.name: plugin.name for plugin in catalogue.plugins.values() for one in plugin.means}
    domains = {name: domain for name, domain in of_plugins.items() if name in offered}
    return Entrance(means | offered, settings.address, keys, Judged(Trust.from_settings(settings)), domains)
