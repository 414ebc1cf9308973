"""What the converter raises."""

from __future__ import annotations

import netdef


class ConversionError(netdef.Error):
    """Anything that is wrong with a model to convert."""


class Unsupported(ConversionError):
    """A model asks for what cannot be converted; the message lists every such node."""


BaseException = ConversionError
"""Caffe2's name for it."""
