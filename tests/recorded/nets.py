"""Nets as plain data, the same from the real Caffe2 and from netdef."""


def operator(op):
    """[type, inputs, outputs, {argument: value}, engine, device]."""
    arguments = {}
    for arg in op.arg:
        fields = arg.ListFields()
        values = [list(value) if hasattr(value, "append") else value for field, value in fields if field.name != "name"]
        arguments[arg.name] = [_plain(value) for value in values]
    device = op.device_option
    where = [device.device_type, device.device_id, list(device.extra_info)] if op.HasField("device_option") else None
    return [op.type, list(op.input), list(op.output), arguments, op.engine, where]


def _plain(value):
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return net(value) if hasattr(value, "op") else value


def net(proto):
    return {
        "ops": [operator(op) for op in proto.op],
        "external_input": list(proto.external_input),
        "external_output": list(proto.external_output),
    }


def model(m):
    """What a ModelHelper has become."""
    return {
        "init": net(m.param_init_net.Proto()),
        "net": net(m.net.Proto()),
        "params": [str(p) for p in m.params],
        "weights": [str(p) for p in m.weights],
        "biases": [str(p) for p in m.biases],
        "computed": [str(p) for p in m.GetComputedParams("")],
    }
