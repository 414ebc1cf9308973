"""Packages that only some things need: extras of the distribution, as pyproject.toml names them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class MissingExtra(ImportError):
    """A package is missing that installing an extra brings."""


@contextlib.contextmanager
def needed_for(what: str, extra: str) -> Iterator[None]:
    """Around imports; of the one that fails the error says what wants it and how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtra(f"{what} needs the package {error.name}: pip install 'netdef-runtime[{extra}]'", name=error.name) from error
