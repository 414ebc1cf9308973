"""A recommendation model built on a bare net: towers, embeddings, interactions, and sparse updates written by hand."""

import numpy as np
from caffe2.python import model_helper, workspace

np.random.seed(123)
TABLES, WIDTH, BATCH = (10, 20, 30), 2, 16
model = model_helper.ModelHelper(name="DLRM", init_params=True)


def feed(name, value):
    workspace.FeedBlob(name, value)
    return name


def tower(sizes, source, target, prefix, last="Relu"):
    params = []
    for i, (n, m) in enumerate(zip(sizes, sizes[1:]), 1):
        name = "%s:::_fc%d" % (prefix, i)
        params.append(feed(name + "_w", np.random.normal(0, np.sqrt(2 / (m + n)), size=(m, n)).astype(np.float32)))
        params.append(feed(name + "_b", np.random.normal(0, np.sqrt(1 / m), size=m).astype(np.float32)))
        model.net.FC([source] + params[-2:], name + "_y", engine=None, max_num_tasks=0)
        top = i == len(sizes) - 1
        source = target if top else name + "_z"
        getattr(model.net, last if top else "Relu")(name + "_y", source)
    return params


def batch():
    feed("dense", np.random.rand(BATCH, 4).astype(np.float32))
    feed("target", np.round(np.random.rand(BATCH, 1)).astype(np.float32))
    for i, rows in enumerate(TABLES):
        lengths = np.random.randint(1, 4, size=BATCH).astype(np.int32)
        feed("lengths%d" % i, lengths)
        feed("ids%d" % i, np.random.randint(0, rows, size=lengths.sum()).astype(np.int64))


dense = tower([4, 8, WIDTH], "dense", "bottom", "bot_l")
sparse, sums = [], []
for i, rows in enumerate(TABLES):
    bound = np.sqrt(1 / rows)
    sparse.append(feed("emb%d" % i, np.random.uniform(-bound, bound, size=(rows, WIDTH)).astype(np.float32)))
    sums.append("sum%d" % i)
    model.net.SparseLengthsSum([sparse[-1], "ids%d" % i, "lengths%d" % i], sums[-1])
count = len(TABLES) + 1
feed("pairs", np.array([j + i * count for i in range(count) for j in range(i)], dtype=np.int32))
joined, _ = model.net.Concat(["bottom"] + sums, ["joined", "joined_info"], axis=1, add_axis=1)
products = model.net.Flatten(model.net.BatchMatMul([joined, joined], "products", trans_b=1), "flat", axis=1)
model.net.Concat(["bottom", model.net.BatchGather([products, "pairs"], "chosen")], ["top_in", "top_in_info"], axis=1)
dense += tower([WIDTH + count * (count - 1) // 2, 4, 1], "top_in", "prob", "top_l", last="Sigmoid")
model.net.AveragedLoss(model.net.SquaredL2Distance(["prob", "target"], "distance"), "loss")

grads = model.net.AddGradientOperators(["loss"])
one = model.param_init_net.ConstantFill([], "ONE", shape=[1], value=1.0)
rate = model.param_init_net.ConstantFill([], "lr", shape=[1], value=-0.1)
for param in dense:
    model.net.WeightedSum([param, one, grads[param], rate], param)
for param in sparse:
    model.net.ScatterWeightedSum([param, one, grads[param].indices, grads[param].values, rate], param)
print([op.type for op in model.net.Proto().op])

batch()
workspace.RunNetOnce(model.param_init_net)
workspace.CreateNet(model.net)
for _ in range(5):
    batch()
    workspace.RunNet(model.net.Proto().name)
    print(float(workspace.FetchBlob("loss")))
print(workspace.FetchBlob("emb0").ravel().tolist())
