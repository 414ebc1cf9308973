"""net_drawer, visualize, net_printer and what notebooks show."""

import json
import shutil
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from netdef import core, net_drawer, net_printer, visualize, workspace
from netdef.net_builder import ops
from netdef.task import Node, Task, TaskGroup, WorkspaceType

needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


@pytest.fixture
def net():
    workspace.ResetWorkspace()
    net = core.Net("drawn")
    net.FC(["x", "w", "b"], "y", axis=1)
    net.Relu("y", "y")
    net.Softmax("y", "z", name="last")
    return net


def edges(graph):
    return {(e.get_source(), e.get_destination()) for e in graph.get_edges()}


def test_graph_of_operators_and_blobs(net):
    graph = net_drawer.GetPydotGraph(net, rankdir="TB")
    assert ('"y0"', '"Relu (op#1)"') in edges(graph) and ('"Relu (op#1)"', '"y1"') in edges(graph)
    assert ('"y1"', '"last/Softmax (op#2)"') in edges(graph)
    text = graph.to_string()
    assert text.startswith("digraph ") and "rankdir=TB;" in text
    assert '[shape=box, color="#0F9D58", style=filled, fontcolor="#FFFFFF"]' in text


def test_minimal_graph():
    net = core.Net("m")
    net.Relu("x", "a")
    net.Sigmoid("a", "b")
    net.Sum(["a", "b"], "c")
    assert len(edges(net_drawer.GetPydotGraphMinimal(net))) == 3
    assert edges(net_drawer.GetPydotGraphMinimal(net.Proto().op, minimal_dependency=True)) == {
        ('"Relu (op#0)"', '"Sigmoid (op#1)"'), ('"Sigmoid (op#1)"', '"Sum (op#2)"')}


def test_names_are_quoted():
    net = core.Net("graph")
    net.Relu('he said "x"', "node")
    text = net_drawer.GetPydotGraph(net).to_string()
    assert r'"he said \"x\""' in text and 'label="node"' in text


@needs_graphviz
def test_pictures(net, tmp_path):
    pytest.importorskip("graphviz")
    graph = net_drawer.GetPydotGraph(net)
    assert graph.create_png().startswith(b"\x89PNG")
    graph.write_svg(tmp_path / "net.svg")
    words = {t.text for t in ElementTree.parse(tmp_path / "net.svg").iter("{http://www.w3.org/2000/svg}text")}
    assert {"FC (op#0)", "x", "w", "last/Softmax (op#2)"} <= words
    assert net_drawer.GetGraphPngSafe(net_drawer.GetPydotGraph, 5).startswith(b"\x89PNG")
    assert "<svg" in net._repr_html_() and "last/Softmax" in net._repr_html_()


def test_notebooks_show_a_table_without_graphviz(net, monkeypatch):
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert "<td>Softmax</td>" in net._repr_html_() and "needs the package graphviz" in net._repr_html_()
    with pytest.raises(ImportError, match="pip install"):
        net_drawer.GetPydotGraph(net).create_png()


def test_graph_in_json(net, tmp_path):
    net_drawer.GetGraphInJson(net, str(tmp_path / "net.json"))
    graph = json.loads((tmp_path / "net.json").read_text())
    assert [n["label"] for n in graph["nodes"]] == ["FC", "x", "w", "b", "y", "Relu", "y", "last/Softmax", "z"]
    assert {"source": 0, "target": 4} in graph["edges"]


def test_plan_graph(net):
    plan = core.Plan("p")
    plan.AddStep(core.execution_step("outer", [core.execution_step("a", net, num_iter=3)], concurrent_substeps=True))
    text = net_drawer.GetPlanGraph(plan.Proto()).to_string()
    assert r"outer\n\nConcurrent" in text and r"a\n\nIterations: 3" in text
    assert list(net_drawer.GetOperatorMapForPlan(plan.Proto())) == [f"p_{net.Name()}"]


