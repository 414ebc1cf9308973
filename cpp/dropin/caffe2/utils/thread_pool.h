#pragma once

#include "c10/core/thread_pool.h"
#include "caffe2/utils/threadpool/ThreadPool.h"
