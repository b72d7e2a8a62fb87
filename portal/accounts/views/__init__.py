"""Pages about accounts: signing in and out, registering, the way back in, one's own account."""

from portal.accounts.views import account, factor, guardian, proof, recover, register, sign_in
from portal.accounts.views.blueprint import bp

__all__ = ["account", "bp", "factor", "guardian", "proof", "recover", "register", "sign_in"]
