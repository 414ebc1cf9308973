"""Training of replicas of a model on parts of the batch; as caffe2.python.data_parallel_model.

    data_parallel_model.Parallelize_CPU(
        model, input_builder_fun=add_input, forward_pass_builder_fun=add_forward_pass, optimizer_builder_fun=add_optimizer,
        devices=[0, 1])
    workspace.RunNetOnce(model.param_init_net)
    workspace.CreateNet(model.net)
"""

from netdef._impl.data_parallel.bmuf import Parallelize_BMUF, Parallelize_CPU_BMUF, Parallelize_GPU_BMUF
from netdef._impl.data_parallel.collectives import AddBlobSync, AddDistributedBlobSync, CollectivesConcurrencyControl
from netdef._impl.data_parallel.devices import stripBlobName
from netdef._impl.data_parallel.memory import OptimizeGradientMemory
from netdef._impl.data_parallel.parallelize import Parallelize, Parallelize_CPU, Parallelize_GPU, Parallelize_iDeep
from netdef._impl.data_parallel.run import (
    ConvertNetForDevice,
    CreateNet,
    ExtractPredictorNet,
    FinalizeAfterCheckpoint,
    GetCheckpointParams,
    GetLearningRateBlobNames,
    RunInitNet,
    RunNet,
    RunWarmup,
    Synchronize,
)

__all__ = [
    "AddBlobSync", "AddDistributedBlobSync", "CollectivesConcurrencyControl", "ConvertNetForDevice", "CreateNet",
    "ExtractPredictorNet", "FinalizeAfterCheckpoint", "GetCheckpointParams", "GetLearningRateBlobNames", "OptimizeGradientMemory",
    "Parallelize", "Parallelize_BMUF", "Parallelize_CPU", "Parallelize_CPU_BMUF", "Parallelize_GPU", "Parallelize_GPU_BMUF",
    "Parallelize_iDeep", "RunInitNet", "RunNet", "RunWarmup", "Synchronize", "stripBlobName",
]
