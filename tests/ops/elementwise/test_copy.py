import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings

CASES = [
    Case([normal(3, 4)]),
    Case([normal(2, dtype=np.float16)]),
    Case([integers(2, 3, dtype=np.int64)]),
    Case([booleans(5)]),
    Case([strings(2, 3)]),
    Case([normal()]),
    Case([normal(0, 4)]),
]

test_copy = operator_test("Copy", lambda x: x, CASES)
test_copy_from_cpu_input = operator_test("CopyFromCPUInput", lambda x: x, CASES)
test_ensure_cpu_output = operator_test("EnsureCPUOutput", lambda x: x, CASES)
test_copy_cpu_to_gpu = operator_test("CopyCPUToGPU", lambda x: x, CASES)
test_copy_gpu_to_cpu = operator_test("CopyGPUToCPU", lambda x: x, CASES)
test_copy_cpu_to_ideep = operator_test("CopyCPUToIDEEP", lambda x: x, CASES)
test_copy_ideep_to_cpu = operator_test("CopyIDEEPToCPU", lambda x: x, CASES)
test_copy_on_device_like = operator_test("CopyOnDeviceLike", lambda x, dst: x, [
    Case([normal(3, 4), normal(2)]),
    Case([strings(3), normal(2)]),
])
