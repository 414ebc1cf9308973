// For nets exported on a GPU: every operator runs on the CPU, random seeds stay.
#include "netdef/context.h"
#include "netdef/passes.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

void Place(caffe2::DeviceOption* device) {
  device->set_device_type(CPU);
  device->clear_device_id();
}

void PlaceOnCpu(caffe2::NetDef* net) {
  if (net->has_device_option()) Place(net->mutable_device_option());
  for (caffe2::OperatorDef& op : *net->mutable_op()) {
    if (op.has_device_option()) Place(op.mutable_device_option());
    ForEachNestedNet(&op, PlaceOnCpu);
  }
}

REGISTER_NET_PASS(place_on_cpu, "Moves every operator to the CPU, whatever device it was exported for.", PlaceOnCpu);

}  // namespace
}  // namespace netdef
