// Messages cross the border to Python as bytes.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"

namespace netdef {

template <typename Message>
Message ParseProto(const pybind11::bytes& bytes) {
  return ParseMessage<Message>(static_cast<std::string_view>(bytes));
}

}  // namespace netdef
