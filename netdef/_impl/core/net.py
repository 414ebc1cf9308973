"""Net: builds a NetDef operator by operator."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Sequence

from netdef._impl.core import net_names
from netdef._impl.core.blob_reference import BlobReference, check_operator_exists, rectify
from netdef._impl.core.net_blobs import BlobsOfNet
from netdef._impl.core.net_clone import CopiesOfNet
from netdef._impl.core.net_edit import EditsOfNet
from netdef._impl.core.net_gradient import GradientsOfNet
from netdef._impl.core.net_records import RecordsOfNet
from netdef._impl.core.net_special import SpecialOperatorsOfNet
from netdef._impl.core.operator import make_operator
from netdef._impl.core.registered import IsOperatorWithEngine, RefreshRegisteredOperators, _registered
from netdef._impl.workspace.tracebacks import current_stack, operator_tracebacks
from netdef.proto import caffe2_pb2


class Net(BlobsOfNet, CopiesOfNet, EditsOfNet, GradientsOfNet, RecordsOfNet, SpecialOperatorsOfNet):
    """A net under construction.

    Every operator type is a method: net.Relu("x", "y") appends a Relu from x to y and returns a BlobReference to y.
    Outputs left out get a name made of the net's and the type; a number makes that many. Inputs that the net does not
    define become its external inputs.
    """

    operator_registry_: dict[str, Callable] = {}

    def __init__(self, name_or_proto: str | caffe2_pb2.NetDef):
        """A name, for an empty net, or a NetDef to copy. A name in use already gets a number."""
        self._net = caffe2_pb2.NetDef()
        if isinstance(name_or_proto, caffe2_pb2.NetDef):
            self._net.CopyFrom(name_or_proto)
            name = self._net.name
        else:
            name = name_or_proto
        self._start_blobs(name)
        self._net.name = net_names.unique(name)
        self._attr_dict: dict[str, list[Any]] = {}

    def Name(self) -> str:
        """The net's name."""
        return self._net.name

    def __str__(self) -> str:
        return self._net.name

    def Proto(self) -> caffe2_pb2.NetDef:
        """The NetDef itself, which may be edited."""
        self._stale = True
        return self._net

    @staticmethod
    def current_prefix() -> str:
        """What the NetBuilder around puts before names of nets."""
        return net_names.current_prefix()

    def AddArgument(self, arg_name: str, arg_value: Any) -> None:
        """Appends an argument of the net."""
        from netdef._impl.utils.arguments import MakeArgument

        self._net.arg.append(MakeArgument(arg_name, arg_value))

    def add_attribute(self, name: str, obj: Any) -> None:
        """Attaches a Python object under `name`; several may have the same."""
        self._attr_dict.setdefault(name, []).append(obj)

    def get_attributes(self, name: str) -> list[Any]:
        """The objects attached under `name`."""
        return self._attr_dict.get(name, [])

    # --- operators

    def __getattr__(self, op_type: str) -> Callable:
        if op_type.startswith("__"):  # copy and pickle ask for these
            raise AttributeError(f"Attribute {op_type} not found.")
        if not IsOperatorWithEngine(op_type, "CUDNN"):
            check_operator_exists(op_type)
        return lambda *args, **kwargs: self._create_operator(op_type, *args, **kwargs)

    def __dir__(self) -> list[str]:
        if not _registered:
            RefreshRegisteredOperators()
        return sorted({*super().__dir__(), *(op for op in _registered if "_ENGINE_" not in op)})

    def _create_operator(
        self,
        op_type: str,
        inputs: Any,
        outputs: Any = None,
        name: str = "",
        control_input: Any = None,
        device_option: caffe2_pb2.DeviceOption | None = None,
        arg: Iterable[caffe2_pb2.Argument] | None = None,
        engine: str | None = None,
        debug_info: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Appends an operator; one output gives a reference, several a tuple, none None. Other arguments: see CreateOperator."""
        inputs = rectify(inputs)
        for blob in inputs:
            if not self.BlobIsDefined(blob):
                assert blob.Net() is not self, f"{blob} is said to be of this net, which does not define it"
                self.AddExternalInput(blob)
        if outputs is None:
            outputs = self.NextName(prefix=op_type)
        elif type(outputs) is int:
            outputs = [self.NextName(prefix=op_type, output_id=i) for i in range(outputs)]
        outputs = rectify(outputs, net=self)
        op = make_operator(op_type, inputs, outputs, name, control_input, device_option, arg, engine, debug_info, kwargs)
        self._net.op.append(op)
        self._outputs.update(op.output)
        operator_tracebacks[self._net.name][len(self._net.op) - 1] = current_stack()
        made = [BlobReference(blob, self) for blob in op.output]
        if not made:
            return None
        return made[0] if len(made) == 1 else tuple(made)

    _CreateAndAddToSelf = _create_operator

    def _append(self, ops: Iterable[caffe2_pb2.OperatorDef]) -> None:
        ops = list(ops)
        self._net.op.extend(ops)
        for op in ops:
            self._outputs.update(op.output)

    def extend_ops(self, new_ops: Sequence[caffe2_pb2.OperatorDef]) -> None:
        """Appends ready-made operators."""
        self._append(new_ops)

    def _repr_html_(self) -> str:
        """What a notebook shows: the drawing, with the operators as text below; the text alone where Graphviz is missing."""
        from netdef._impl.net_drawer.html import net_html

        return net_html(self)
