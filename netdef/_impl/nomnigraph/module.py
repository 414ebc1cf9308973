"""NNModule: a net as a graph, and back."""

from __future__ import annotations

from typing import Any, Iterator

from netdef._impl.nomnigraph import graph, match
from netdef._impl.nomnigraph.graph import Data, DataFlow, Edge, NNSubgraph, Node
from netdef.proto import caffe2_pb2


class NNModule:
    """The graph of a Net or NetDef: one node for each operator and for each value of a blob.

    device_map: {external input: DeviceOption}, kept in the annotations. Raises a ValueError for a name the net does not read.
    """

    def __init__(self, net: Any = None, device_map: dict[str, caffe2_pb2.DeviceOption] | None = None):
        self._data_flow = DataFlow()
        self._external_input: list[str] = []
        self._external_output: list[str] = []
        self._name = ""
        self._created = 0
        if net is None:
            return
        proto = net.Proto() if callable(getattr(net, "Proto", None)) else net
        if not isinstance(proto, caffe2_pb2.NetDef):
            raise TypeError(f"NNModule takes a Net or a NetDef, got {type(net).__name__}")
        self._name = proto.name
        self._external_input = list(proto.external_input)
        self._external_output = list(proto.external_output)
        current: dict[str, Node] = {}
        outside: dict[str, Node] = {}
        for op in proto.op:
            copy = caffe2_pb2.OperatorDef()
            copy.CopyFrom(op)
            node = self._data_flow.createNode(copy)
            for name in op.input:
                if name not in current:
                    current[name] = outside[name] = self._data_flow.createNode(Data(name))
                self._data_flow.createEdge(current[name], node)
            for name in op.output:
                current[name] = self._data_flow.createNode(Data(name))
                self._data_flow.createEdge(node, current[name])
        for name, option in (device_map or {}).items():
            if name not in outside:
                raise ValueError(f"device_map names {name}, which the net does not read from outside")
            outside[name].annotation.device_option = option

    @property
    def dataFlow(self) -> DataFlow:
        """The graph."""
        return self._data_flow

    @property
    def nodes(self) -> list[Node]:
        """All nodes."""
        return self._data_flow.getMutableNodes()

    @property
    def operators(self) -> list[Node]:
        """The nodes of operators."""
        return self._data_flow.operators

    @property
    def tensors(self) -> list[Node]:
        """The nodes of tensors."""
        return self._data_flow.tensors

    @property
    def controlFlow(self) -> list[Node]:
        """The operators in an order they can run in, their old one as far as possible.

        Raises:
            ValueError: operators that wait for one another.
        """
        waiting = self.operators
        done: set[Node] = set()
        order = []
        while waiting:
            ready = next((op for op in waiting if all(p in done for p in op.getOperatorPredecessors())), None)
            if ready is None:
                raise ValueError(f"these operators wait for one another: {', '.join(op.name for op in waiting)}")
            waiting.remove(ready)
            done.add(ready)
            order.append(ready)
        return order

    def convertToCaffe2Proto(self, old_proto: caffe2_pb2.NetDef | None = None) -> caffe2_pb2.NetDef:
        """The net; name, type, arguments and the like are those of `old_proto`, where given."""
        proto = caffe2_pb2.NetDef()
        if old_proto is not None:
            proto.CopyFrom(old_proto)
            for field in ("op", "external_input", "external_output"):
                proto.ClearField(field)
        else:
            proto.name = self._name
        for node in self.controlFlow:
            op = proto.op.add()
            op.CopyFrom(node.annotation.operator_def)
            op.type = op.type or node.name
            if node.annotation._device_option is not None:
                op.device_option.CopyFrom(node.annotation._device_option)
            op.input[:] = [tensor.name for tensor in node.inputs]
            op.output[:] = [tensor.name for tensor in node.outputs]
        outside = list(dict.fromkeys(tensor.name for tensor in self.tensors if not tensor.hasProducer() and tensor.consumers))
        known = [name for name in self._external_input if name in outside or name not in {t.name for t in self.tensors}]
        proto.external_input.extend([*known, *(name for name in outside if name not in known)])
        proto.external_output.extend(self._external_output)
        return proto

    # --- changes

    def createNode(self, val: Any) -> Node:
        """A new node; see dataFlow.createNode."""
        return self._data_flow.createNode(val)

    def createUniqueDataNode(self, prefix: str = "_unique") -> Node:
        """A new tensor whose name, which starts with `prefix`, no other has."""
        used = {tensor.name for tensor in self.tensors} | set(self._external_input) | set(self._external_output)
        name = prefix
        while name in used:
            self._created += 1
            name = f"{prefix}_{self._created}"
        return self.createNode(Data(name))

    def createEdge(self, a: Node, b: Node) -> Edge:
        """A new edge."""
        return self._data_flow.createEdge(a, b)

    def deleteEdge(self, a: Any, b: Node | None = None) -> None:
        """Removes an edge, given itself or by its ends."""
        self._data_flow.deleteEdge(a, b)

    def deleteNode(self, node: Node) -> None:
        """Removes a node with its edges."""
        self._data_flow.deleteNode(node)

    def match(self, pattern: match.NNMatchGraph) -> Iterator[NNSubgraph]:
        """The places where a pattern is found."""
        return match.find(self._data_flow, pattern)

    def deleteSubgraph(self, subgraph: NNSubgraph) -> None:
        """Removes nodes with their edges."""
        for node in subgraph.nodes:
            self.deleteNode(node)

    def replaceSubgraph(self, subgraph: NNSubgraph, new_node: Node, inputs: list[Node], outputs: list[Node]) -> None:
        """Puts an operator in the place of nodes; `inputs` and `outputs`, tensors, stay and are joined to it in order."""
        for node in subgraph.nodes:
            if node not in inputs and node not in outputs:
                self.deleteNode(node)
        for tensor in inputs:
            self.createEdge(tensor, new_node)
        for tensor in outputs:
            if tensor.hasProducer():
                self.deleteEdge(tensor.in_edges[0])
            self.createEdge(new_node, tensor)

    def replaceProducer(self, tensor: Node, new_producer: Node) -> None:
        """Lets another operator write a tensor."""
        graph.replaceProducer(tensor, new_producer)

    def replaceAllUsesWith(self, old_tensor: Node, new_tensor: Node) -> None:
        """Lets all readers of a tensor read another, in the same places."""
        graph.replaceAllUsesWith(old_tensor, new_tensor)

    def replaceAsConsumer(self, old_consumer: Node, new_consumer: Node) -> None:
        """Lets another operator read what an operator reads."""
        graph.replaceAsConsumer(old_consumer, new_consumer)

    def replaceNode(self, old_node: Node, new_node: Node) -> None:
        """Gives all edges of a node to another."""
        self._data_flow.replaceNode(old_node, new_node)
