"""LayersTestCase: a model of layers for each test, and assertions on its nets."""

from __future__ import annotations

import collections
from typing import Any, Sequence

import numpy as np

from netdef._impl.core.net import Net
from netdef._impl.layer_model_helper import instantiator
from netdef._impl.layer_model_helper.helper import LayerModelHelper
from netdef._impl.schema.records import NewRecord
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef._impl.test_util import TestCase
from netdef._impl.workspace.running import CreateNet, ResetWorkspace, RunNet, RunNetOnce


class OpSpec(collections.namedtuple("OpSpec", ["type", "input", "output", "arg"])):
    """What an operator must be; None for parts that do not matter."""

    def __new__(cls, op_type: str, op_input: Any, op_output: Any, op_arg: dict | None = None) -> OpSpec:
        return super().__new__(cls, op_type, op_input, op_output, op_arg)


class LayersTestCase(TestCase):
    """Has a new LayerModelHelper, `model`, for each test and each example of hypothesis."""

    def setUp(self) -> None:
        super().setUp()
        self.setup_example()

    def setup_example(self) -> None:
        """Called by hypothesis before each example."""
        ResetWorkspace()
        self.reset_model()

    def reset_model(self, input_feature_schema: Any = None, trainer_extra_schema: Any = None) -> None:
        """A new model; by default with one input, float_features of 32 numbers."""
        input_feature_schema = input_feature_schema or Struct(("float_features", Scalar((np.float32, (32,)))))
        self.model = LayerModelHelper("test_model", input_feature_schema, trainer_extra_schema or Struct())

    def new_record(self, schema_obj: Any) -> Any:
        """A record with new blobs."""
        return NewRecord(self.model.net, schema_obj)

    def get_training_nets(self, add_constants: bool = False) -> tuple[Net, Net]:
        """(net that initializes, with constants if asked for, net that trains) without gradients."""
        train_net = Net("train_net")
        train_init_net = self.model.create_init_net("train_init_net") if add_constants else Net("train_init_net")
        for layer in self.model.layers:
            layer.add_operators(train_net, train_init_net)
        return train_init_net, train_net

    def get_eval_net(self) -> Net:
        """The net that evaluates."""
        return instantiator.generate_eval_net(self.model)

    def get_predict_net(self) -> Net:
        """The net that predicts."""
        return instantiator.generate_predict_net(self.model)

    def run_train_net(self) -> None:
        """Runs the nets of training with gradients once."""
        self.model.output_schema = Struct()
        for net in instantiator.generate_training_nets(self.model):
            RunNetOnce(net)

    def run_train_net_forward_only(self, num_iter: int = 1) -> None:
        """Runs the nets of training without gradients."""
        self.model.output_schema = Struct()
        train_init_net, train_net = instantiator.generate_training_nets_forward_only(self.model)
        RunNetOnce(train_init_net)
        assert num_iter > 0, "num_iter must be larger than 0"
        CreateNet(train_net)
        RunNet(train_net, num_iter=num_iter)

    def assertBlobsEqual(self, spec_blobs: Any, op_blobs: Sequence[Any]) -> None:
        """The blobs are those of the spec; None in it stands for any."""
        if spec_blobs is None:
            return
        self.assertEqual(len(spec_blobs), len(op_blobs))
        for spec_blob, op_blob in zip(spec_blobs, op_blobs):
            if spec_blob is not None:
                self.assertEqual(spec_blob, op_blob)

    def assertArgsEqual(self, spec_args: dict, op_args: Sequence[Any]) -> None:
        """The arguments are those of the spec."""
        self.assertEqual(len(spec_args), len(op_args))
        keys = [arg.name for arg in op_args]
        for key, value in spec_args.items():
            self.assertIn(key, keys)
            arg = op_args[keys.index(key)]
            for field in ("i", "f", "s"):
                if arg.HasField(field):
                    got = getattr(arg, field)
                    self.assertAlmostEqual(got, value, places=5) if field == "f" else self.assertEqual(
                        got.decode() if field == "s" and isinstance(value, str) else got, value)
                    break
            else:
                self.assertEqual(list(arg.ints or arg.floats or arg.strings), list(value))

    def assertNetContainOps(self, net: Net, op_specs: Sequence[OpSpec]) -> Sequence[Any]:
        """The net's operators are those of the specs, in order; returns them."""
        ops = net.Proto().op
        self.assertEqual(len(op_specs), len(ops))
        for op, spec in zip(ops, op_specs):
            self.assertEqual(spec.type, op.type)
            self.assertBlobsEqual(spec.input, op.input)
            self.assertBlobsEqual(spec.output, op.output)
            if spec.arg is not None:
                self.assertArgsEqual(spec.arg, op.arg)
        return ops
