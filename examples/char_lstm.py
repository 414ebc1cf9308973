"""A character LSTM: learns a text and writes in its manner.

    python examples/char_lstm.py [TEXT_FILE] [--steps 300]
"""

import argparse
import pathlib

import numpy as np

from netdef import brew, core, model_helper, optimizer, rnn_cell, workspace

README = pathlib.Path(__file__).parents[1] / "README.md"
LENGTH, BATCH, HIDDEN = 20, 16, 64


def build(characters):
    """(model to train, net that predicts the next character)."""
    model = model_helper.ModelHelper(name="char_lstm")
    model.net.AddExternalInputs("input", "lengths", "target", "hidden", "cell")
    states = rnn_cell.LSTM(
        model, "input", "lengths", ["hidden", "cell"], dim_in=characters, dim_out=HIDDEN, scope="lstm", forget_bias=1.0)
    output, last_hidden, _, last_cell = states
    flat, _ = model.net.Reshape(output, ["flat", "_shape"], shape=[-1, HIDDEN])
    softmax = brew.softmax(model, brew.fc(model, flat, "scores", dim_in=HIDDEN, dim_out=characters), "softmax")
    predict = core.Net(model.net.Proto())
    loss = model.net.AveragedLoss(model.net.LabelCrossEntropy([softmax, "target"], "xent"), "loss")
    model.AddGradientOperators([loss])
    optimizer.build_adam(model, base_learning_rate=0.01)
    for net in (model.net, predict):  # the next run goes on from here
        net.Copy(last_hidden, "hidden")
        net.Copy(last_cell, "cell")
    return model, predict


def one_hot(indices, characters):
    return np.eye(characters, dtype=np.float32)[indices]


def reset_states(batch):
    for name in ("hidden", "cell"):
        workspace.FeedBlob(name, np.zeros((1, batch, HIDDEN), np.float32))


def write(predict, alphabet, start, count, rng):
    """`count` characters, each drawn from what the net predicts after the one before."""
    reset_states(1)
    workspace.FeedBlob("lengths", np.array([1], np.int32))
    text = [start]
    for _ in range(count):
        workspace.FeedBlob("input", one_hot([[alphabet.index(text[-1])]], len(alphabet)))
        workspace.RunNet(predict)
        chances = workspace.FetchBlob("softmax")[0].astype(np.float64)
        text.append(alphabet[rng.choice(len(alphabet), p=chances / chances.sum())])
    return "".join(text)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", nargs="?", type=pathlib.Path, default=README)
    parser.add_argument("--steps", type=int, default=300)
    args = parser.parse_args(arguments)

    text = args.text.read_text()
    alphabet = sorted(set(text))
    codes = np.array([alphabet.index(c) for c in text])
    rng = np.random.default_rng(0)
    workspace.ResetWorkspace()
    model, predict = build(len(alphabet))
    model.param_init_net.Proto().device_option.random_seed = 1
    workspace.FeedBlob("input", one_hot(codes[: LENGTH * BATCH].reshape(LENGTH, BATCH), len(alphabet)))
    workspace.FeedBlob("target", codes[: LENGTH * BATCH].astype(np.int32))
    workspace.FeedBlob("lengths", np.full(BATCH, LENGTH, np.int32))
    reset_states(BATCH)
    workspace.RunNetOnce(model.param_init_net)
    workspace.CreateNet(model.net)
    workspace.CreateNet(predict)

    # each row of the batch reads on from a place of its own
    part = len(codes) // BATCH
    rows = np.arange(BATCH) * part
    losses = []
    for step in range(args.steps):
        at = (rows + np.arange(LENGTH)[:, None] + step * LENGTH) % (len(codes) - 1)
        workspace.FeedBlob("input", one_hot(codes[at], len(alphabet)))
        workspace.FeedBlob("target", codes[at + 1].astype(np.int32).ravel())
        workspace.FeedBlob("lengths", np.full(BATCH, LENGTH, np.int32))
        workspace.RunNet(model.net)
        losses.append(float(workspace.FetchBlob("loss")))
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}: loss {np.mean(losses[-100:]):.3f} (at first {losses[0]:.3f})")
    print(write(predict, alphabet, text[0], 200, rng))
    return losses


if __name__ == "__main__":
    main()
