"""crf and crf_predict against sums and searches over all paths."""

import itertools

import numpy as np
import pytest

from netdef import crf, crf_predict, gradient_checker, model_helper, workspace

CLASSES, LENGTH = 3, 4


@pytest.fixture
def blobs():
    workspace.ResetWorkspace()
    rng = np.random.default_rng(8)
    values = {
        "predictions": rng.normal(size=(LENGTH, CLASSES)).astype(np.float32),
        "transitions": rng.normal(size=(CLASSES + 2, CLASSES + 2)).astype(np.float32),
        "labels": rng.integers(0, CLASSES, LENGTH),
    }
    for name, value in values.items():
        workspace.FeedBlob(name, value)
    return values


def score(blobs, path):
    whole = [CLASSES, *path, CLASSES + 1]
    return sum(blobs["predictions"][t, c] for t, c in enumerate(path)) + sum(
        blobs["transitions"][a, b] for a, b in zip(whole, whole[1:]))


def paths():
    return itertools.product(range(CLASSES), repeat=LENGTH)


def layer():
    model = model_helper.ModelHelper(name="crf")
    predictions, labels, transitions = model.net.AddExternalInputs("predictions", "labels", "transitions")
    return model, crf.CRFWithLoss(model, CLASSES, transitions), predictions, labels


def test_loss_is_minus_the_logarithm_of_the_labels_chance(blobs):
    model, field, predictions, labels = layer()
    loss = field.crf_loss(predictions, labels)
    workspace.RunNetOnce(model.param_init_net)
    workspace.RunNetOnce(model.net)
    total = np.log(sum(np.exp(np.float64(score(blobs, path))) for path in paths()))
    np.testing.assert_allclose(workspace.FetchBlob(loss), total - score(blobs, blobs["labels"]), rtol=1e-3)
    for name in ("predictions", "transitions"):
        gradient_checker.NetGradientChecker.Check(
            model.net, [loss], {name: blobs[name]}, name, step_size=1e-2, threshold=2e-2, print_net=False)


@pytest.mark.parametrize("by_operators", [True, False])
def test_the_best_path_gets_the_largest_values(blobs, by_operators):
    model, field, predictions, _ = layer()
    updated = crf_predict.crf_update_predictions(model, field, predictions) if by_operators else field.update_predictions(predictions)
    workspace.RunNetOnce(model.param_init_net)
    workspace.RunNetOnce(model.net)
    got = workspace.FetchBlob(updated)
    best = max(paths(), key=lambda path: score(blobs, path))
    np.testing.assert_array_equal(got.argmax(axis=1), best)
    np.testing.assert_array_equal(np.sort(got, axis=1), np.sort(blobs["predictions"], axis=1))
