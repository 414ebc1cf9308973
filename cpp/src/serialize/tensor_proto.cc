// TensorProto <-> Tensor. int32_data carries every type up to 32 bits, float16 as its bits; other
// types have a field each. Beyond what Caffe2 reads, raw_data (little-endian elements) is accepted
// for every type but strings.
#include <algorithm>
#include <array>
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

using caffe2::TensorProto;

// How many values each payload field holds. Two that are filled would leave it open which one counts.
std::array<int64_t, 7> Payloads(const TensorProto& p) {
  return {p.float_data_size(),  p.int32_data_size(), static_cast<int64_t>(p.byte_data().size()),
          p.string_data_size(), p.double_data_size(), p.int64_data_size(),
          static_cast<int64_t>(p.raw_data().size())};
}

struct Segment {
  int64_t begin, end;
  int64_t size() const { return end - begin; }
};

Segment SegmentOf(const TensorProto& proto, int64_t numel) {
  if (!proto.has_segment()) return {0, numel};
  const Segment s{proto.segment().begin(), proto.segment().end()};
  if (s.begin < 0 || s.begin > s.end || s.end > numel) {
    NETDEF_THROW_KIND(kInvalidModel, "Invalid chunk ", s.begin, " ", s.end, " with total tensor size ", numel);
  }
  return s;
}

[[noreturn]] void ThrowCount(const TensorProto& proto, int64_t expected, int64_t got, const char* field) {
  NETDEF_THROW_KIND(kInvalidModel, "Incorrect proto field size. A tensor of type ",
                    TensorProto::DataType_Name(proto.data_type()), " needs ", expected, " values in ", field, ", got ",
                    got);
}

template <typename T, typename Field>
void FromField(const TensorProto& proto, const Field& field, const char* name, Segment s, Tensor* tensor) {
  if (field.size() != s.size()) ThrowCount(proto, s.size(), field.size(), name);
  T* out = tensor->mutable_data<T>() + s.begin;
  for (const auto& value : field) {
    if constexpr (std::is_same_v<T, Half>) {
      (out++)->bits = static_cast<uint16_t>(value);
    } else if constexpr (std::is_same_v<T, bool>) {
      *out++ = value != 0;
    } else {
      *out++ = static_cast<T>(value);
    }
  }
}

void FromBytes(const TensorProto& proto, const std::string& bytes, const char* name, Segment s, Tensor* tensor) {
  const size_t width = tensor->itemsize();
  if (bytes.size() != static_cast<size_t>(s.size()) * width) {
    ThrowCount(proto, s.size() * static_cast<int64_t>(width), static_cast<int64_t>(bytes.size()), name);
  }
  auto* out = static_cast<char*>(tensor->raw_mutable_data()) + static_cast<size_t>(s.begin) * width;
  if (tensor->dtype() == DType::kBool) {
    for (char c : bytes) *out++ = static_cast<char>(c != 0);  // any other value is no valid bool in memory
  } else if (!bytes.empty()) {
    std::memcpy(out, bytes.data(), bytes.size());
  }
}

template <typename T>
void FromInt32(const TensorProto& proto, Segment s, Tensor* tensor) {
  FromField<T>(proto, proto.int32_data(), "int32_data", s, tensor);
}

}  // namespace

int64_t TensorSegmentFromProto(const TensorProto& proto, Tensor* tensor) {
  const Dims dims(proto.dims().begin(), proto.dims().end());
  const int64_t numel = NumElements(dims);
  const DType dtype = DTypeFromWire(proto.data_type());
  const std::array<int64_t, 7> payloads = Payloads(proto);
  const auto filled = payloads.size() - static_cast<size_t>(std::count(payloads.begin(), payloads.end(), 0));
  if (dtype == DType::kUndefined) {
    if (proto.data_type() == TensorProto::UNDEFINED && filled == 0) {
      *tensor = Tensor();
      tensor->Resize(dims);
      return numel;
    }
    NETDEF_THROW_KIND(kInvalidModel, "Unknown data type ", TensorProto::DataType_Name(proto.data_type()),
                      " of a serialized tensor");
  }
  if (proto.storage_type() == TensorProto::EXTERNAL || proto.has_external_data()) {
    NETDEF_THROW_KIND(kInvalidModel, "the tensor's data is in another file; netdef opens none that a model names");
  }
  if (filled > 1) {
    NETDEF_THROW_KIND(kInvalidModel, "the tensor has its data in ", filled, " fields, expected one");
  }
  const Segment segment = SegmentOf(proto, numel);
  // Every element takes a value at least, so a message cannot ask for memory that it does not come with itself.
  const int64_t values = *std::max_element(payloads.begin(), payloads.end());
  if (values < segment.size()) ThrowCount(proto, segment.size(), values, "its data field");
  if (tensor->dims() != dims || tensor->dtype() != dtype) {
    *tensor = Tensor(dims, dtype);
    // A message with only a part leaves nothing uninitialised behind.
    if (segment.size() < numel && dtype != DType::kString) std::memset(tensor->raw_mutable_data(), 0, tensor->nbytes());
  } else {
    tensor->raw_mutable_data(dtype);
  }
  if (!proto.raw_data().empty()) {
    if (dtype == DType::kString) ThrowCount(proto, segment.size(), 0, "string_data");
    FromBytes(proto, proto.raw_data(), "raw_data", segment, tensor);
    return segment.size();
  }
  // Types of up to two bytes may come as bytes as well; BYTE always does.
  const bool as_bytes = proto.data_type() == TensorProto::BYTE || !proto.byte_data().empty();
  if (as_bytes && (dtype == DType::kUint8 || dtype == DType::kInt8 || dtype == DType::kBool || dtype == DType::kHalf)) {
    FromBytes(proto, proto.byte_data(), "byte_data", segment, tensor);
    return segment.size();
  }
  switch (dtype) {
    case DType::kFloat: FromField<float>(proto, proto.float_data(), "float_data", segment, tensor); break;
    case DType::kDouble: FromField<double>(proto, proto.double_data(), "double_data", segment, tensor); break;
    case DType::kInt64: FromField<int64_t>(proto, proto.int64_data(), "int64_data", segment, tensor); break;
    case DType::kString: FromField<std::string>(proto, proto.string_data(), "string_data", segment, tensor); break;
    case DType::kInt32: FromInt32<int32_t>(proto, segment, tensor); break;
    case DType::kInt16: FromInt32<int16_t>(proto, segment, tensor); break;
    case DType::kInt8: FromInt32<int8_t>(proto, segment, tensor); break;
    case DType::kUint16: FromInt32<uint16_t>(proto, segment, tensor); break;
    case DType::kUint8: FromInt32<uint8_t>(proto, segment, tensor); break;
    case DType::kBool: FromInt32<bool>(proto, segment, tensor); break;
    case DType::kHalf: FromInt32<Half>(proto, segment, tensor); break;
    default: NETDEF_THROW("a tensor of type ", DTypeName(dtype), " has no place in a TensorProto");
  }
  return segment.size();
}

