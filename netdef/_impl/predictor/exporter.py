"""Export to a database that holds a MetaNetDef and the parameters, and the way back."""

from __future__ import annotations

from typing import Any

from netdef import _C
from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.net import Net
from netdef._impl.core.operator import CreateOperator
from netdef._impl.predictor import meta_net
from netdef._impl.predictor.export_meta import PredictorExportMeta, predictor_constants
from netdef._impl.predictor.serde import deserialize_protobuf_struct, serialize_protobuf_struct
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import CreateNet, RunNetOnce, RunOperatorOnce
from netdef.proto import caffe2_pb2, metanet_pb2


def get_meta_net_def(predictor_export_meta: PredictorExportMeta, ws: Any = None, db_type: str | None = None) -> metanet_pb2.MetaNetDef:
    """The message for an export: its three nets and lists of blobs.

    ws: the workspace with the blobs, by default the current one. db_type: accepted; a database knows its own kind.
    """
    ws = ws or _C.Workspace.current
    meta = predictor_export_meta
    result = metanet_pb2.MetaNetDef()
    meta_net.AddNet(result, meta.predict_init_name(), meta_net.create_predict_init_net(ws, meta))
    meta_net.AddNet(result, meta.global_init_name(), _global_init_net(meta))
    meta_net.AddNet(result, meta.predict_net_name(), meta_net.create_predict_net(meta))
    meta_net.AddBlobs(result, meta.parameters_name(), meta.parameters)
    meta_net.AddBlobs(result, meta.inputs_name(), meta.inputs)
    meta_net.AddBlobs(result, meta.outputs_name(), meta.outputs)
    return result


def _global_init_net(meta: PredictorExportMeta) -> caffe2_pb2.NetDef:
    """The net that loads the parameters from the database the model is in."""
    net = Net("global-init")
    net.Load([BlobReference(predictor_constants.PREDICTOR_DBREADER)], [BlobReference(name) for name in meta.parameters])
    net.Proto().external_output.extend(meta.parameters)
    if meta.global_init_net:
        net.AppendNet(meta.global_init_net)
    meta_net.AddModelIdArg(meta, net.Proto())
    return net.Proto()


def set_model_info(meta_net_def: metanet_pb2.MetaNetDef, project_str: str, model_class_str: str, version: str) -> None:
    """Says who made the model."""
    assert isinstance(meta_net_def, metanet_pb2.MetaNetDef), f"expected a MetaNetDef, got {type(meta_net_def)}"
    meta_net_def.modelInfo.project = project_str
    meta_net_def.modelInfo.modelClass = model_class_str
    meta_net_def.modelInfo.version = version


def save_to_db(db_type: str, db_destination: str, predictor_export_meta: PredictorExportMeta, use_ideep: bool = False,
               *args: Any, **kwargs: Any) -> None:
    """Writes an export, with the parameters that the current workspace holds, to a database.

    db_type: as "minidb". use_ideep: accepted; parameters are on the CPU either way. Further arguments are get_meta_net_def's.
    """
    meta = get_meta_net_def(predictor_export_meta, *args, **kwargs)
    FeedBlob(predictor_constants.META_NET_DEF, serialize_protobuf_struct(meta))
    blobs = [predictor_constants.META_NET_DEF, *predictor_export_meta.parameters]
    RunOperatorOnce(CreateOperator(
        "Save", [BlobReference(blob) for blob in blobs], [], device_option=DeviceOption(caffe2_pb2.PROTO_CPU),
        absolute_path=True, db=db_destination, db_type=db_type))


def load_from_db(filename: str, db_type: str, device_option: Any = None, *args: Any, **kwargs: Any) -> metanet_pb2.MetaNetDef:
    """Opens a database (as the blob that the global init net loads from) and reads its MetaNetDef.

    device_option: for all operators of its nets; by default that of the scope around, else they stay as they were saved.
    """
    reader = BlobReference(predictor_constants.PREDICTOR_DBREADER)
    RunOperatorOnce(CreateOperator("CreateDB", [], [reader], db=filename, db_type=db_type))
    RunOperatorOnce(CreateOperator("Load", [reader], [BlobReference(predictor_constants.META_NET_DEF)]))
    content = FetchBlob(predictor_constants.META_NET_DEF)
    meta = deserialize_protobuf_struct(content, metanet_pb2.MetaNetDef)
    device_option = device_option if device_option is not None else scope.CurrentDeviceScope()
    if device_option is not None:
        for entry in meta.nets:
            for op in entry.value.op:
                op.device_option.CopyFrom(device_option)
    return meta


def prepare_prediction_net(filename: str, db_type: str, device_option: Any = None) -> Net:
    """Loads an export into the current workspace; the net that is ready to be run."""
    meta = load_from_db(filename, db_type, device_option)
    init_net, global_init_net, predict_net = (Net(meta_net.GetNet(meta, key)) for key in (
        predictor_constants.PREDICT_INIT_NET_TYPE, predictor_constants.GLOBAL_INIT_NET_TYPE, predictor_constants.PREDICT_NET_TYPE))
    RunNetOnce(global_init_net)
    RunNetOnce(init_net)
    CreateNet(predict_net)
    return predict_net
