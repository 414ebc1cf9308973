// How finely loops are cut for threads.
#pragma once

#include <cstdint>

namespace netdef {

// The grain of ParallelFor for items of `work` each, so that a range has `enough` of it: what is worth a thread. Counted in
// elements, that is from 65536 that are only moved down to 1024 that take an exponential each.
constexpr int64_t GrainFor(int64_t enough, int64_t work) { return 1 + enough / (work > 1 ? work : 1); }

}  // namespace netdef
