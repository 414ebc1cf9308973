"""A line is fitted: operators as methods of nets and blobs, the update written by hand."""

from caffe2.python import core, workspace

init_net = core.Net("init")
W_gt = init_net.GivenTensorFill([], "W_gt", shape=[1, 2], values=[2.0, 1.5])
B_gt = init_net.GivenTensorFill([], "B_gt", shape=[1], values=[0.5])
ONE = init_net.ConstantFill([], "ONE", shape=[1], value=1.)
ITER = init_net.ConstantFill([], "ITER", shape=[1], value=0, dtype=core.DataType.INT64)
W = init_net.ConstantFill([], "W", shape=[1, 2], value=0.3)
B = init_net.ConstantFill([], "B", shape=[1], value=0.)

train_net = core.Net("train")
X = train_net.GivenTensorFill([], "X", shape=[64, 2], values=[float(i % 16) / 8 - 1 for i in range(128)])
Y_gt = train_net.StopGradient(X.FC([W_gt, B_gt], "Y_gt"), "Y_gt")
Y_pred = X.FC([W, B], "Y_pred")
loss = train_net.SquaredL2Distance([Y_gt, Y_pred], "dist").AveragedLoss([], ["loss"])
gradient_map = train_net.AddGradientOperators([loss])
print(sorted((str(blob), str(grad)) for blob, grad in gradient_map.items()))
train_net.Iter(ITER, ITER)
LR = train_net.LearningRate(ITER, "LR", base_lr=-0.1, policy="step", stepsize=20, gamma=0.9)
train_net.WeightedSum([W, ONE, gradient_map[W], LR], W)
train_net.WeightedSum([B, ONE, gradient_map[B], LR], B)
for op in train_net.Proto().op:
    print(op.type, list(op.input), list(op.output))

workspace.RunNetOnce(init_net)
workspace.CreateNet(train_net)
for _ in range(100):
    workspace.RunNet(train_net.Proto().name)
for name in ("W", "B", "loss", "LR", "ITER"):
    print(name, workspace.FetchBlob(name).ravel().tolist())
