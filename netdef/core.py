"""Builds operators, nets and plans.

    from netdef import core, workspace

    net = core.Net("example")
    net.FC(["x", "w", "b"], "y")
    gradients = net.AddGradientOperators(["y"])

Names and behaviour are those of caffe2.python.core.
"""

from netdef import _C as C
from netdef import scope, utils, workspace
from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference, ScopedName
from netdef._impl.core.data_type import DataType
from netdef._impl.core.device import DeviceOption, IsGPUDeviceType, device_option_equal
from netdef._impl.core.device_copies import (
    InjectCrossDeviceCopies,
    InjectDeviceCopiesAmongNets,
    InjectDeviceCopiesAmongNetsWithoutB2D,
    RemapEntry,
    copy_func_between_devices,
    device_equal,
    update_placeholder_op_output,
)
from netdef._impl.core.device_inference import (
    InferBlobDevices,
    InferOpBlobDevices,
    InferOpBlobDevicesAsDict,
    InferOpDeviceAsBlobDevices,
)
from netdef._impl.core.gradient_ir import IR
from netdef._impl.core.gradient_registry import GetIndexFromGradientList, GradientRegistry
from netdef._impl.core.gradient_types import GradGenMeta, GradientSlice, OpSSA, SparseGradGenMeta
from netdef._impl.core.net import Net
from netdef._impl.core.net_clone import clone_and_bind_net
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.plan import (
    ExecutionStep,
    Plan,
    add_nets_in_order,
    execution_step,
    get_net_name,
    output_to_list,
    scoped_execution_step,
    to_execution_step,
)
from netdef._impl.core.python_op import CreatePythonOperator
from netdef._impl.core.registered import (
    IsOperator,
    IsOperatorWithEngine,
    RefreshRegisteredOperators,
    _GetRegisteredOperators,
)
from netdef._impl.core.registered import _registered as _REGISTERED_OPERATORS
from netdef._impl.core.remap import (
    DEFAULT_REMAP_FUNCS,
    control_op_remap,
    recurrent_network_op_remap,
    remap_input,
    remap_proto,
)
from netdef._impl.core.ssa import get_op_ids_in_path, get_output_producers, get_ssa, get_undefined_blobs
from netdef._impl.scope import DeviceScope, NameScope
from netdef._impl.workspace.global_init import GetGlobalInitArgs, GlobalInit
from netdef.proto import caffe2_pb2

SetEnginePref = C.set_engine_pref
SetGlobalEnginePref = C.set_global_engine_pref
SetOpEnginePref = C.set_op_engine_pref
SetPerOpEnginePref = C.set_per_op_engine_pref
