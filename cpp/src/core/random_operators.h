// Which operators draw random numbers: another run gives other outputs for the same inputs, so that passes may neither compute
// them in advance nor take one for two.
#pragma once

#include <string>

#include "netdef/schema.h"

namespace netdef {

bool DrawsRandomNumbers(const std::string& type, const std::string& domain);

namespace internal {
bool RegisterRandomOperator(const char* type, const char* domain);
}  // namespace internal

}  // namespace netdef

// Beside the registration of an operator that uses CPUContext::RandGenerator(). `domain` "" is Caffe2's.
#define REGISTER_RANDOM_OPERATOR(domain, type)                         \
  static const bool NETDEF_CONCAT(netdef_random_, type) [[maybe_unused]] = \
      ::netdef::internal::RegisterRandomOperator(#type, domain)
