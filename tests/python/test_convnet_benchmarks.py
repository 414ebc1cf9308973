"""Networks of convnet_benchmarks: sizes known from the papers, and that they run and learn nothing by mistake."""

import numpy as np
import pytest

from netdef import convnet_benchmarks, workspace

# Weights without biases, counted by hand from the papers' tables.
PAPERS = {
    "AlexNet": (3 * 64 * 121 + 64 * 192 * 25 + 192 * 384 * 9 + 384 * 256 * 9 + 256 * 256 * 9)
    + (9216 * 4096 + 4096 * 4096 + 4096 * 1000),
    "OverFeat": (3 * 96 * 121 + 96 * 256 * 25 + 256 * 512 * 9 + 512 * 1024 * 9 + 1024 * 1024 * 9)
    + (36864 * 3072 + 3072 * 4096 + 4096 * 1000),
    "VGGA": 9 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 256 + 256 * 512 + 3 * 512 * 512)
    + (25088 * 4096 + 4096 * 4096 + 4096 * 1000),
    "MLP": 60 * 256 * 256 + 256 * 1000,
}


@pytest.mark.parametrize("name", PAPERS)
def test_as_many_weights_as_in_the_paper(name):
    model, _ = getattr(convnet_benchmarks, name)("NCHW", 64)
    shapes = {op.output[0]: op.arg[0].ints for op in model.param_init_net.Proto().op}
    assert sum(int(np.prod(shape)) for blob, shape in shapes.items() if blob.endswith("_w")) == PAPERS[name]


@pytest.mark.parametrize("order", ["NCHW", "NHWC"])
def test_inception_ends_with_the_channels_of_its_paper(order):
    model, size = convnet_benchmarks.Inception(order, None)
    shape = [1, 3, size, size] if order == "NCHW" else [1, size, size, 3]
    model.param_init_net.GaussianFill([], "data", shape=shape)
    model.param_init_net.UniformIntFill([], "label", shape=[1], min=0, max=999)
    workspace.RunNetOnce(model.param_init_net)
    workspace.RunNetOnce(model.net)
    seen = workspace.FetchBlob("inc11").shape
    assert seen == ((1, 1024, 7, 7) if order == "NCHW" else (1, 7, 7, 1024))
    assert workspace.FetchBlob("pred").sum() == pytest.approx(1, abs=1e-4)


def test_the_program(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    options = ["--model", "MLP", "--cpu", "--batch_size", "4", "--iterations", "2", "--warmup_iterations", "1"]
    convnet_benchmarks.main([*options, "--dump_model", "--layer_wise_benchmark"])
    printed = capsys.readouterr().out
    assert printed.startswith("MLP: running forward-backward.\nMain run finished. Milliseconds per iter: ")
    assert "(xent, LabelCrossEntropy)" in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["MLP.pbtxt", "MLP_init_batch_4.pbtxt"]
    rate = workspace.FetchBlob("LR")
    assert rate == pytest.approx(-1e-8)
    with pytest.raises(SystemExit):
        convnet_benchmarks.main(["--model", "LeNet"])
