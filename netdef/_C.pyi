"""
The core of netdef; private, use netdef.workspace and netdef.core.
"""
from __future__ import annotations
import collections.abc
import numpy
import typing
import typing_extensions
class Error(RuntimeError):
    """What went wrong, where, and what to do."""

__all__: list[str] = ['BackgroundPlan', 'Blob', 'Cursor', 'DB', 'DLPackTensorCPU', 'Error', 'GradientWrapper', 'Limits', 'MemoryReport', 'Mode', 'Model', 'Net', 'Observer', 'OpArg', 'OpSchema', 'PassReport', 'Predictor', 'PredictorInput', 'StepProfile', 'TensorCPU', 'Transaction', 'Workspace', 'add_observer_to_net', 'apply_net_pass', 'benchmark_net', 'benchmark_net_once', 'blobs', 'built_with', 'check_device', 'cpu_features', 'create_blob', 'create_child_workspace', 'create_db', 'create_net', 'current_workspace', 'delete_net', 'describe_file', 'deserialize_blob', 'dtypes', 'engines', 'feed_blob', 'fetch_blob', 'get_blob_size_bytes', 'get_gradient_defs', 'get_operator_cost', 'get_stats', 'gradient_kind', 'has_blob', 'infer_shapes_and_types_from_map', 'infer_shapes_and_types_from_workspace', 'load_model', 'load_model_from_bytes', 'load_operator_library', 'local_blobs', 'nearby_opnames', 'net_passes', 'nets', 'num_observers_on_net', 'num_threads', 'observer_types', 'op_registry_key', 'python_operator_kernels', 'register_operator_gradient', 'register_operator_kernel', 'register_operator_schema', 'register_python_gradient_op', 'register_python_op', 'registered_dbs', 'registered_operators', 'remove_observer_from_net', 'reset_blob', 'reset_workspace', 'root_folder', 'run_net', 'run_net_once', 'run_operator_multiple', 'run_operator_once', 'run_plan', 'run_plan_in_background', 'serialize_blob', 'set_engine_pref', 'set_global_engine_pref', 'set_num_threads', 'set_op_engine_pref', 'set_per_op_engine_pref', 'switch_workspace', 'throw_on_fp_exceptions', 'version', 'workspaces']
class OpArg:
    """
    An argument as a schema declares it.
    """
    def __repr__(self) -> str:
        ...
    @property
    def default(self) -> str:
        ...
    @property
    def description(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def required(self) -> bool:
        ...
    @property
    def type(self) -> str:
        ...
class OpSchema:
    """
    What an operator type says about itself.
    """
    @staticmethod
    def get(type: str, domain: str = '') -> OpSchema:
        """
        The schema of `type`, None where there is none.
        """
    @staticmethod
    def keys() -> list[tuple[str, str]]:
        """
        (domain, type) of all schemas, sorted.
        """
    def faults(self, op: bytes) -> list[str]:
        """
        Every way in which the operator definition breaks the schema.
        """
    def infer(self, op: bytes, inputs: collections.abc.Sequence[tuple[collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], str, bool] | None]) -> list[tuple[list[int], str, bool] | None]:
        """
        Specs of the outputs from those of the inputs; a spec is (dims, dtype name, is int8) or None.
        """
    def inplace_allowed(self, input: typing.SupportsInt | typing.SupportsIndex, output: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def inplace_enforced(self, input: typing.SupportsInt | typing.SupportsIndex, output: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def num_inputs_allowed(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def num_outputs_allowed(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    @property
    def args(self) -> list[OpArg]:
        ...
    @property
    def differs(self) -> str:
        ...
    @property
    def doc(self) -> str:
        ...
    @property
    def file(self) -> str:
        ...
    @property
    def has_shape_rule(self) -> bool:
        ...
    @property
    def input_desc(self) -> list[tuple[str, str]]:
        ...
    @property
    def line(self) -> int:
        ...
    @property
    def max_input(self) -> int:
        ...
    @property
    def max_output(self) -> int:
        ...
    @property
    def min_input(self) -> int:
        ...
    @property
    def min_output(self) -> int:
        ...
    @property
    def output_desc(self) -> list[tuple[str, str]]:
        ...
    @property
    def shape_depends_on_data(self) -> str:
        ...
    @property
    def side_effect(self) -> str:
        ...
    @property
    def stateful(self) -> bool:
        ...
    @property
    def type(self) -> str:
        ...
class GradientWrapper:
    """
    The gradient of one blob: dense, or (indices, values), or none.
    """
    dense: str
    indices: str
    values: str
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def is_dense(self) -> bool:
        ...
    def is_empty(self) -> bool:
        ...
    def is_sparse(self) -> bool:
        ...
class TensorCPU:
    """
    A tensor in the memory of a blob.
    """
    def __dlpack__(self, *, stream: typing.Any = None, max_version: typing.Any = None, dl_device: typing.Any = None, copy: typing.Any = None) -> typing_extensions.CapsuleType:
        """
        A DLPack capsule that shares the tensor's memory.
        """
    def __dlpack_device__(self) -> tuple[int, int]:
        ...
    def _reshape(self, dims: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> None:
        ...
    def feed(self, array: typing.Any) -> None:
        """
        Copies an array into this tensor.
        """
    def fetch(self) -> typing.Any:
        """
        A copy as an array.
        """
    def from_dlpack(self, source: typing.Any) -> None:
        """
        Puts the tensor into the memory of `source`, an object with __dlpack__, without copying.
        """
    def init(self, dims: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], data_type: typing.SupportsInt | typing.SupportsIndex) -> None:
        """
        Gives the tensor shape and type (a code of TensorProto.DataType).
        """
    def reshape(self, dims: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> None:
        """
        Gives the tensor another shape; contents survive where the size stays.
        """
    @property
    def _shape(self) -> list[int]:
        ...
    @property
    def data(self) -> typing.Any:
        """
        An array in the tensor's memory; strings are copied.
        """
    @property
    def shape(self) -> tuple:
        ...
class Blob:
    """
    An object of a workspace, or one made by deserialize_blob.
    """
    def _feed(self, arg: typing.Any, device_option: typing.Any = None) -> bool:
        """
        Puts a copy of an array or a string into the blob.
        """
    def _feed_int8(self, data: numpy.ndarray, scale: typing.SupportsFloat | typing.SupportsIndex, zero_point: typing.SupportsInt | typing.SupportsIndex) -> bool:
        ...
    def _feed_tensor_proto(self, content: bytes) -> bool:
        ...
    def _fetch_into(self, out: numpy.ndarray) -> None:
        ...
    def as_tensor(self) -> TensorCPU:
        ...
    def deserialize(self, content: bytes) -> None:
        """
        Fills the blob from a serialized BlobProto.
        """
    def fetch(self) -> typing.Any:
        """
        A copy of the contents.
        """
    def is_tensor(self) -> bool:
        ...
    def serialize(self, name: str) -> bytes:
        """
        The blob as one serialized BlobProto, under this name.
        """
    def tensor(self) -> TensorCPU:
        """
        The tensor in the blob, which becomes one if it holds something else.
        """
    def type_name(self) -> str:
        """
        The C++ type of the contents.
        """
class Net:
    """
    A net of a workspace.
    """
    def cancel(self) -> None:
        """
        Asks a run in progress, also one in another thread, to end early.
        """
    def run(self) -> None:
        """
        Runs once.
        """
    @property
    def name(self) -> str:
        ...
    @property
    def operators(self) -> list[tuple[str, str]]:
        """
        (type, name) of each operator; one without a name has that of its first output.
        """
class Workspace:
    """
    Blobs and nets by name; a child sees the blobs of its parent.
    """
    current: typing.ClassVar[Workspace]
    @typing.overload
    def __init__(self) -> None:
        ...
    @typing.overload
    def __init__(self, parent: Workspace) -> None:
        ...
    def _create_net(self, net_def: bytes, overwrite: bool = False) -> Net:
        ...
    def _last_failed_op_net_position(self) -> int:
        ...
    def _remove_blob(self, name: str) -> bool:
        ...
    def _run_net(self, net_def: bytes) -> None:
        ...
    def _run_operator(self, op_def: bytes) -> None:
        ...
    def _run_plan(self, plan_def: bytes) -> None:
        ...
    def create_blob(self, name: str) -> Blob:
        """
        The blob of this name, made if there is none.
        """
    def fetch_blob(self, name: str) -> typing.Any:
        """
        A copy of the blob's contents.
        """
    def get_blob(self, name: str) -> Blob:
        """
        The blob of this name, which must exist.
        """
    def has_blob(self, name: str) -> bool:
        ...
    @property
    def blobs(self) -> dict[str, Blob]:
        """
        The blobs by name, a fresh dict each time.
        """
    @property
    def nets(self) -> dict[str, Net]:
        """
        The nets by name, a fresh dict each time.
        """
    @property
    def root_folder(self) -> str:
        ...
class BackgroundPlan:
    """
    A plan that runs in a thread of its own.
    """
    def cancel(self) -> None:
        """
        Makes it end early and waits for that.
        """
    def error(self) -> str:
        """
        What it raised; empty where it did not.
        """
    def is_done(self) -> bool:
        ...
    def is_succeeded(self) -> bool:
        """
        Done, and neither failed nor cancelled.
        """
    def wait(self) -> None:
        """
        Waits for the end and raises what the plan raised.
        """
class Observer:
    """
    An observer of a created net.
    """
    def average_time(self) -> float:
        """
        Milliseconds per run of the net.
        """
    def average_time_children(self) -> float:
        """
        Milliseconds per run of an operator.
        """
    def debug_info(self) -> str:
        ...
class DLPackTensorCPU:
    """
    A tensor that gives and takes DLPack capsules.
    """
    def _reshape(self, dims: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]) -> None:
        ...
    def feed(self, source: typing.Any) -> None:
        """
        Copies from a capsule or an object with __dlpack__.
        """
    @property
    def _shape(self) -> list[int]:
        ...
    @property
    def data(self) -> typing_extensions.CapsuleType:
        """
        A capsule that shares the tensor's memory.
        """
class Mode:
    """
    How a database is opened: write adds to it, new replaces it.
    
    Members:
    
      read
    
      write
    
      new
    """
    __members__: typing.ClassVar[dict[str, Mode]]
    new: typing.ClassVar[Mode]
    read: typing.ClassVar[Mode]
    write: typing.ClassVar[Mode]
    @typing.overload
    def __eq__(self, other: Mode) -> bool:
        ...
    @typing.overload
    def __eq__(self, other: typing.Any) -> bool:
        ...
    def __getstate__(self) -> int:
        ...
    def __hash__(self) -> int:
        ...
    def __index__(self) -> int:
        ...
    def __init__(self, value: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __int__(self) -> int:
        ...
    @typing.overload
    def __ne__(self, other: Mode) -> bool:
        ...
    @typing.overload
    def __ne__(self, other: typing.Any) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, state: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __str__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def value(self) -> int:
        ...
class Transaction:
    """
    Records to be written; committed by commit() or when it is deleted.
    """
    def commit(self) -> None:
        ...
    @typing.overload
    def put(self, key: str, value: bytes) -> None:
        ...
    @typing.overload
    def put(self, key: str, value: str) -> None:
        ...
class Cursor:
    """
    Stands on one record after the other, in the order of the file.
    """
    def key(self) -> bytes:
        ...
    def next(self) -> None:
        ...
    def seek_to_first(self) -> None:
        ...
    def supports_seek(self) -> bool:
        ...
    def valid(self) -> bool:
        ...
    def value(self) -> bytes:
        ...
class DB:
    """
    An open database.
    """
    def close(self) -> None:
        ...
    def new_cursor(self) -> Cursor:
        ...
    def new_transaction(self) -> Transaction:
        ...
class Limits:
    """
    What untrusted bytes may cost; the defaults let every real model through.
    """
    def __init__(self, **kwargs) -> None:
        ...
    @property
    def bytes(self) -> int:
        """
        Bytes of one file or byte string.
        """
    @bytes.setter
    def bytes(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def dims(self) -> int:
        """
        Dimensions of one tensor.
        """
    @dims.setter
    def dims(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def elements(self) -> int:
        """
        Elements of one tensor.
        """
    @elements.setter
    def elements(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def memory(self) -> int:
        """
        Bytes of memory of the objects that one message becomes.
        """
    @memory.setter
    def memory(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def nesting(self) -> int:
        """
        Messages inside messages.
        """
    @nesting.setter
    def nesting(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def operators(self) -> int:
        """
        Operators of a model, those of nested nets included.
        """
    @operators.setter
    def operators(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def tensor_bytes(self) -> int:
        """
        Bytes of all tensors that a model declares together.
        """
    @tensor_bytes.setter
    def tensor_bytes(self, arg0: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
class Model:
    """
    The nets of a model, as the loader found them.
    """
    @property
    def faults(self) -> str:
        """
        A report, where faults were not to be raised.
        """
    @property
    def init(self) -> bytes:
        """
        The serialized init net.
        """
    @property
    def inputs(self) -> list[str]:
        """
        As an exported database lists them; empty where the nets alone tell.
        """
    @property
    def name(self) -> str:
        ...
    @property
    def notes(self) -> list[str]:
        """
        What the loader decided on its own.
        """
    @property
    def outputs(self) -> list[str]:
        ...
    @property
    def parameters(self) -> list[str]:
        ...
    @property
    def predict(self) -> bytes:
        """
        The serialized predict net.
        """
    @property
    def source(self) -> str:
        ...
class PredictorInput:
    """
    An input that a call of a Predictor supplies.
    """
    def __repr__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def op_index(self) -> int:
        ...
    @property
    def placeholder(self) -> bool:
        ...
    @property
    def read_by(self) -> str:
        ...
    @property
    def required(self) -> bool:
        ...
class PassReport:
    """
    What a pass did while a net was prepared.
    """
    def __repr__(self) -> str:
        ...
    @property
    def changes(self) -> int:
        ...
    @property
    def help(self) -> str:
        ...
    @property
    def pass_name(self) -> str:
        ...
class StepProfile:
    """
    A step of a prepared net and what it took.
    """
    @property
    def bytes(self) -> float:
        ...
    @property
    def flops(self) -> float:
        ...
    @property
    def implementation(self) -> str:
        ...
    @property
    def milliseconds(self) -> float:
        """
        Median of the runs.
        """
    @property
    def op(self) -> int:
        """
        Position in `net`.
        """
    @property
    def output(self) -> str:
        ...
    @property
    def type(self) -> str:
        ...
class MemoryReport:
    """
    Bytes that a Predictor holds.
    """
    def __repr__(self) -> str:
        ...
    @property
    def frame_count(self) -> int:
        ...
    @property
    def frames(self) -> int:
        """
        Arenas and tensors of idle frames.
        """
    @property
    def packed(self) -> int:
        """
        Weights in the layouts of kernels.
        """
    @property
    def parameters(self) -> int:
        ...
class Predictor:
    """
    A pair of nets prepared once. Calls are complete in themselves and may run side by side.
    """
    @typing.overload
    def __init__(self, init_net: bytes, predict_net: bytes, optimize: bool = True, memory_limit: typing.SupportsInt | typing.SupportsIndex = 0, parameters: collections.abc.Mapping[str, numpy.ndarray] = {}) -> None:
        """
        parameters: arrays by name, beside what the init net fills or in its place. They are read where they lie, and must not change.
        """
    @typing.overload
    def __init__(self, model: Model, optimize: bool = True, memory_limit: typing.SupportsInt | typing.SupportsIndex = 0, parameters: collections.abc.Mapping[str, numpy.ndarray] = {}) -> None:
        ...
    def memory_report(self) -> MemoryReport:
        ...
    def parameter(self, name: str) -> typing.Any:
        """
        A copy of what the init net filled.
        """
    def profile(self, inputs: typing.Any, runs: typing.SupportsInt | typing.SupportsIndex = 10) -> list[StepProfile]:
        """
        Runs several times; one StepProfile for each step of the prepared net.
        """
    def run(self, inputs: typing.Any) -> list:
        """
        inputs: a list of arrays for the first input_names, or a dict by name. Returns the arrays of output_names in order; None for one that no operator wrote.
        """
    def run_named(self, inputs: typing.Any, outputs: collections.abc.Sequence[str] | None = None, out: collections.abc.Mapping[str, numpy.ndarray] | None = None) -> dict:
        """
        As run, but returns a dict. `outputs` names the blobs wanted; `out` maps names to arrays that are filled.
        """
    def trim(self) -> None:
        """
        Frees the memory of idle frames.
        """
    @property
    def input_names(self) -> list[str]:
        ...
    @property
    def inputs(self) -> list[PredictorInput]:
        ...
    @property
    def net(self) -> bytes:
        """
        The NetDef that runs: optimised, but for any machine.
        """
    @property
    def output_names(self) -> list[str]:
        ...
    @property
    def parameter_names(self) -> list[str]:
        ...
    @property
    def passes(self) -> list[PassReport]:
        """
        What each pass did.
        """
    @property
    def source_net(self) -> bytes:
        """
        The NetDef as it came.
        """
    @property
    def state(self) -> list[str]:
        """
        What makes calls take turns; empty for most nets.
        """
def add_observer_to_net(net_name: str, observer_type: str) -> Observer:
    ...
def apply_net_pass(name: str, net: bytes) -> bytes:
    """
    A serialized net after the rewrite `name`.
    """
def benchmark_net(name: str, warmup_runs: typing.SupportsInt | typing.SupportsIndex, main_runs: typing.SupportsInt | typing.SupportsIndex, run_individual: bool) -> list[float]:
    """
    Milliseconds per run, then, if asked for, per run of each operator.
    """
def benchmark_net_once(name: str) -> float:
    """
    Milliseconds of one run.
    """
def blobs() -> list[str]:
    """
    Names of the current workspace's blobs.
    """
def built_with() -> list[tuple[str, str]]:
    ...
def check_device(device_type: typing.SupportsInt | typing.SupportsIndex) -> None:
    """
    Throws for a device whose memory this build cannot fill.
    """
def cpu_features() -> list[str]:
    ...
def create_blob(name: str) -> bool:
    ...
def create_child_workspace(parent_ws_name: str, child_ws_name: str) -> None:
    """
    Makes a workspace that sees the blobs of another.
    """
def create_db(db_type: str, name: str, mode: Mode) -> DB:
    """
    Opens a database.
    """
def create_net(net_def: bytes, overwrite: bool = False) -> bool:
    ...
def current_workspace() -> str:
    """
    Name of the current workspace.
    """
def delete_net(name: str) -> bool:
    ...
def describe_file(bytes: bytes) -> str:
    """
    What kind of file begins like this.
    """
@typing.overload
def deserialize_blob(name: str, content: bytes) -> None:
    """
    Fills the blob from a serialized BlobProto.
    """
@typing.overload
def deserialize_blob(content: bytes) -> Blob:
    """
    A blob of its own, from a serialized BlobProto.
    """
def dtypes() -> list[tuple[str, int, int, int, str]]:
    """
    (name, bytes, code of Caffe2's TensorProto or 0, code of ONNX's, type of numpy or ml_dtypes) of all element types.
    """
def engines(type: str, domain: str = '') -> list[str]:
    """
    Engines with a CPU kernel; '' is the plain one.
    """
def feed_blob(name: str, arg: typing.Any, device_option: typing.Any = None) -> bool:
    ...
def fetch_blob(name: str) -> typing.Any:
    ...
def get_blob_size_bytes(name: str) -> int:
    """
    Bytes of the contents; 0 for types whose size is not known.
    """
def get_gradient_defs(op: bytes, output_gradients: collections.abc.Sequence[GradientWrapper]) -> tuple[list[bytes], list[GradientWrapper]]:
    """
    (serialized gradient operators, one GradientWrapper for each input) of a serialized operator.
    """
def get_operator_cost(op_def: bytes, blobs: collections.abc.Sequence[str]) -> tuple[int, int]:
    """
    (floating-point operations, bytes written) of one run on blobs of the current workspace.
    """
def get_stats() -> dict[str, int]:
    """
    All statistics by name.
    """
def gradient_kind(type: str, domain: str = '') -> tuple[str, str]:
    """
    (kind, why): kind is maker, none, should_not_do, not_implemented, or empty where nothing is registered.
    """
def has_blob(name: str) -> bool:
    ...
@typing.overload
def infer_shapes_and_types_from_map(nets: collections.abc.Sequence[bytes], dims: collections.abc.Mapping[str, collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]]) -> bytes:
    """
    A serialized TensorShapes, from float inputs of the given dims.
    """
@typing.overload
def infer_shapes_and_types_from_map(nets: collections.abc.Sequence[bytes], dims: collections.abc.Mapping[str, collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex]], types: collections.abc.Mapping[str, typing.SupportsInt | typing.SupportsIndex]) -> bytes:
    ...
def infer_shapes_and_types_from_workspace(nets: collections.abc.Sequence[bytes]) -> bytes:
    """
    A serialized TensorShapes: what the current workspace's blobs make of the nets' blobs.
    """
def load_model(path: str, other: str = '', *, limits: Limits = ..., allow: collections.abc.Sequence[str] = [], keep_devices: bool = False, verify: bool = True) -> Model:
    """
    The model in a file, a folder or a database; of a pair, either file will do.
    """
def load_model_from_bytes(bytes: bytes, other: bytes = b'', *, limits: Limits = ..., allow: collections.abc.Sequence[str] = [], keep_devices: bool = False, verify: bool = True) -> Model:
    """
    The model whose nets these are, binary or text, in any order.
    """
def load_operator_library(path: str) -> list[str]:
    """
    Loads a shared library of operators, whose code runs. Returns the keys of the operators it registered.
    """
def local_blobs() -> list[str]:
    """
    Names of its own blobs, without the parent's.
    """
def nearby_opnames(name: str) -> list[str]:
    """
    Operator types near to `name` by spelling.
    """
def net_passes() -> list[tuple[str, str]]:
    """
    Rewrites of nets by name, with what they do.
    """
def nets() -> list[str]:
    """
    Names of the current workspace's nets.
    """
def num_observers_on_net(net_name: str) -> int:
    ...
def num_threads() -> int:
    ...
def observer_types() -> list[str]:
    """
    Names of the observers there are.
    """
def op_registry_key(op_type: str, engine: str) -> str:
    """
    The key of a kernel as registered_operators spells it.
    """
def python_operator_kernels() -> list[tuple[str, str]]:
    """
    (type, engine) of the kernels that are Python functions.
    """
def register_operator_gradient(type: str, has_gradient: bool, file: str, line: typing.SupportsInt | typing.SupportsIndex) -> None:
    """
    The gradient of `type` is `type`Gradient, which gets inputs, outputs and the outputs' gradients; or there is none.
    """
def register_operator_kernel(type: str, engine: str, kernel: typing.Any, file: str, line: typing.SupportsInt | typing.SupportsIndex) -> None:
    """
    Registers kernel(list of arrays, dict of arguments) -> list of arrays; one that Python registered before is replaced.
    """
def register_operator_schema(type: str, doc: str, inputs: collections.abc.Sequence[str], required_inputs: typing.SupportsInt | typing.SupportsIndex, outputs: collections.abc.Sequence[str], arguments: collections.abc.Sequence[tuple[str, str | None, str]], shapes: typing.Any, file: str, line: typing.SupportsInt | typing.SupportsIndex) -> None:
    """
    Registers the schema of an operator type. shapes(list of (dims, dtype), dict of arguments) -> the same for the outputs.
    """
def register_python_gradient_op(token: str, function: typing.Any) -> None:
    """
    Registers the gradient function of a Python operator.
    """
def register_python_op(function: typing.Any, pass_workspace: bool, name: str, makers: bool = False) -> str:
    """
    Registers a function for Python operators; the token that names it. With `makers`, what is registered makes the function, once for each operator.
    """
def registered_dbs() -> list[str]:
    """
    The formats of databases this build knows.
    """
def registered_operators() -> list[str]:
    """
    Keys of all kernels: Type or Type_ENGINE_NAME, with domain:: before it for domains other than Caffe2's.
    """
def remove_observer_from_net(net_name: str, observer: Observer) -> None:
    ...
def reset_blob(name: str) -> None:
    """
    Empties the blob.
    """
def reset_workspace(root_folder: typing.Any = None) -> bool:
    """
    Empties the current workspace, nets included.
    """
def root_folder() -> str:
    """
    Folder that relative paths of operators start from.
    """
def run_net(name: str, num_iter: typing.SupportsInt | typing.SupportsIndex, allow_fail: bool) -> bool:
    ...
def run_net_once(net_def: bytes) -> bool:
    ...
def run_operator_multiple(op_def: bytes, num_runs: typing.SupportsInt | typing.SupportsIndex) -> bool:
    ...
def run_operator_once(op_def: bytes) -> bool:
    ...
def run_plan(plan_def: bytes) -> bool:
    ...
def run_plan_in_background(plan_def: bytes) -> BackgroundPlan:
    ...
def serialize_blob(name: str) -> bytes:
    """
    The blob as one serialized BlobProto.
    """
def set_engine_pref(per_op: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, collections.abc.Mapping[str, collections.abc.Sequence[str]]], global_pref: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, collections.abc.Sequence[str]]) -> None:
    ...
def set_global_engine_pref(engines: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, collections.abc.Sequence[str]]) -> None:
    """
    Engines tried, by device, where an operator names none.
    """
def set_num_threads(n: typing.SupportsInt | typing.SupportsIndex) -> None:
    ...
def set_op_engine_pref(op_type: str, engines: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, collections.abc.Sequence[str]]) -> None:
    ...
def set_per_op_engine_pref(engines: collections.abc.Mapping[typing.SupportsInt | typing.SupportsIndex, collections.abc.Mapping[str, collections.abc.Sequence[str]]]) -> None:
    """
    The same for single operator types.
    """
@typing.overload
def switch_workspace(ws: Workspace, unused: typing.Any = None) -> None:
    ...
@typing.overload
def switch_workspace(name: str, create_if_missing: typing.Any = None) -> None:
    """
    Makes the workspace current.
    """
def throw_on_fp_exceptions(overflow: bool, on: bool) -> None:
    ...
def version() -> str:
    ...
def workspaces() -> list[str]:
    """
    Names of all workspaces.
    """
