// Copy and its variants that once moved tensors between devices: Y = X, in memory of its own.
#include "ops/elementwise/_copy.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(Copy)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor.");
OPERATOR_SCHEMA(CopyFromCPUInput)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor that lies in main memory to the operator's device, which here is main memory.");
OPERATOR_SCHEMA(EnsureCPUOutput)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor from wherever it lies to main memory.");
OPERATOR_SCHEMA(CopyCPUToGPU)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor from main memory to a GPU; without one it stays in main memory.");
OPERATOR_SCHEMA(CopyGPUToCPU)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor from a GPU to main memory; without one it lies there already.");
OPERATOR_SCHEMA(CopyCPUToIDEEP)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor to the layout of oneDNN, which here is the usual one.");
OPERATOR_SCHEMA(CopyIDEEPToCPU)
    .FillUsing(CopySchema)
    .SetDoc("Copies a tensor from the layout of oneDNN, which here is the usual one.");
OPERATOR_SCHEMA(CopyOnDeviceLike)
    .FillUsing(CopySchema)
    .NumInputs(2)
    .SetDoc("Copies a tensor to the device on which another one lies.")
    .Input(1, "dst", "Tensor that names the device; not read.");

REGISTER_CPU_OPERATOR(Copy, CopyOp);
REGISTER_CPU_OPERATOR(CopyFromCPUInput, CopyOp);
REGISTER_CPU_OPERATOR(EnsureCPUOutput, CopyOp);
REGISTER_CPU_OPERATOR(CopyCPUToGPU, CopyOp);
REGISTER_CPU_OPERATOR(CopyGPUToCPU, CopyOp);
REGISTER_CPU_OPERATOR(CopyCPUToIDEEP, CopyOp);
REGISTER_CPU_OPERATOR(CopyIDEEPToCPU, CopyOp);
REGISTER_CPU_OPERATOR(CopyOnDeviceLike, CopyOp);
SIMPLE_GRADIENT(Copy, "CopyOnDeviceLike", {GO(0), I(0)}, {GI(0)});
SIMPLE_GRADIENT(CopyCPUToGPU, "CopyGPUToCPU", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(CopyGPUToCPU, "CopyCPUToGPU", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(CopyCPUToIDEEP, "CopyIDEEPToCPU", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(CopyIDEEPToCPU, "CopyCPUToIDEEP", {GO(0)}, {GI(0)});
NO_GRADIENT(EnsureCPUOutput);
GRADIENT_NOT_IMPLEMENTED_YET(CopyFromCPUInput);
GRADIENT_NOT_IMPLEMENTED_YET(CopyOnDeviceLike);

}  // namespace
}  // namespace netdef
