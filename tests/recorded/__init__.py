"""What the real Caffe2 1.8.1 built, and the calls it was built by.

`*_cases.py` hold the calls, `*.json` the nets that the real one made of them, written by `python -m recorded.record TOPIC` in
the folder above, under Caffe2. The tests make the same calls on netdef and compare operator by operator.
"""

from __future__ import annotations

import json
import pathlib


def read(topic: str) -> dict:
    """{case: what the real one built}."""
    return json.loads(pathlib.Path(__file__).with_name(f"{topic}.json").read_text())
