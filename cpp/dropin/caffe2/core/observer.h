#pragma once

#include "netdef/observer.h"

namespace caffe2 {

using netdef::ObserverBase;

}  // namespace caffe2
