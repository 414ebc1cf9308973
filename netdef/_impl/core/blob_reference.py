"""Names of blobs that know the net they belong to."""

from __future__ import annotations

from typing import Any, Callable

from netdef import _C
from netdef._impl import scope
from netdef._impl.core.registered import IsOperator, _registered, RefreshRegisteredOperators


class BlobReference:
    """A blob's full name, equal to the plain string, and with a net a source of operators: ref.Relu([], "out").

    Unlike strings, references are not put under the current name scope when operators are made.
    """

    def __init__(self, name: Any, net: Any = None):
        """name: str, bytes or another reference. net: the net whose operators the reference makes, None for none."""
        if isinstance(name, str):
            self._name = name
        elif isinstance(name, bytes):
            self._name = name.decode()
        else:
            self._name = str(name)
        self._from_net = net
        self.meta: dict[str, Any] = {}

    def __hash__(self) -> int:
        return hash(self._name)

    def __eq__(self, other: Any) -> bool:
        if isinstance(other, str):
            return self._name == other
        if isinstance(other, bytes):
            return self._name == other.decode()
        return isinstance(other, BlobReference) and self._name == other._name

    def __ne__(self, other: Any) -> bool:
        return not self == other

    def __str__(self) -> str:
        return self._name

    def __repr__(self) -> str:
        return f'BlobReference("{self._name}")'

    def __add__(self, other: str) -> BlobReference:
        if not isinstance(other, str):
            raise RuntimeError("Cannot add BlobReference to a non-string.")
        return BlobReference(self._name + other, self._from_net)

    def __radd__(self, other: str) -> BlobReference:
        if not isinstance(other, str):
            raise RuntimeError("Cannot add a non-string to BlobReference.")
        return BlobReference(other + self._name, self._from_net)

    def Net(self) -> Any:
        """The net the reference belongs to, None for none."""
        return self._from_net

    def GetNameScope(self) -> str:
        """The name up to and with its last slash."""
        return self._name[: self._name.rfind(scope.SEPARATOR) + 1]

    def GetUnscopedName(self) -> str:
        """The name after its last slash."""
        return self._name[self._name.rfind(scope.SEPARATOR) + 1:]

    def __getattr__(self, op_type: str) -> Callable:
        if op_type.startswith("__"):  # copy and pickle ask for these
            raise AttributeError(f"Attribute {op_type} not found.")
        if self._from_net is None:
            raise AttributeError(
                "You cannot use a blob reference that does not have a net source to create operators. Create the operator "
                "from an explicit net object.")
        check_operator_exists(op_type)

        def make(inputs: Any = None, *args: Any, **kwargs: Any) -> Any:
            others = [] if inputs is None else rectify(inputs)
            return self._from_net._create_operator(op_type, [self, *others], *args, **kwargs)

        return make

    def __dir__(self) -> list[str]:
        if not _registered:
            RefreshRegisteredOperators()
        return sorted({*super().__dir__(), *(op for op in _registered if "_ENGINE_" not in op)})


def check_operator_exists(op_type: str) -> None:
    """Raises an AttributeError that names similar operators where there is none of this type."""
    if not IsOperator(op_type):
        near = ",".join(_C.nearby_opnames(op_type))
        raise AttributeError(f"Method {op_type} is not a registered operator. Did you mean: [{near}]")


def ScopedName(name: str) -> str:
    """`name` under the current name scope."""
    return scope.CurrentNameScope() + name


def ScopedBlobReference(name: Any, *args: Any, **kwargs: Any) -> BlobReference:
    """A reference to `name` under the current name scope."""
    if isinstance(name, bytes):
        name = name.decode()
    return BlobReference(ScopedName(name), *args, **kwargs)


def rectify(blobs: Any, net: Any = None) -> list[BlobReference]:
    """Inputs or outputs of an operator, given as one or several names or references, as references.

    Names are put under the current name scope, references are taken as they are.
    """
    if isinstance(blobs, BlobReference):
        return [blobs]
    if isinstance(blobs, (str, bytes)):
        return [ScopedBlobReference(blobs, net)]
    if isinstance(blobs, (list, tuple)):
        return [blob if isinstance(blob, BlobReference) else _scoped(i, blob, net) for i, blob in enumerate(blobs)]
    raise TypeError(f"Unknown input/output type: {blobs} of type {type(blobs)}.")


def _scoped(position: int, blob: Any, net: Any) -> BlobReference:
    if not isinstance(blob, (str, bytes)):
        raise TypeError(f"I/O blob #{position} of unsupported type: {blob} of type {type(blob)}")
    return ScopedBlobReference(blob, net)
