// Messages cross the border to Python as bytes.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/error.h"

namespace netdef {

template <typename Proto>
Proto ParseProto(const pybind11::bytes& bytes, const char* what) {
  Proto proto;
  const auto view = static_cast<std::string_view>(bytes);
  if (!proto.ParseFromArray(view.data(), static_cast<int>(view.size()))) {
    NETDEF_THROW_KIND(kInvalidModel, "cannot parse the bytes as a ", what);
  }
  return proto;
}

}  // namespace netdef
