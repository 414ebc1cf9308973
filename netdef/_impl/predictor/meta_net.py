"""Access to the parts of a MetaNetDef by their names."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import Plan
from netdef.proto import caffe2_pb2, metanet_pb2


def get_comp_name(string: str, name: str | None) -> str:
    """`<string>_<name>`, or the string alone without a name."""
    return f"{string}_{name}" if name else string


def AddNet(meta_net_def: metanet_pb2.MetaNetDef, net_name: str, net_def: Any) -> None:
    """Adds a net (Net or NetDef) under a name."""
    meta_net_def.nets.add(key=net_name, value=net_def.Proto() if isinstance(net_def, Net) else net_def)


def AddPlan(meta_net_def: metanet_pb2.MetaNetDef, plan_name: str, plan_def: Any) -> None:
    """Adds a plan (Plan or PlanDef) under a name."""
    meta_net_def.plans.add(key=plan_name, value=plan_def.Proto() if isinstance(plan_def, Plan) else plan_def)


def AddBlobs(meta_net_def: metanet_pb2.MetaNetDef, blob_name: str, blob_def: Iterable[str]) -> None:
    """Adds names of blobs to the list of this name."""
    _, entry = _find(meta_net_def.blobs, blob_name)
    if entry is None:
        entry = meta_net_def.blobs.add(key=blob_name)
    entry.value.extend(str(blob) for blob in blob_def)


def ReplaceBlobs(meta_net_def: metanet_pb2.MetaNetDef, blob_name: str, blob_def: Iterable[str]) -> None:
    """Replaces the list of this name, which must exist."""
    _, entry = _find(meta_net_def.blobs, blob_name)
    assert entry is not None, f"The blob_name:{blob_name} does not exist"
    del entry.value[:]
    entry.value.extend(str(blob) for blob in blob_def)


def GetNet(meta_net_def: metanet_pb2.MetaNetDef, key: str) -> caffe2_pb2.NetDef | None:
    """The net of this name, None for none."""
    return _find(meta_net_def.nets, key)[0]


def GetPlan(meta_net_def: metanet_pb2.MetaNetDef, key: str) -> caffe2_pb2.PlanDef | None:
    """The plan of this name, None for none."""
    return _find(meta_net_def.plans, key)[0]


def GetBlobs(meta_net_def: metanet_pb2.MetaNetDef, key: str) -> list[str]:
    """The list of blobs of this name, empty for none."""
    return list(_find(meta_net_def.blobs, key)[0] or [])


def GetBlobsByTypePrefix(meta_net_def: metanet_pb2.MetaNetDef, blob_type_prefix: str) -> list[str]:
    """The blobs, each once, of all lists whose names begin so."""
    entries = [entry for entry in meta_net_def.blobs if entry.key.startswith(blob_type_prefix)]
    return list(dict.fromkeys(blob for entry in entries for blob in entry.value))


def GetApplicationSpecificInfo(meta_net_def: metanet_pb2.MetaNetDef, key: str) -> str | None:
    """The note of this name, None for none."""
    return _find(meta_net_def.applicationSpecificInfo, key)[0]


def _find(entries: Any, key: str) -> tuple[Any, Any]:
    """(value, entry) of the entry of this key, (None, None) for none."""
    return next(((entry.value, entry) for entry in entries if entry.key == key), (None, None))


def SetBlobsOrder(meta_net_def: metanet_pb2.MetaNetDef, blobs_order: Iterable[str]) -> None:
    """In which order a predictor loads blobs."""
    _replace(meta_net_def.blobsOrder, blobs_order)


def GetBlobsOrder(meta_net_def: metanet_pb2.MetaNetDef) -> Any:
    """In which order a predictor loads blobs."""
    return meta_net_def.blobsOrder


def SetPreLoadBlobs(meta_net_def: metanet_pb2.MetaNetDef, pre_load_blobs: Iterable[str]) -> None:
    """Blobs that a predictor loads before the others."""
    _replace(meta_net_def.preLoadBlobs, pre_load_blobs)


def SetRequestOnlyEmbeddings(meta_net_def: metanet_pb2.MetaNetDef, request_only_embeddings: Iterable[str]) -> None:
    """Embedding tables that only the request side of a batch uses."""
    _replace(meta_net_def.requestOnlyEmbeddings, request_only_embeddings)


def _replace(field: Any, values: Iterable[str]) -> None:
    del field[:]
    field.extend(values)


def SetTensorBoundShapes(meta_net_def: metanet_pb2.MetaNetDef, tensor_bound_shapes: caffe2_pb2.TensorBoundShapes) -> None:
    """The largest shapes of tensors."""
    meta_net_def.tensorBoundShapes.CopyFrom(tensor_bound_shapes)


def SetAOTConfig(meta_net_def: metanet_pb2.MetaNetDef, aot_config: caffe2_pb2.AOTConfig) -> None:
    """What is known of requests when the model is compiled ahead."""
    meta_net_def.aotConfig.CopyFrom(aot_config)


def GetArgumentByName(net_def: caffe2_pb2.NetDef, arg_name: str) -> caffe2_pb2.Argument | None:
    """The argument of a net, None for none."""
    return next((arg for arg in net_def.arg if arg.name == arg_name), None)


def AddModelIdArg(meta_net_def: Any, net_def: caffe2_pb2.NetDef) -> None:
    """Gives a net the argument model_id of the predict net, if that has one. meta_net_def: a PredictorExportMeta."""
    model_id = GetArgumentByName(meta_net_def.predict_net, "model_id")
    if model_id is None:
        return
    own = GetArgumentByName(net_def, "model_id")
    if own is None:
        own = net_def.arg.add(name="model_id")
    own.i = model_id.i


def create_predict_net(predictor_export_meta: Any) -> caffe2_pb2.NetDef:
    """The net that predicts: external inputs are the inputs and the parameters, external outputs the outputs."""
    source = predictor_export_meta.predict_net
    net = Net(source.name or "predict")
    proto = net.Proto()
    proto.op.extend(source.op)
    proto.partition_info.extend(source.partition_info)
    proto.external_input.extend([*predictor_export_meta.inputs, *predictor_export_meta.parameters])
    proto.external_output.extend(predictor_export_meta.outputs)
    proto.arg.extend(source.arg)
    if predictor_export_meta.net_type is not None:
        proto.type = predictor_export_meta.net_type
    if predictor_export_meta.num_workers is not None:
        proto.num_workers = predictor_export_meta.num_workers
    return proto


def create_predict_init_net(ws: Any, predictor_export_meta: Any) -> caffe2_pb2.NetDef:
    """The net that fills inputs and outputs with zeros, so that they exist, and does what the export asks for besides.

    Shapes are those of the export, else those of the blobs in the workspace `ws`.
    """
    net = Net("predict-init")
    for blob in [*predictor_export_meta.inputs, *predictor_export_meta.outputs]:
        shape = predictor_export_meta.shapes.get(blob)
        if shape is None:
            if not ws.has_blob(blob):
                raise KeyError(f"{blob} not in workspace but needed for shape: give shapes, or run the net before the export")
            shape = ws.fetch_blob(blob).shape
        net.ConstantFill([], BlobReference(blob), shape=shape, value=0.0)
    net.Proto().external_input.extend([*predictor_export_meta.inputs, *predictor_export_meta.outputs])
    if predictor_export_meta.extra_init_net:
        net.AppendNet(predictor_export_meta.extra_init_net)
    AddModelIdArg(predictor_export_meta, net.Proto())
    return net.Proto()
