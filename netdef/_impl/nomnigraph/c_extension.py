"""Graphs as the extension module shows them: nets go in and come out as bytes."""

from __future__ import annotations

from typing import Any

from netdef._impl.nomnigraph import module
from netdef._impl.nomnigraph.annotation import Annotation
from netdef._impl.nomnigraph.graph import (
    DataFlow,
    Edge,
    Graph,
    NeuralNetData,
    NeuralNetOperator,
    NNSubgraph,
    Node,
    replaceAllUsesWith,
    replaceAsConsumer,
    replaceProducer,
)
from netdef._impl.nomnigraph.match import NNMatchGraph
from netdef._impl.nomnigraph.match import find_at as matchSubgraph
from netdef.proto import caffe2_pb2

NNGraph = DataFlow
NodeRef = MatchPredicateRef = Node


class NNModule:
    """The graph of a net."""

    def __init__(self) -> None:
        self._module = module.NNModule()

    def dataFlow(self) -> DataFlow:
        """The graph."""
        return self._module.dataFlow

    def getExecutionOrder(self) -> list[Node]:
        """The operators in an order they can run in."""
        return self._module.controlFlow

    def convertToCaffe2Proto(self, old_proto: Any) -> bytes:
        """The serialized net; name, type, arguments and the like are those of the NetDef `old_proto`."""
        if not isinstance(old_proto, caffe2_pb2.NetDef):
            raise TypeError(f"convertToCaffe2Proto takes a NetDef, got {type(old_proto).__name__}")
        return self._module.convertToCaffe2Proto(old_proto).SerializeToString()

    def createUniqueDataNode(self, prefix: str) -> Node:
        """A new tensor whose name, which starts with `prefix`, no other has."""
        return self._module.createUniqueDataNode(prefix)

    def deleteSubgraph(self, subgraph: NNSubgraph) -> None:
        """Removes nodes with their edges."""
        self._module.deleteSubgraph(subgraph)

    def replaceSubgraph(self, subgraph: NNSubgraph, new_node: Node, inputs: list[Node], outputs: list[Node]) -> None:
        """Puts an operator in the place of nodes; `inputs` and `outputs`, tensors, stay and are joined to it in order."""
        self._module.replaceSubgraph(subgraph, new_node, inputs, outputs)


def NNModuleFromProtobuf(net: bytes) -> tuple[NNModule, list[Node]]:
    """The graph of a serialized net, and its operators in the net's order."""
    made = NNModule()
    made._module = module.NNModule(caffe2_pb2.NetDef.FromString(net))
    return made, made.dataFlow().operators


def NNModuleFromProtobufDistributed(net: bytes, devices: dict[str, bytes]) -> NNModule:
    """The graph of a serialized net whose external inputs lie on devices: {name: serialized DeviceOption}."""
    made = NNModule()
    options = {name: caffe2_pb2.DeviceOption.FromString(option) for name, option in devices.items()}
    made._module = module.NNModule(caffe2_pb2.NetDef.FromString(net), options)
    return made
