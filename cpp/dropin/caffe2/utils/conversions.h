#pragma once

#include "caffe2/core/types.h"

namespace caffe2 {
namespace convert {

template <typename In, typename Out>
inline Out To(const In in) {
  return static_cast<Out>(in);
}
template <typename Out, typename In>
inline Out Get(In in) {
  return static_cast<Out>(in);
}

}  // namespace convert
}  // namespace caffe2
