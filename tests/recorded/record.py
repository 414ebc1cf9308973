"""Records what the real Caffe2 builds: `python -m recorded.record TOPIC` in the folder tests/, under Caffe2 1.8.1."""

import importlib
import json
import pathlib
import sys


def main(topic):
    cases = importlib.import_module(f"recorded.{topic}_cases")
    lines = [f"{json.dumps(case[0])}: {json.dumps(cases.build(case), separators=(',', ':'))}" for case in cases.CASES]
    pathlib.Path(__file__).with_name(f"{topic}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
