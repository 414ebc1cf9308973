"""Nodes, edges and graphs."""

from __future__ import annotations

from typing import Any

from netdef._impl.net_drawer import dot
from netdef._impl.nomnigraph.annotation import Annotation
from netdef.proto import caffe2_pb2

# Operators that Caffe2's graphs call otherwise than their type.
_NAMES = {"SpatialBN": "BatchNormalization"}


class _Value:
    def __init__(self, name: str):
        self._name = name

    def getName(self) -> str:
        """The name: of a tensor its blob's, of an operator its type, of a SpatialBN BatchNormalization."""
        return self._name


class Data(_Value):
    """A tensor."""


class Operator(_Value):
    """An operator."""


NeuralNetData = Data
NeuralNetOperator = Operator


class Edge:
    """From one node to another; its place among the edges of a node is that of the input or output."""

    def __init__(self, tail: Node, head: Node):
        self.tail = tail
        self.head = head


class Node:
    """A node of a graph."""

    def __init__(self, value: Any):
        self.value = value
        self.in_edges: list[Edge] = []
        self.out_edges: list[Edge] = []
        self._annotation = Annotation()

    @property
    def name(self) -> str:
        """The value's name."""
        return self.value.getName() if isinstance(self.value, _Value) else str(self.value)

    getName = name.fget

    def isOperator(self) -> bool:
        """Whether this is an operator."""
        return isinstance(self.value, Operator)

    def isTensor(self) -> bool:
        """Whether this is a tensor."""
        return isinstance(self.value, Data)

    def getOperator(self) -> Operator:
        """The operator. Raises a TypeError where this is none."""
        if not self.isOperator():
            raise TypeError(f"{self.name} is no operator")
        return self.value

    def getTensor(self) -> Data:
        """The tensor. Raises a TypeError where this is none."""
        if not self.isTensor():
            raise TypeError(f"{self.name} is no tensor")
        return self.value

    operator = property(getOperator)
    tensor = property(getTensor)

    def getInputs(self) -> list[Node]:
        """Where edges come from."""
        return [edge.tail for edge in self.in_edges]

    def getOutputs(self) -> list[Node]:
        """Where edges lead to."""
        return [edge.head for edge in self.out_edges]

    def hasProducer(self) -> bool:
        """Whether an operator writes the tensor."""
        return bool(self.in_edges)

    def getProducer(self) -> Node:
        """The operator that writes the tensor. Raises a ValueError where it comes from outside."""
        if not self.in_edges:
            raise ValueError(f"no operator writes {self.name}")
        return self.in_edges[0].tail

    def getConsumers(self) -> list[Node]:
        """The operators that read the tensor."""
        return self.getOutputs()

    inputs = property(getInputs)
    outputs = property(getOutputs)
    producer = property(getProducer)
    consumers = property(getConsumers)

    def getOperatorPredecessors(self) -> list[Node]:
        """The operators that write the inputs."""
        return list(dict.fromkeys(op for tensor in self.inputs for op in tensor.inputs))

    def getOperatorSuccessors(self) -> list[Node]:
        """The operators that read the outputs."""
        return list(dict.fromkeys(op for tensor in self.outputs for op in tensor.outputs))

    @property
    def annotation(self) -> Annotation:
        """What is known beside the name."""
        return self._annotation

    def getAnnotation(self) -> Annotation:
        """The annotation."""
        return self._annotation

    def setAnnotation(self, annotation: Annotation) -> None:
        """Replaces the annotation."""
        self._annotation = annotation

    def getType(self) -> str:
        """"Operator" or "Tensor"."""
        return "Operator" if self.isOperator() else "Tensor"

    type = property(getType)


def to_dot(nodes: list[Node]) -> str:
    """The nodes, and the edges between them, in the DOT language."""
    graph = dot.Dot("G")
    index = {id(node): i for i, node in enumerate(nodes)}
    for i, node in enumerate(nodes):
        graph.add_node(dot.Node(str(i), label=node.name, shape="box" if node.isOperator() else "octagon"))
    for node in nodes:
        for edge in node.out_edges:
            if id(edge.head) in index:
                graph.add_edge(dot.Edge(str(index[id(node)]), str(index[id(edge.head)])))
    return graph.to_string()


