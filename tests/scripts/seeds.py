"""One seed for everything: weights, data and dropout masks are Caffe2's, and so is the training."""

from caffe2.proto import caffe2_pb2
from caffe2.python import brew, core, model_helper, optimizer, workspace

with core.DeviceScope(core.DeviceOption(caffe2_pb2.CPU, random_seed=1701)):
    model = model_helper.ModelHelper(name="seeded")
    model.param_init_net.GaussianFill([], "data", shape=[16, 1, 8, 8])
    model.param_init_net.UniformIntFill([], "label", shape=[16], min=0, max=3)
    layer = brew.conv(model, "data", "conv", 1, 4, kernel=3)
    layer = brew.dropout(model, brew.relu(model, layer, layer), "dropped", ratio=0.3, is_test=0)
    layer = brew.fc(model, layer, "fc1", 4 * 6 * 6, 10, weight_init=("MSRAFill", {}))
    layer = brew.fc(model, brew.relu(model, layer, layer), "fc2", 10, 4, weight_init=("GaussianFill", {"std": 0.05}))
    _, loss = model.net.SoftmaxWithLoss([layer, "label"], ["softmax", "loss"])
    model.AddGradientOperators([loss])
    optimizer.build_adam(model, 0.01)

workspace.RunNetOnce(model.param_init_net)
workspace.CreateNet(model.net)
for parameter in model.params:
    print(parameter, workspace.FetchBlob(str(parameter)).ravel()[:3].tolist())
print(workspace.FetchBlob("label").tolist())
for i in range(8):
    workspace.RunNet(model.net)
    print(i, float(workspace.FetchBlob("loss")), workspace.FetchBlob("_dropped_mask").sum())
