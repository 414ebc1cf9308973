"""Tests that any optimizer has to pass, to be mixed into a TestCase; as caffe2.python.optimizer_test_util.

    class TestMine(OptimizerTestBase, TestCase):
        def build_optimizer(self, model, **kwargs):
            self._skip_gpu = True
            return optimizer.build_sgd(model, base_learning_rate=0.1, **kwargs)

        def check_optimizer(self, optimizer):
            ...  # after the training of every test
"""

from __future__ import annotations

import unittest
from typing import Any

import numpy as np

from netdef import brew, core, optimizer, workspace
from netdef.model_helper import ModelHelper
from netdef.modeling.initializers import Initializer, PseudoFP16Initializer

# What the models have to learn.
_WEIGHT = np.array([[1, -2, 0, 3, 2]], dtype=np.float32)
_ROWS = np.array([2, -1, 0, 1, 3], dtype=np.float32)
_STEPS = 2000


def _squared_loss(model: Any, prediction: Any) -> Any:
    """The mean squared distance of `prediction` from the blob "label"."""
    return model.net.AveragedLoss(model.net.SquaredL2Distance([prediction, "label"]), "loss")


class OptimizerTestBase:
    """Trains a layer, and rows of a table, until they are right. For subclasses: build_optimizer(model), check_optimizer(it)."""

    def _dense_model(self, dtype: Any = core.DataType.FLOAT) -> ModelHelper:
        initializer = PseudoFP16Initializer if dtype == core.DataType.FLOAT16 else Initializer
        model = ModelHelper(name="dense", arg_scope={"order": "NCHW"})
        data = model.net.HalfToFloat("data", "data_float") if dtype == core.DataType.FLOAT16 else "data"
        prediction = brew.fc(
            model, data, "fc", _WEIGHT.shape[1], 1,
            WeightInitializer=initializer, BiasInitializer=initializer,
            weight_init=("ConstantFill", {}), bias_init=("ConstantFill", {}), axis=1)
        model.AddGradientOperators([_squared_loss(model, prediction)])
        return model

    def _train_dense(self, model: ModelHelper, dtype: Any) -> None:
        rng = np.random.RandomState(4)
        workspace.FeedBlob("data", np.zeros((1, _WEIGHT.shape[1]), dtype=np.float32))
        workspace.FeedBlob("label", np.zeros((1, 1), dtype=np.float32))
        workspace.RunNetOnce(model.param_init_net)
        workspace.CreateNet(model.net, True)
        for _ in range(_STEPS):
            data = rng.randint(2, size=(20, _WEIGHT.shape[1])).astype(np.float32)
            workspace.FeedBlob("data", data.astype(np.float16) if dtype == core.DataType.FLOAT16 else data)
            workspace.FeedBlob("label", data @ _WEIGHT.T)
            workspace.RunNet(model.net.Proto().name)
        np.testing.assert_allclose(workspace.FetchBlob("fc_w"), _WEIGHT, atol=1e-2)

    def testDense(self) -> None:
        """A fully connected layer learns the weights its labels are made with."""
        model = self._dense_model()
        built = self.build_optimizer(model)
        self._train_dense(model, core.DataType.FLOAT)
        self.check_optimizer(built)

    @unittest.skipIf(not workspace.has_gpu_support, "No GPU support")
    def testGPUDense(self, dtype: Any = core.DataType.FLOAT) -> None:
        """testDense on a GPU."""
        if self._skip_gpu:
            raise unittest.SkipTest("the optimizer is not for GPUs")
        with core.DeviceScope(core.DeviceOption(workspace.GpuDeviceType, 0)):
            model = self._dense_model(dtype)
            built = self.build_optimizer(model)
            self._train_dense(model, dtype)
        self.check_optimizer(built)

    def testSparse(self) -> None:
        """The rows of a table that are looked up learn their labels."""
        rng = np.random.RandomState(5)
        model = ModelHelper(name="sparse", arg_scope={"order": "NCHW"})
        table = model.param_init_net.ConstantFill([], "table", shape=[len(_ROWS)])
        model.AddParameter(table)
        found = model.net.Gather([table, "indices"], "found")
        model.AddGradientOperators([_squared_loss(model, found)])
        built = self.build_optimizer(model)
        workspace.FeedBlob("indices", np.zeros(1, dtype=np.int32))
        workspace.FeedBlob("label", np.zeros(1, dtype=np.float32))
        workspace.RunNetOnce(model.param_init_net)
        workspace.CreateNet(model.net, True)
        for _ in range(_STEPS):
            indices = rng.permutation(len(_ROWS))[: rng.randint(1, len(_ROWS) + 1)].astype(np.int32)
            workspace.FeedBlob("indices", indices)
            workspace.FeedBlob("label", _ROWS[indices])
            workspace.RunNet(model.net.Proto().name)
        np.testing.assert_allclose(workspace.FetchBlob("table"), _ROWS, atol=1e-2)
        self.check_optimizer(built)


class LRModificationTestBase:
    """Whether an optimizer's learning rate can be scaled; to be mixed in beside OptimizerTestBase."""

    def _run_once(self, model: ModelHelper) -> None:
        workspace.FeedBlob("data", np.ones((4, _WEIGHT.shape[1]), dtype=np.float32))
        workspace.FeedBlob("label", np.full((4, 1), 50, dtype=np.float32))
        workspace.RunNetOnce(model.param_init_net)
        workspace.RunNetOnce(model.net)

    def test_global_norm_based_gradient_clipping(self) -> None:
        """With max_gradient_norm the learning rate is multiplied by the limit over the norm of all gradients."""
        model = self._dense_model()
        self.build_optimizer(model, max_gradient_norm=2.0)
        self._run_once(model)
        norm = np.linalg.norm(np.concatenate([workspace.FetchBlob(blob).ravel() for blob in ("fc_w_grad", "fc_b_grad")]))
        assert norm > 2
        np.testing.assert_allclose(workspace.FetchBlob("norm_clipped_grad_update/norm_ratio"), 2 / norm, rtol=1e-4)

    def test_lr_injection(self) -> None:
        """With allow_lr_injection the learning rate is multiplied by a number that is 1 to begin with and can be set."""
        model = self._dense_model()
        self.build_optimizer(model, allow_lr_injection=True)
        self._run_once(model)
        np.testing.assert_allclose(optimizer.get_lr_injection(), 1)
        assert not np.array_equal(workspace.FetchBlob("fc_w"), np.zeros_like(_WEIGHT))
        workspace.RunNetOnce(model.param_init_net)
        optimizer.set_lr_injection(0)
        workspace.RunNetOnce(model.net)
        np.testing.assert_array_equal(workspace.FetchBlob("fc_w"), np.zeros_like(_WEIGHT))