class Graph:
    """A directed graph of any values."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []

    def createNode(self, value: Any) -> Node:
        """A new node."""
        node = Node(value)
        self._nodes.append(node)
        return node

    def createEdge(self, a: Node, b: Node) -> Edge:
        """A new edge, the last of both nodes."""
        edge = Edge(a, b)
        a.out_edges.append(edge)
        b.in_edges.append(edge)
        return edge

    def deleteEdge(self, a: Any, b: Node | None = None) -> None:
        """Removes an edge, given itself or by its ends."""
        edge = a if b is None else next((e for e in a.out_edges if e.head is b), None)
        if edge is None:
            raise ValueError(f"there is no edge from {a.name} to {b.name}")
        edge.tail.out_edges.remove(edge)
        edge.head.in_edges.remove(edge)

    def deleteNode(self, node: Node) -> None:
        """Removes a node with its edges."""
        for edge in [*node.in_edges, *node.out_edges]:
            self.deleteEdge(edge)
        self._nodes.remove(node)

    def getMutableNodes(self) -> list[Node]:
        """All nodes."""
        return list(self._nodes)

    nodes = property(getMutableNodes)

    def __repr__(self) -> str:
        return to_dot(self._nodes)


class DataFlow(Graph):
    """A graph of operators and tensors, whose edges go from one kind to the other."""

    def createNode(self, value: Any) -> Node:
        """A new node: of an Operator, a Data or an OperatorDef, which becomes its annotation.

        Raises:
            TypeError: another value.
        """
        if isinstance(value, caffe2_pb2.OperatorDef):
            node = super().createNode(Operator(_NAMES.get(value.type, value.type)))
            node.annotation.operator_def = value
            return node
        if not isinstance(value, _Value):
            raise TypeError(f"a node is an operator or a tensor, got {type(value).__name__}")
        return super().createNode(value)

    def createEdge(self, a: Node, b: Node) -> Edge:
        """A new edge between a tensor and an operator. Raises a TypeError where both are of one kind."""
        if a.isOperator() == b.isOperator():
            raise TypeError(f"an edge joins a tensor and an operator, {a.name} and {b.name} are both {a.getType()}")
        return super().createEdge(a, b)

    @property
    def operators(self) -> list[Node]:
        """The nodes of operators."""
        return [node for node in self.nodes if node.isOperator()]

    @property
    def tensors(self) -> list[Node]:
        """The nodes of tensors."""
        return [node for node in self.nodes if node.isTensor()]

    def replaceNode(self, old_node: Node, new_node: Node) -> None:
        """Gives all edges of a node to another."""
        replaceAsConsumer(old_node, new_node)
        replaceAllUsesWith(old_node, new_node)


class NNSubgraph:
    """Some nodes of a graph."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []

    def addNode(self, node: Node) -> None:
        """Adds a node."""
        if not self.hasNode(node):
            self._nodes.append(node)

    def hasNode(self, node: Node) -> bool:
        """Whether a node is in it."""
        return any(known is node for known in self._nodes)

    def induceEdges(self) -> None:
        """Takes in all edges between its nodes; they always are."""

    @property
    def nodes(self) -> list[Node]:
        """The nodes."""
        return list(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return to_dot(self._nodes)


def replaceProducer(tensor: Node, new_producer: Node) -> None:
    """Lets another operator write a tensor."""
    edge = Edge(new_producer, tensor)
    for old in tensor.in_edges:
        old.tail.out_edges.remove(old)
    tensor.in_edges = [edge]
    new_producer.out_edges.append(edge)


def replaceAllUsesWith(old_tensor: Node, new_tensor: Node) -> None:
    """Lets all readers of a tensor read another, in the same places."""
    for edge in list(old_tensor.out_edges):
        old_tensor.out_edges.remove(edge)
        edge.tail = new_tensor
        new_tensor.out_edges.append(edge)


def replaceAsConsumer(old_consumer: Node, new_consumer: Node) -> None:
    """Lets another operator read what an operator reads."""
    for edge in list(old_consumer.in_edges):
        old_consumer.in_edges.remove(edge)
        edge.head = new_consumer
        new_consumer.in_edges.append(edge)


def render(s: Any) -> None:
    """Prints a graph in the DOT language."""
    print(s)
