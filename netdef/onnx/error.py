"""What the converter raises."""

from __future__ import annotations

import netdef


class BaseException(netdef.Error):
    """Anything that is wrong with a model to convert."""


class Unsupported(BaseException):
    """A model asks for what cannot be converted; the message lists every such node."""
