#pragma once

#include "caffe2/core/blob.h"
#include "netdef/serialize.h"

namespace caffe2 {

using netdef::BlobDeserializerBase;
using netdef::BlobSerializerBase;
using netdef::DeserializeBlob;
using netdef::SerializeBlob;

}  // namespace caffe2
