"""docs/operators is what the schemas say."""

from pathlib import Path

from netdef._impl.operator_pages import pages

FOLDER = Path(__file__).parents[2] / "docs" / "operators"


def test_pages_are_current():
    committed = {page.name: page.read_text() for page in FOLDER.glob("*.md")}
    stale = [name for name, text in pages().items() if committed.get(name) != text]
    assert not stale and committed.keys() == pages().keys(), f"run `make docs`; stale: {stale}"
