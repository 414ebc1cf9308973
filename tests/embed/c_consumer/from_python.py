"""The C interface from another language, by ctypes: python from_python.py LIBRARY MODEL DATA.npy OUTPUT RESULT.npy."""

import ctypes
import sys

import numpy as np


class Tensor(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("dtype", ctypes.c_int), ("ndim", ctypes.c_int32),
                ("dims", ctypes.POINTER(ctypes.c_int64)), ("data", ctypes.c_void_p)]


def main(library, model_path, data_path, output, result_path):
    netdef = ctypes.CDLL(library)
    netdef.netdef_last_error.restype = ctypes.c_char_p
    netdef.netdef_model_input_name.restype = ctypes.c_char_p
    model, result, out = ctypes.c_void_p(), ctypes.c_void_p(), Tensor()

    def check(status):
        if status != 0:
            sys.exit(netdef.netdef_last_error().decode())

    check(netdef.netdef_model_load(model_path.encode(), None, ctypes.byref(model)))
    assert netdef.netdef_model_input_name(model, 0) == b"data" and netdef.netdef_model_input_name(model, 1) is None
    assert netdef.netdef_model_run(model, None, 0, ctypes.byref(result)) != 0 and b"data" in netdef.netdef_last_error()
    values = np.load(data_path)
    data = Tensor(b"data", 1, values.ndim, (ctypes.c_int64 * values.ndim)(*values.shape), values.ctypes.data)
    check(netdef.netdef_model_run(model, ctypes.byref(data), 1, ctypes.byref(result)))
    check(netdef.netdef_result_find(result, output.encode(), ctypes.byref(out)))
    np.save(result_path, np.ctypeslib.as_array(ctypes.cast(out.data, ctypes.POINTER(ctypes.c_float)), tuple(out.dims[: out.ndim])))
    netdef.netdef_result_free(result)
    netdef.netdef_model_free(model)


main(*sys.argv[1:])
