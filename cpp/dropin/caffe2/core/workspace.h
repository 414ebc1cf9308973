#pragma once

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/net.h"
#include "caffe2/core/types.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/plan.h"
#include "netdef/workspace.h"

namespace caffe2 {

using netdef::Workspace;

}  // namespace caffe2