Tensor TensorFromProto(const TensorProto& proto) {
  Tensor tensor;
  const int64_t read = TensorSegmentFromProto(proto, &tensor);
  if (read != tensor.numel()) {
    NETDEF_THROW_KIND(kInvalidModel, "the message holds ", read, " of the tensor's ", tensor.numel(), " elements");
  }
  return tensor;
}

namespace {

template <typename T>
void ToInt32(const Tensor& tensor, int64_t begin, int64_t end, TensorProto* proto) {
  const T* data = tensor.data<T>();
  proto->mutable_int32_data()->Reserve(static_cast<int>(end - begin));
  for (int64_t i = begin; i < end; ++i) {
    if constexpr (std::is_same_v<T, Half>) {
      proto->add_int32_data(data[i].bits);
    } else {
      proto->add_int32_data(static_cast<int32_t>(data[i]));
    }
  }
}

}  // namespace

void TensorToProto(const Tensor& tensor, const std::string& name, TensorProto* proto, int64_t begin, int64_t end) {
  if (end < 0) end = tensor.numel();
  NETDEF_ENFORCE(begin >= 0 && begin <= end && end <= tensor.numel(), "elements ", begin, " to ", end,
                 " of a tensor with ", tensor.numel());
  proto->Clear();
  for (int64_t d : tensor.dims()) proto->add_dims(d);
  const DTypeInfo& info = GetDTypeInfo(tensor.dtype());
  NETDEF_ENFORCE(info.wire != 0 || tensor.dtype() == DType::kUndefined, "a tensor of type ", info.name,
                 " has no place in a TensorProto");
  proto->set_data_type(static_cast<TensorProto::DataType>(info.wire));
  proto->set_name(name);
  proto->mutable_device_detail()->set_device_type(caffe2::PROTO_CPU);
  proto->mutable_segment()->set_begin(begin);
  proto->mutable_segment()->set_end(end);
  if (begin == end || tensor.dtype() == DType::kUndefined) return;
  NETDEF_ENFORCE(tensor.has_storage(), "the tensor has a shape but no data yet");
  switch (tensor.dtype()) {
    case DType::kFloat:
      proto->mutable_float_data()->Add(tensor.data<float>() + begin, tensor.data<float>() + end);
      break;
    case DType::kDouble:
      proto->mutable_double_data()->Add(tensor.data<double>() + begin, tensor.data<double>() + end);
      break;
    case DType::kInt64:
      proto->mutable_int64_data()->Add(tensor.data<int64_t>() + begin, tensor.data<int64_t>() + end);
      break;
    case DType::kInt32:
      proto->mutable_int32_data()->Add(tensor.data<int32_t>() + begin, tensor.data<int32_t>() + end);
      break;
    case DType::kString:
      for (int64_t i = begin; i < end; ++i) proto->add_string_data(tensor.data<std::string>()[i]);
      break;
    case DType::kInt16: ToInt32<int16_t>(tensor, begin, end, proto); break;
    case DType::kInt8: ToInt32<int8_t>(tensor, begin, end, proto); break;
    case DType::kUint16: ToInt32<uint16_t>(tensor, begin, end, proto); break;
    case DType::kUint8: ToInt32<uint8_t>(tensor, begin, end, proto); break;
    case DType::kBool: ToInt32<bool>(tensor, begin, end, proto); break;
    case DType::kHalf: ToInt32<Half>(tensor, begin, end, proto); break;
    default: NETDEF_THROW("a tensor of type ", info.name, " has no place in a TensorProto");
  }
}

}  // namespace netdef
