"""PredictorExportMeta: what is to be exported."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Iterable

from netdef._impl.core.net import Net
from netdef._impl.core.plan import Plan
from netdef._impl.predictor.meta_net import get_comp_name
from netdef.proto import caffe2_pb2, predictor_consts_pb2

predictor_constants = predictor_consts_pb2.PredictorConsts()

_FIELDS = ("predict_net parameters inputs outputs shapes name extra_init_net global_init_net net_type num_workers trainer_prefix")


class PredictorExportMeta(namedtuple("PredictorExportMeta", _FIELDS)):
    """A net with its parameters, inputs and outputs.

    predict_net: a Net or NetDef. parameters, inputs, outputs: blobs; inputs are unique, parameters are neither inputs nor outputs.
    shapes: of inputs and outputs, {blob: dims}; by default those of the blobs in the workspace.
    name: for several exports in one MetaNetDef. extra_init_net, global_init_net: nets to run before each predictor's first run, and
    once for all. net_type, num_workers: for the exported net.
    """

    def __new__(cls, predict_net: Any, parameters: Iterable[Any], inputs: Iterable[Any], outputs: Iterable[Any],
                shapes: dict | None = None, name: str = "", extra_init_net: Net | None = None,
                global_init_net: Net | None = None, net_type: str | None = None, num_workers: int | None = None,
                trainer_prefix: str | None = None) -> PredictorExportMeta:
        inputs, outputs, parameters = (_names(blobs) for blobs in (inputs, outputs, parameters))
        shapes = {str(blob): dims for blob, dims in (shapes or {}).items()}
        assert len(set(inputs)) == len(inputs), "All inputs to the predictor should be unique"
        for blobs, what in ((inputs, "inputs"), (outputs, "outputs")):
            common = set(parameters) & set(blobs)
            assert not common, f"Parameters and {what} are required to be disjoint. Intersection: {common}"
        if isinstance(predict_net, (Net, Plan)):
            predict_net = predict_net.Proto()
        assert isinstance(predict_net, (caffe2_pb2.NetDef, caffe2_pb2.PlanDef)), f"expected a net, got {type(predict_net)}"
        return super().__new__(
            cls, predict_net, parameters, inputs, outputs, shapes, name, extra_init_net, global_init_net, net_type, num_workers,
            trainer_prefix)

    def inputs_name(self) -> str:
        """Name of the list of inputs in a MetaNetDef."""
        return get_comp_name(predictor_constants.INPUTS_BLOB_TYPE, self.name)

    def outputs_name(self) -> str:
        """Name of the list of outputs."""
        return get_comp_name(predictor_constants.OUTPUTS_BLOB_TYPE, self.name)

    def parameters_name(self) -> str:
        """Name of the list of parameters."""
        return get_comp_name(predictor_constants.PARAMETERS_BLOB_TYPE, self.name)

    def global_init_name(self) -> str:
        """Name of the net that runs once."""
        return get_comp_name(predictor_constants.GLOBAL_INIT_NET_TYPE, self.name)

    def predict_init_name(self) -> str:
        """Name of the net that runs before a predictor's first run."""
        return get_comp_name(predictor_constants.PREDICT_INIT_NET_TYPE, self.name)

    def predict_net_name(self) -> str:
        """Name of the net that predicts."""
        return get_comp_name(predictor_constants.PREDICT_NET_TYPE, self.name)

    def train_init_plan_name(self) -> str:
        """Name of the plan that initializes a training."""
        return get_comp_name(predictor_constants.TRAIN_INIT_PLAN_TYPE, self.name)

    def train_plan_name(self) -> str:
        """Name of the plan that trains."""
        return get_comp_name(predictor_constants.TRAIN_PLAN_TYPE, self.name)


def _names(blobs: Iterable[Any]) -> list[str]:
    return [str(blob) for blob in blobs]


def get_predictor_exporter_helper(submodelNetName: str) -> PredictorExportMeta:
    """An export of this name without contents, for its names of nets and lists."""
    return PredictorExportMeta(
        predict_net=Net(submodelNetName), parameters=[], inputs=[], outputs=[], shapes=None, name=submodelNetName)
