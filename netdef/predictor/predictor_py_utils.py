"""Parts of a MetaNetDef by name; as caffe2.python.predictor.predictor_py_utils."""

from netdef._impl.predictor.meta_net import (
    AddBlobs,
    AddModelIdArg,
    AddNet,
    AddPlan,
    GetApplicationSpecificInfo,
    GetArgumentByName,
    GetBlobs,
    GetBlobsByTypePrefix,
    GetBlobsOrder,
    GetNet,
    GetPlan,
    ReplaceBlobs,
    SetAOTConfig,
    SetBlobsOrder,
    SetPreLoadBlobs,
    SetRequestOnlyEmbeddings,
    SetTensorBoundShapes,
    create_predict_init_net,
    create_predict_net,
    get_comp_name,
)

GetNetOriginal = GetNet
GetPlanOriginal = GetPlan

__all__ = [
    "AddBlobs", "AddModelIdArg", "AddNet", "AddPlan", "GetApplicationSpecificInfo", "GetArgumentByName", "GetBlobs",
    "GetBlobsByTypePrefix", "GetBlobsOrder", "GetNet", "GetNetOriginal", "GetPlan", "GetPlanOriginal", "ReplaceBlobs",
    "SetAOTConfig", "SetBlobsOrder", "SetPreLoadBlobs", "SetRequestOnlyEmbeddings", "SetTensorBoundShapes",
    "create_predict_init_net", "create_predict_net", "get_comp_name",
]
