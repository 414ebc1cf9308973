#pragma once

#define CAFFE_SDT(name, ...) \
  do {                       \
  } while (false)