def test_command_line(net, tmp_path, monkeypatch):
    source = tmp_path / "net.pbtxt"
    source.write_text(str(net.Proto()))
    monkeypatch.setattr(net_drawer.pydot.Dot, "create", lambda self, prog=None, format="raw": self.to_string().encode())
    monkeypatch.setattr(sys, "argv", ["net_drawer", "--input", str(source), "--output_prefix", str(tmp_path / "out_"), "--minimal"])
    net_drawer.main()
    assert "Relu (op#1)" in (tmp_path / f"out_{net.Name()}.dot").read_text()


def test_patches(monkeypatch):
    shown = []
    monkeypatch.setattr(visualize.PatchVisualizer, "_show", staticmethod(lambda image, cmap: shown.append(image) or image))
    patches = np.arange(3 * 2 * 2, dtype=np.float64).reshape(3, 2, 2)
    image = visualize.NHWC.ShowMultiple(patches, ncols=2)
    np.testing.assert_array_equal(image[:2, :2], patches[0])
    np.testing.assert_array_equal(image[3:, :2], patches[2])
    np.testing.assert_array_equal(image[2], np.full(5, patches.mean()))
    colour = np.random.default_rng(0).random((3, 4, 5))
    np.testing.assert_array_equal(visualize.NCHW.ShowSingle(colour), colour.transpose(1, 2, 0))
    assert visualize.ChannelFirst(visualize.ChannelLast(colour)).shape == colour.shape
    scaled = visualize.NHWC.ShowImages(patches)
    assert scaled.min() == 0 and scaled.max() == 1


def test_text_of_a_net(net):
    name = net.Name()
    assert net_printer.to_string(net).splitlines() == [
        f"{name} = core.Net('{name}')",
        f"{name}.FC(['x', 'w', 'b'], ['y'], axis=1)",
        f"{name}.Relu(['y'], ['y'])",
        f"{name}.Softmax(['y'], ['z'])",
    ]
    assert net_printer.to_string(net, c2_syntax=False).splitlines()[1] == "y = FC(x, w, b, axis=1)"
    assert net_printer.call("F", ["p/a", "p/b"], ["c"], True) == "c = F(p/[a, b])"


def test_text_of_steps(net):
    step = core.execution_step("outer", [core.execution_step("a", net, num_concurrent_instances=3)], concurrent_substeps=True)
    assert net_printer.to_string(step, c2_syntax=False).splitlines()[:4] == [
        "with parallel():", "    with step(a):", "        with parallel(num_instances=3):", f"            # net: {net.Name()}"]
    with pytest.raises(TypeError, match="Printer: unsupported object type"):
        net_printer.to_string(5)


def test_debug_net(net, capfd):
    rng = np.random.default_rng(0)
    for blob, shape in (("x", (2, 3)), ("w", (2, 3)), ("b", (2,))):
        workspace.FeedBlob(blob, rng.normal(size=shape).astype(np.float32))
    debugged = net_printer.debug_net(net)
    workspace.RunNetOnce(debugged)
    assert [op.type for op in debugged.Proto().op].count("Print") == 6  # lines and outputs
    assert "y = FC(x, w, b" in "".join(capfd.readouterr())


def test_blobs_are_defined_before_they_are_used():
    with TaskGroup() as good:
        with Node("here"), Task():
            ops.Add([ops.Const(1), ops.Const(2)])
    net_printer.analyze(good)
    assert "with Task(node=here" in net_printer.to_string(good)

    with TaskGroup() as bad:
        with Task():
            ops.Add(["nowhere", "distributed_ctx_init_a"])
    with pytest.raises(AssertionError, match="Blob undefined: nowhere"):
        net_printer.analyze(bad)

    with TaskGroup() as twice:
        for _ in range(2):
            with Task(workspace_type=WorkspaceType.GLOBAL):
                ops.Add([ops.Const(0), ops.Const(1)], "out")
    with pytest.raises(AssertionError, match="Blob redefined: out"):
        net_printer.analyze(twice)
