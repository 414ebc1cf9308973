// Runs of 16-bit floats to and from float, for the vector units of the machine. What Half and BFloat16 say element by element.
#pragma once

#include <cstdint>

#include "netdef/bfloat16.h"
#include "netdef/half.h"

namespace netdef {

void ConvertRun(const Half* from, int64_t n, float* to);
void ConvertRun(const BFloat16* from, int64_t n, float* to);
void ConvertRun(const float* from, int64_t n, Half* to);
void ConvertRun(const float* from, int64_t n, BFloat16* to);

}  // namespace netdef
