"""Two replicas on the CPU with momentum, and a model for evaluation."""

import numpy as np
from caffe2.python import brew, data_parallel_model, model_helper, optimizer, workspace


def forward(model, loss_scale):
    fc = brew.fc(model, "data", "fc", 16, 1, weight_init=("ConstantFill", {"value": 0.1}), bias_init=("ConstantFill", {"value": 0.0}))
    distance = model.SquaredL2Distance([model.Sigmoid(model.FlattenToVec(fc, "fc_flat"), "sigm"), "label"], "sq")
    return [model.Scale(model.AveragedLoss(distance, "loss"), scale=loss_scale)]


def feed(rng):
    data = rng.rand(16, 16).astype(np.float32)
    for replica in range(2):
        rows = data[replica * 8: replica * 8 + 8]
        workspace.FeedBlob("cpu_%d/data" % replica, rows)
        workspace.FeedBlob("cpu_%d/label" % replica, np.round(rows[:, 0]).astype(np.float32))


model = model_helper.ModelHelper(name="replicas", arg_scope={"order": "NHWC"})
data_parallel_model.Parallelize_CPU(
    model, input_builder_fun=lambda m: None, forward_pass_builder_fun=forward,
    optimizer_builder_fun=lambda m: optimizer.build_sgd(m, 0.1, policy="fixed", momentum=0.9),
    devices=[0, 1], optimize_gradient_memory=False)
for op in model.net.Proto().op:
    print(op.type, list(op.input), list(op.output))
rng = np.random.RandomState(2603)
feed(rng)
workspace.RunNetOnce(model.param_init_net)
workspace.CreateNet(model.net)
for _ in range(5):
    feed(rng)
    workspace.RunNet(model.net.Proto().name)
    print(float(workspace.FetchBlob("cpu_0/loss")))
print(workspace.FetchBlob("cpu_0/fc_w").ravel().tolist())
print(np.array_equal(workspace.FetchBlob("cpu_0/fc_w"), workspace.FetchBlob("cpu_1/fc_w")))
print(data_parallel_model.GetLearningRateBlobNames(model), sorted(workspace.Blobs()))
data_parallel_model.FinalizeAfterCheckpoint(model)

test = model_helper.ModelHelper(name="test", init_params=False)
data_parallel_model.Parallelize_CPU(
    test, input_builder_fun=lambda m: None, forward_pass_builder_fun=forward, param_update_builder_fun=None, devices=[0, 1])
workspace.RunNetOnce(test.param_init_net)
workspace.CreateNet(test.net)
workspace.RunNet(test.net)
print([op.type for op in test.net.Proto().op], float(workspace.FetchBlob("cpu_1/loss")))
