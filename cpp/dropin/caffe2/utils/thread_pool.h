#pragma once

#include "caffe2/utils/threadpool/ThreadPool.h"
