"""Variables of the Serverless Framework: `${self:…}`, `${file(…)}`, `${opt:…}` and all others, with their fallbacks.

Nothing is asked of the network, and the environment of the process is not read: what only they know is a symbol.
"""

from __future__ import annotations

from leastwise.read.serverless.variables.resolver import Resolver

__all__ = ["Resolver"]
