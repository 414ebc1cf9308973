"""Networks of the early years of image classification, as benchmarks: their builders and the program that times them."""

from netdef._impl.convnet_benchmarks.benchmark import AddParameterUpdate, Benchmark, GetArgumentParser
from netdef._impl.convnet_benchmarks.inception import Inception
from netdef._impl.convnet_benchmarks.mlp import MLP
from netdef._impl.convnet_benchmarks.plain import VGGA, AlexNet, OverFeat

__all__ = ["MLP", "VGGA", "AddParameterUpdate", "AlexNet", "Benchmark", "GetArgumentParser", "Inception", "OverFeat"]


def main(argv=None):
    """The command line: one network by its name."""
    parser = GetArgumentParser()
    arguments = parser.parse_args(argv)
    networks = {"AlexNet": AlexNet, "Inception": Inception, "MLP": MLP, "OverFeat": OverFeat, "VGGA": VGGA}
    if arguments.model not in networks:
        parser.error(f"--model must be one of {', '.join(networks)}")
    Benchmark(networks[arguments.model], arguments)
