"""A small recommender in the shape of DLRM (https://arxiv.org/abs/1906.00091), trained on made-up clicks.

Dense features go through a small network, each categorical feature is a bag of rows of an embedding table; the inner products of all of
these vectors and the dense vector itself decide. Embeddings are trained by sparse gradients.

    python examples/dlrm.py [--steps 200]
"""

import argparse

import numpy as np

from netdef import brew, model_helper, optimizer, workspace
from netdef.modeling.initializers import Initializer

DENSE, TABLES, DIM, BATCH = 4, (50, 30, 20), 8, 64


def dense_layers(model, blob, dims, name):
    for k, (dim_in, dim_out) in enumerate(zip(dims, dims[1:])):
        blob = brew.fc(model, blob, f"{name}_{k}", dim_in, dim_out)
        blob = brew.relu(model, blob, blob)
    return blob


def build():
    """A model that reads dense, label, and indices_k and lengths_k for each table k."""
    model = model_helper.ModelHelper(name="dlrm")
    vectors = [dense_layers(model, "dense", (DENSE, 16, DIM), "bottom")]
    for k, rows in enumerate(TABLES):
        table = model.create_param(f"table_{k}", shape=[rows, DIM], initializer=uniform_rows(rows))
        vectors.append(model.net.SparseLengthsSum([table, f"indices_{k}", f"lengths_{k}"], f"embedding_{k}"))
    count = len(vectors)
    stacked, _ = model.net.Concat(vectors, ["stacked", "_dims"], axis=1, add_axis=1)  # (batch, count, DIM)
    products = model.net.Flatten(model.net.BatchMatMul([stacked, stacked], "products", trans_b=1), "flat")
    pairs = [i * count + j for i in range(count) for j in range(i)]  # below the diagonal
    places = model.param_init_net.GivenTensorIntFill([], "pairs", shape=[len(pairs)], values=pairs)
    together, _ = model.net.Concat(
        [vectors[0], model.net.BatchGather([products, places], "interactions")], ["together", "_together_dims"], axis=1)
    hidden = dense_layers(model, together, (DIM + len(pairs), 16), "top")
    logit = brew.fc(model, hidden, "logit", 16, 1)
    loss = model.net.AveragedLoss(model.net.SigmoidCrossEntropyWithLogits([logit, "label"], "xent"), "loss")
    model.AddGradientOperators([loss])
    optimizer.build_adagrad(model, base_learning_rate=0.1)
    return model


def uniform_rows(rows):
    bound = float(np.sqrt(1 / rows))
    return Initializer("UniformFill", min=-bound, max=bound)


def clicks(rng, tastes):
    """Feeds a batch: people click where the sum of their items' tastes and of a dense feature is positive."""
    dense = rng.normal(size=(BATCH, DENSE)).astype(np.float32)
    score = dense[:, 0].copy()
    workspace.FeedBlob("dense", dense)
    for k, (rows, taste) in enumerate(zip(TABLES, tastes)):
        lengths = rng.integers(1, 4, BATCH)
        indices = rng.integers(0, rows, lengths.sum())
        workspace.FeedBlob(f"indices_{k}", indices.astype(np.int64))
        workspace.FeedBlob(f"lengths_{k}", lengths.astype(np.int32))
        score += np.add.reduceat(taste[indices], np.concatenate([[0], np.cumsum(lengths)[:-1]]))
    workspace.FeedBlob("label", (score > 0).astype(np.float32)[:, None])


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=200)
    args = parser.parse_args(arguments)

    rng = np.random.default_rng(0)
    tastes = [rng.normal(size=rows) for rows in TABLES]
    workspace.ResetWorkspace()
    model = build()
    model.param_init_net.Proto().device_option.random_seed = 1
    clicks(rng, tastes)
    workspace.RunNetOnce(model.param_init_net)
    workspace.CreateNet(model.net)
    losses = []
    for step in range(args.steps):
        clicks(rng, tastes)
        workspace.RunNet(model.net)
        losses.append(float(workspace.FetchBlob("loss")))
        if (step + 1) % 50 == 0:
            right = np.mean((workspace.FetchBlob("logit") > 0) == (workspace.FetchBlob("label") > 0.5))
            print(f"step {step + 1}: loss {np.mean(losses[-50:]):.3f}, {right:.0%} of the last batch right")
    return losses


if __name__ == "__main__":
    main()
