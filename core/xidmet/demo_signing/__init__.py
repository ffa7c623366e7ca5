"""The outside parties of a demonstration, played by a server of its own with real keys.

A mobile operator, an app of the protocol web2app, an OIDC provider, a remote signing service, a payment service and
the authority of people's certificates, with pages for the phones of the invented people. It signs only what it was
asked, after a yes, once.
"""

from xidmet.demo_signing.server import create_app, run_signing

__all__ = ["create_app", "run_signing"]
