#pragma once

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/types.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/net.h"

namespace caffe2 {

using netdef::CreateNet;
using netdef::NetBase;
using netdef::Workspace;

}  // namespace caffe2
