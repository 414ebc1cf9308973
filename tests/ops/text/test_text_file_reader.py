"""CreateTextFileReader and TextFileReaderRead against Python's own splitting of lines."""

import numpy as np
import pytest

from nets import get, op, run
from netdef import workspace

ROWS = [(b"a", b"", 1.5), (b"two words", b"\\n", -2e3), (b"", b"x", 0.25), (b"d", b"e", 7.0)]
TEXT = "\n".join(f"{a.decode()}\t{b.decode()}\t{c}" for a, b, c in ROWS) + "\n"
STRING, FLOAT = 4, 1
OUT = ["a", "b", "c"]


def create(path, types=(STRING, STRING, FLOAT), **args):
    return op("CreateTextFileReader", [], ["reader"], filename=str(path), field_types=list(types), **args)


def read(n=2, out=OUT):
    return op("TextFileReaderRead", ["reader"], out, batch_size=n)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 5000])
@pytest.mark.parametrize("passes", [0, 1, 2])
def test_batches(path, size, passes):
    run(create(path, num_passes=passes))
    rows = ROWS * passes
    for begin in [*range(0, len(rows), size), len(rows), len(rows)]:
        workspace.RunOperatorOnce(read(size))
        a, b, c = get(OUT)
        batch = rows[begin:begin + size]
        assert a.tolist() == [r[0] for r in batch] and b.tolist() == [r[1] for r in batch]
        assert c.dtype == np.float32 and c.tolist() == [r[2] for r in batch]


def test_a_last_line_without_line_feed(path):
    path.write_text(TEXT.rstrip("\n"))
    a, _, c = run(create(path, num_passes=2), read(100), fetch=OUT)
    assert len(a) == 8 and c[3] == c[7] == 7


def test_an_empty_file(path):
    path.write_text("")
    a, b, c = run(create(path, num_passes=3), read(), fetch=OUT)
    assert a.shape == b.shape == c.shape == (0,)


@pytest.mark.parametrize("text, words", [
    ("a\tb\n", "line 1: Invalid number of columns"),
    ("a\tb\t1\t2\n", "line 1: Invalid number of columns"),
    ("a\tb\t1\n\n", "line 2: Invalid number of columns"),
    ("a\tb\tc\n", "line 1: expected a number, got 'c'"),
    ("a\tb\t1x\n", "expected a number"),
    ("a\tb\t\n", "expected a number"),
])
def test_lines_that_do_not_fit(path, text, words):
    path.write_text(text)
    with pytest.raises(RuntimeError, match=words):
        run(create(path), read())


@pytest.mark.parametrize("types, words", [((), "non-empty"), ((STRING, 2, FLOAT), "Unsupported type")])
def test_types(path, types, words):
    with pytest.raises(RuntimeError, match=words):
        run(create(path, types))


def test_other_errors(path, tmp_path):
    with pytest.raises(RuntimeError, match="Error opening file for reading"):
        run(create(tmp_path / "none"))
    with pytest.raises(RuntimeError, match="Expected 3 got 2"):
        run(create(path), read(out=OUT[:2]))
    with pytest.raises(RuntimeError, match="batch_size"):
        run(create(path), read(-1))
