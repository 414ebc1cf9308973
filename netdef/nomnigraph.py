"""Nets as graphs of operators and tensors, to be searched and rewired; as caffe2.python.nomnigraph."""

from netdef import _C as C
from netdef import core
from netdef._impl.nomnigraph.annotation import Annotation
from netdef._impl.nomnigraph.graph import Data, Graph, NeuralNetData, NeuralNetOperator, NNSubgraph, Operator, render
from netdef._impl.nomnigraph.match import NNMatchGraph
from netdef._impl.nomnigraph.module import NNModule
from netdef.proto import caffe2_pb2
