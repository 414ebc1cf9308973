"""Lines of text with indentation."""

from __future__ import annotations

import contextlib
from typing import Iterator


class Text:
    """Collects lines; str() gives them all."""

    def __init__(self) -> None:
        self._indent = 0
        self._lines_in_context = [0]
        self.lines: list[str] = []

    @contextlib.contextmanager
    def context(self, text: str | None) -> Iterator[None]:
        """A with block whose lines stand indented below `with text:`; a block without lines holds `pass`. None changes nothing."""
        if text is not None:
            self.add(f"with {text}:")
            self._indent += 4
            self._lines_in_context.append(0)
        yield
        if text is not None:
            if self._lines_in_context[-1] == 0:
                self.add("pass")
            self._indent -= 4
            self._lines_in_context.pop()

    def add(self, text: str) -> None:
        """Adds a line."""
        self._lines_in_context[-1] += 1
        self.lines.append(" " * self._indent + text)

    def __str__(self) -> str:
        return "\n".join(self.lines)
