"""ModelHelper: a net, the net that fills its parameters, and what is known of these."""

from __future__ import annotations

import logging
from typing import Any, Callable

from netdef._impl.core.blob_reference import BlobReference, check_operator_exists
from netdef._impl.core.net import Net
from netdef._impl.model_helper.parameters import ParametersOfModel
from netdef.proto import caffe2_pb2

logger = logging.getLogger(__name__)

# What scripts may call on a model without being told that it makes no parameters. Caffe2's own list, which is closed.
_KNOWN_OPERATORS = frozenset("""
    Accuracy Adadelta Adagrad Adam Add AveragedLoss Cast Checkpoint ConstantFill Copy CopyCPUToGPU CopyGPUToCPU DequeueBlobs
    EnsureCPUOutput ExpandDims Flatten FlattenToVec LabelCrossEntropy LearningRate MakeTwoClass MatMul NCCLAllreduce NHWC2NCHW
    PRelu PackSegments Print ReduceFrontSum Scale ScatterWeightedSum Sigmoid Snapshot Softmax SoftmaxWithLoss SortedSegmentSum
    SparseAdadelta SparseAdagrad SquaredL2Distance Squeeze StopGradient Summarize Tanh Transpose UnpackSegments WeightedSum
    YellowFin
""".split())

# Marks operators of the init net inside a complete net.
_FROM_INIT_NET = "/param_init_net"


class ModelHelper(ParametersOfModel):
    """A model under construction: `net`, `param_init_net` and the parameters.

        model = ModelHelper(name="lenet")
        brew.fc(model, "data", "fc", dim_in=64, dim_out=10)
        workspace.RunNetOnce(model.param_init_net)

    Operators are methods, as of a Net; they make no parameters. Layers that do are functions of brew.
    """

    def __init__(
        self,
        name: str | None = None,
        init_params: bool = True,
        allow_not_known_ops: bool = True,
        skip_sparse_optim: bool = False,
        param_model: Any = None,
        arg_scope: dict[str, Any] | None = None,
    ):
        """name: of the net. init_params: whether layers add fillers; without, parameters must exist when the net runs.

        allow_not_known_ops: whether any operator may be a method. skip_sparse_optim: optimizers leave sparse gradients alone.
        param_model: a model whose parameters and init net are shared. arg_scope: arguments that layers get.
        """
        self.name = name or "model"
        self.net = Net(self.name)
        self.param_init_net = Net(f"{self.name}_init") if param_model is None else param_model.param_init_net
        self._start_parameters(param_model)
        self._devices: list[Any] = []
        self.gradient_ops_added = False
        self.init_params = init_params
        self.allow_not_known_ops = allow_not_known_ops
        self.skip_sparse_optim = skip_sparse_optim
        self.grad_map: dict[Any, Any] = {}
        self._arg_scope = {"order": "NCHW", "use_cudnn": True, "cudnn_exhaustive_search": False, **(arg_scope or {})}

    @property
    def arg_scope(self) -> dict[str, Any]:
        """Arguments that layers get unless a call gives others."""
        return self._arg_scope

    def get_name(self) -> str:
        """The model's name."""
        return self.name

    def Proto(self) -> caffe2_pb2.NetDef:
        """The message of the net."""
        return self.net.Proto()

    def InitProto(self) -> caffe2_pb2.NetDef:
        """The message of the net that fills the parameters."""
        return self.param_init_net.Proto()

    def RunAllOnGPU(self, *args: Any, **kwargs: Any) -> None:
        """Asks for a GPU for both nets; see Net.RunAllOnGPU."""
        self.param_init_net.RunAllOnGPU(*args, **kwargs)
        self.net.RunAllOnGPU(*args, **kwargs)

    def GetDevices(self) -> list[Any]:
        """The devices that data_parallel_model spread the model over."""
        assert len(self._devices) > 0, "Use data_parallel_model to run model on multiple GPUs."
        return self._devices

    # --- gradients

    def AddGradientOperators(self, *args: Any, **kwargs: Any) -> dict[BlobReference, Any]:
        """Appends the gradient operators, once; see Net.AddGradientOperators."""
        if self.gradient_ops_added:
            raise RuntimeError("You cannot run AddGradientOperators twice.")
        self.Validate()
        self.gradient_ops_added = True
        self.grad_map = self.net.AddGradientOperators(*args, **kwargs)
        self.param_to_grad = self.get_param_to_grad(self.params)
        for param, gradient in self.param_to_grad.items():
            info = self.get_param_info(param)
            if info is not None:
                info.grad = gradient
        return self.grad_map

    # --- data

    def TensorProtosDBInput(
        self, unused_blob_in: list, blob_out: Any, batch_size: int, db: str, db_type: str, **kwargs: Any
    ) -> Any:
        """Reads batches from a database; see brew.db_input."""
        from netdef._impl.brew.db_input import db_input

        assert len(unused_blob_in) == 0, (
            "You cannot pass reader to model_helper.TensorProtosDBInput. Use model.net.TensorProtosDBInput instead to create the op.")
        return db_input(self, blob_out, batch_size, db, db_type)

    def CreateDB(self, blob_out: Any, db: str, db_type: str, **kwargs: Any) -> BlobReference:
        """Opens a database in the init net."""
        return self.param_init_net.CreateDB([], blob_out, db=db, db_type=db_type, **kwargs)

    # --- both nets in one

    def GetCompleteNet(self) -> Net:
        """One net that fills the parameters and then computes."""
        net = self.param_init_net.Clone(f"{self.name}_complete_net", keep_schema=False)
        for op in net.Proto().op:
            op.debug_info += _FROM_INIT_NET
        net.AppendNet(self.net)
        net.Proto().type = self.net.Proto().type
        return net

    def ConstructInitTrainNetfromNet(self, net: Net) -> None:
        """Takes a net of GetCompleteNet apart into this model's `param_init_net` and `net`."""
        init, train = [], []
        for i, op in enumerate(net.Proto().op):
            (init if op.debug_info.endswith(_FROM_INIT_NET) else train).append(i)
        self.param_init_net = net.Clone(
            f"{net.Name()}/generated_param_init_net", op_id_mask=init, keep_schema=False, update_external_list=True)
        self.net = net.Clone(
            f"{net.Name()}/generated_net", op_id_mask=train, keep_schema=False, update_external_list=True)

    # --- operators

    def __getattr__(self, op_type: str) -> Callable:
        if op_type.startswith("__"):  # copy and pickle ask for these
            raise AttributeError(op_type)
        if "net" not in self.__dict__:  # not constructed yet
            raise AttributeError(op_type)
        check_operator_exists(op_type)
        if op_type not in _KNOWN_OPERATORS:
            if not self.allow_not_known_ops:
                raise AttributeError(f"Operator {op_type} is not known to be safe")
            logger.warning("You are creating an op that the ModelHelper does not recognize: %s.", op_type)
        return getattr(self.net, op_type)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_KNOWN_OPERATORS})
