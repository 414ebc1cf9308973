"""Drawings of nets, plans and operators; as caffe2.python.net_drawer.

    graph = net_drawer.GetPydotGraph(net, rankdir="LR")
    graph.write_svg("net.svg")

Graphs behave as pydot's do. Pictures need the package `graphviz` and Graphviz itself; the text of a graph does not.
"""

from netdef import utils
from netdef._impl.net_drawer import dot as pydot
from netdef._impl.net_drawer.command import main
from netdef._impl.net_drawer.graphs import GetGraphInJson, GetGraphPngSafe, GetPydotGraph, GetPydotGraphMinimal
from netdef._impl.net_drawer.nodes import BLOB_STYLE, OP_STYLE, GetBlobNodeProducer, GetOpNodeProducer
from netdef._impl.net_drawer.plans import GetOperatorMapForPlan, GetPlanGraph
from netdef.proto import caffe2_pb2

if __name__ == "__main__":
    main()
