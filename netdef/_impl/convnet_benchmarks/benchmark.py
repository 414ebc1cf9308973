"""The program around the builders."""

import argparse

from netdef._impl.brew.layers import brew
from netdef._impl.convnet_benchmarks.layers import CLASSES
from netdef._impl.workspace.benchmark import BenchmarkNet
from netdef._impl.workspace.running import CreateNet, RunNetOnce


def AddParameterUpdate(model):
    """Plain gradient descent with a step so small that no number of runs makes the weights overflow."""
    counter = brew.iter(model, "iter")
    rate = model.net.LearningRate(counter, "LR", base_lr=-1e-8, policy="step", stepsize=10000, gamma=0.999)
    one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
    for param in model.params:
        model.net.WeightedSum([param, one, model.param_to_grad[param], rate], param)


def _input_shape(arg, size):
    if arg.model == "MLP":
        return [arg.batch_size, size]
    if arg.order == "NHWC":
        return [arg.batch_size, size, size, 3]
    return [arg.batch_size, 3, size, size]


def _dump(model, arg):
    with open(f"{arg.model}_init_batch_{arg.batch_size}.pbtxt", "w") as f:
        f.write(str(model.param_init_net.Proto()))
    with open(f"{arg.model}.pbtxt", "w") as f:
        f.write(str(model.net.Proto()))


def Benchmark(model_gen, arg):
    """Build the network with `model_gen`, give it random images and time it; prints, as the options in `arg` say."""
    model, size = model_gen(arg.order, arg.cudnn_ws)
    net = model.net.Proto()
    net.type = arg.net_type
    net.num_workers = arg.num_workers
    model.param_init_net.GaussianFill([], "data", shape=_input_shape(arg, size), mean=0.0, std=1.0)
    model.param_init_net.UniformIntFill([], "label", shape=[arg.batch_size], min=0, max=CLASSES - 1)
    if arg.forward_only:
        print(f"{arg.model}: running forward only.")
    else:
        print(f"{arg.model}: running forward-backward.")
        model.AddGradientOperators(["loss"])
        AddParameterUpdate(model)
    if not arg.cpu:
        model.param_init_net.RunAllOnGPU()
        model.net.RunAllOnGPU()
    if arg.engine:
        for op in net.op:
            op.engine = arg.engine
    if arg.dump_model:
        _dump(model, arg)
    RunNetOnce(model.param_init_net)
    CreateNet(model.net)
    BenchmarkNet(net.name, arg.warmup_iterations, arg.iterations, arg.layer_wise_benchmark)


def GetArgumentParser():
    parser = argparse.ArgumentParser(description="Times well-known networks.")
    parser.add_argument("--batch_size", type=int, default=128, help="Images in a batch.")
    parser.add_argument("--model", type=str, help="The network.")
    parser.add_argument("--order", type=str, default="NCHW", help="NCHW or NHWC.")
    parser.add_argument("--cudnn_ws", type=int, help="Bytes that a convolution may use for itself.")
    parser.add_argument("--iterations", type=int, default=10, help="Runs that are timed.")
    parser.add_argument("--warmup_iterations", type=int, default=10, help="Runs before those.")
    parser.add_argument("--forward_only", action="store_true", help="No gradients.")
    parser.add_argument("--layer_wise_benchmark", action="store_true", help="Time each operator as well.")
    parser.add_argument("--cpu", action="store_true", help="On the CPU instead of a GPU.")
    parser.add_argument("--engine", type=str, default="", help="Engines that every operator shall prefer.")
    parser.add_argument("--dump_model", action="store_true", help="Write both nets as text into the current folder.")
    parser.add_argument("--net_type", type=str, default="dag", help="How the net runs: simple, dag, ...")
    parser.add_argument("--num_workers", type=int, default=2, help="Threads that run operators.")
    parser.add_argument("--use-nvtx", default=False, action="store_true", help="Has no effect here.")
    parser.add_argument("--htrace_span_log_path", type=str, help="Has no effect here.")
    return parser
