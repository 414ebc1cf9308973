"""Trains a LeNet on 8x8 images of digits, from scratch, and saves it as a pair of nets.

    python examples/lenet.py [--epochs 8] [--out FOLDER]
"""

import argparse
import pathlib

import numpy as np

from netdef import brew, model_helper, optimizer, workspace
from netdef.predictor import mobile_exporter

DIGITS = pathlib.Path(__file__).parents[1] / "tests/data/made/digits.npz"
BATCH = 64


def add_layers(model, data):
    """Two convolutions, two fully connected layers; returns the softmax, (batch, 10)."""
    conv1 = brew.conv(model, data, "conv1", dim_in=1, dim_out=16, kernel=3, pad=1)
    pool1 = brew.max_pool(model, brew.relu(model, conv1, conv1), "pool1", kernel=2, stride=2)
    conv2 = brew.conv(model, pool1, "conv2", dim_in=16, dim_out=32, kernel=3, pad=1)
    pool2 = brew.max_pool(model, brew.relu(model, conv2, conv2), "pool2", kernel=2, stride=2)
    fc3 = brew.fc(model, pool2, "fc3", dim_in=32 * 2 * 2, dim_out=64)
    pred = brew.fc(model, brew.relu(model, fc3, fc3), "pred", dim_in=64, dim_out=10)
    return brew.softmax(model, pred, "softmax")


def build():
    """(model to train, model to test); the second shares the first one's parameters."""
    train = model_helper.ModelHelper(name="lenet_train", arg_scope={"order": "NCHW"})
    softmax = add_layers(train, "data")
    loss = train.AveragedLoss(train.LabelCrossEntropy([softmax, "label"], "xent"), "loss")
    train.AddGradientOperators([loss])
    optimizer.build_sgd(train, base_learning_rate=0.1, policy="step", stepsize=100, gamma=0.7, momentum=0.9)
    test = model_helper.ModelHelper(name="lenet_test", arg_scope={"order": "NCHW"}, init_params=False)
    brew.accuracy(test, [add_layers(test, "data"), "label"], "accuracy")
    return train, test


def feed(images, labels):
    workspace.FeedBlob("data", images)
    workspace.FeedBlob("label", labels)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--out", type=pathlib.Path, help="folder for init_net.pb and predict_net.pb")
    args = parser.parse_args(arguments)

    digits = np.load(DIGITS)
    workspace.ResetWorkspace()
    np.random.seed(0)
    train, test = build()
    train.param_init_net.Proto().device_option.random_seed = 1
    feed(digits["Xtr"][:BATCH], digits["ytr"][:BATCH])
    workspace.RunNetOnce(train.param_init_net)
    workspace.CreateNet(train.net)
    workspace.RunNetOnce(test.param_init_net)
    workspace.CreateNet(test.net)

    for epoch in range(args.epochs):
        order = np.random.permutation(len(digits["ytr"]))
        losses = []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[start: start + BATCH]
            feed(digits["Xtr"][rows], digits["ytr"][rows])
            workspace.RunNet(train.net)
            losses.append(float(workspace.FetchBlob("loss")))
        feed(digits["Xte"], digits["yte"])
        workspace.RunNet(test.net)
        accuracy = float(workspace.FetchBlob("accuracy"))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, accuracy on test images {accuracy:.4f}")

    if args.out:
        predict = model_helper.ModelHelper(name="lenet_predict", arg_scope={"order": "NCHW"}, init_params=False)
        predict.net.AddExternalOutput(add_layers(predict, "data"))
        init_net, predict_net = mobile_exporter.Export(workspace, predict.net, predict.params)
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "init_net.pb").write_bytes(init_net.SerializeToString())
        (args.out / "predict_net.pb").write_bytes(predict_net.SerializeToString())
        print(f"saved to {args.out}: netdef run {args.out} ...")
    return accuracy


if __name__ == "__main__":
    main()
