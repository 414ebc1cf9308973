// What the CPU that runs us can do, as far as the environment variable ONEDNN_MAX_CPU_ISA lets it.
#pragma once

namespace netdef {

bool CpuHasAvx2();        // with FMA
bool CpuHasAvx512();      // F, BW, DQ and VL
bool CpuHasAvx512Vnni();  // and the dot product of bytes
bool CpuHasNeon();

}  // namespace netdef
