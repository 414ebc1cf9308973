"""Functions chosen by the type of what they are called with."""

from __future__ import annotations

from typing import Any, Callable


class Visitor:
    """Calls the function that a subclass has registered for an object's type."""

    visitors: dict[type, Callable]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.visitors = {}

    @classmethod
    def register(cls, Type: type) -> Callable:
        """Decorator for a function (visitor, object, ...) that handles `Type`.

        Raises:
            AssertionError: the type has one already.
        """
        assert Type not in cls.visitors, f"{Type} already registered!"

        def _register(func: Callable) -> Callable:
            cls.visitors[Type] = func
            return func

        return _register

    def __call__(self, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if obj is None:
            return None
        Type = type(obj)
        if Type not in self.visitors:
            raise TypeError(f"{type(self).__name__}: unsupported object type: {Type}")
        return self.visitors[Type](self, obj, *args, **kwargs)
