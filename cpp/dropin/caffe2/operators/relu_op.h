// For sources that include it. The operator is registered in netdef; there is no class of it to derive from.
#pragma once

#include "caffe2/core/operator.h"
