// NEON's intrinsics, where there are.
#pragma once

#if defined(__ARM_NEON__) || defined(__ARM_NEON)
#include <arm_neon.h>
#endif
