// Messages cross the border to Python as bytes.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"

namespace netdef {

// Within the default Limits; throws for anything else.
template <typename Proto>
Proto ParseProto(const pybind11::bytes& bytes, const char* /*what*/ = nullptr) {
  return ParseMessage<Proto>(static_cast<std::string_view>(bytes));
}

}  // namespace netdef
