"""Managed contexts: what `current()` gives, per class and per thread."""

import threading

import pytest

from netdef import context


class Outer(context.Managed):
    pass


class Inner(Outer):
    pass


class Default(context.DefaultManaged):
    pass


def test_current_is_the_innermost_of_the_class_or_below_it():
    with Outer() as outer:
        with Inner() as inner:
            assert Outer.current() is inner and Inner.current() is inner
        assert Outer.current() is outer and Inner.current(required=False) is None


def test_without_one_it_is_an_error_or_none():
    with pytest.raises(AssertionError, match="is required but none is active"):
        Outer.current()
    assert Outer.current(required=False) is None
    with pytest.raises(AssertionError, match="Wrong context type"):
        Outer.current(3)


def test_a_given_value_wins():
    outer = Outer()
    with Outer():
        assert Outer.current(outer) is outer


def test_a_default_is_made_once_per_thread():
    first = Default.current()
    seen = []
    thread = threading.Thread(target=lambda: seen.append(Default.current()))
    thread.start()
    thread.join()
    assert Default.current() is first and seen[0] is not first
    with Default() as other:
        assert Default.current() is other
    assert Default.current() is first


def test_leaving_without_entering_is_an_error():
    with pytest.raises(AssertionError, match="is empty"):
        Outer().__exit__(None, None, None)


def test_as_decorator():
    outer = Outer()

    @outer
    def inside():
        return Outer.current()

    assert inside() is outer and inside.__name__ == "inside" and Outer.current(required=False) is None


def test_classes_made_contexts_by_the_decorator_of_old():
    steps = []

    @context.define_context()
    class Plain(object):
        def __init__(self):
            super(Plain, self).__init__()

        def __enter__(self):
            steps.append("in")

        def __exit__(self, *args):
            steps.append("out")

    @context.define_context(allow_default=True)
    class Lasting(object):
        pass

    class Below(Plain):
        pass

    assert Plain.current(required=False) is None
    with pytest.raises(AssertionError, match="is required but none is active"):
        Plain.current()
    with Plain() as outer:
        assert Plain.current() is outer
        with Below() as inner:
            assert Plain.current() is inner and Below.current() is inner
        assert Plain.current() is outer
    assert steps == ["in", "in", "out", "out"]
    assert Lasting.current() is Lasting.current()
    used = Plain()
    assert used(lambda x: (Plain.current(), x))(3) == (used, 3)
