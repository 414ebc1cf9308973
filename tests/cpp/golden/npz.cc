#include "golden/npz.h"

#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstring>
#include <sstream>
#include <string_view>

#include "netdef/dtype.h"
#include "netdef/serialize.h"

namespace netdef {
namespace test {
namespace {

template <typename T>
T At(std::string_view bytes, size_t offset) {
  NETDEF_ENFORCE(offset <= bytes.size() && sizeof(T) <= bytes.size() - offset, "the archive ends early");
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// A member of a zip archive is a gzip file without its header and trailer; protobuf reads those.
std::string Inflate(std::string_view deflated, uint32_t crc, uint32_t size) {
  std::string gzip("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  gzip.append(deflated);
  for (const uint32_t number : {crc, size}) gzip.append(reinterpret_cast<const char*>(&number), sizeof number);
  google::protobuf::io::ArrayInputStream bytes(gzip.data(), static_cast<int>(gzip.size()));
  google::protobuf::io::GzipInputStream stream(&bytes, google::protobuf::io::GzipInputStream::GZIP);
  std::string inflated;
  const void* piece;
  for (int count; stream.Next(&piece, &count);) inflated.append(static_cast<const char*>(piece), static_cast<size_t>(count));
  NETDEF_ENFORCE_EQ(inflated.size(), size, "a member of the archive is damaged");
  return inflated;
}

// What follows `key` in the header, a Python dict: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
std::string_view Entry(std::string_view header, std::string_view key, char open, char close) {
  const size_t at = header.find(key), begin = header.find(open, at + key.size()) + 1, end = header.find(close, begin);
  NETDEF_ENFORCE(at != header.npos && begin != 0 && end != header.npos, "no ", std::string(key), " in the header ", std::string(header));
  return header.substr(begin, end - begin);
}

Tensor FromNpy(std::string_view npy) {
  constexpr size_t kHeader = 10;  // the magic, a version, two bytes of length
  NETDEF_ENFORCE(npy.substr(0, 7) == std::string_view("\x93NUMPY\x01"), "is no .npy of version 1");
  const size_t length = At<uint16_t>(npy, 8);
  const std::string_view header = npy.substr(kHeader, length);
  NETDEF_ENFORCE(header.find("'fortran_order': False") != header.npos, "an array in Fortran's order");
  const std::string_view type = Entry(header, "'descr':", '\'', '\'').substr(1);  // after the byte order
  DType dtype = DType::kUndefined;
  for (const DTypeInfo& info : DTypes()) {
    if (info.numpy == type && info.ml_dtypes == nullptr) dtype = info.dtype;
  }
  Dims dims;
  std::istringstream shape{std::string(Entry(header, "'shape':", '(', ')'))};  // 2, 3   or   2,   or nothing
  for (int64_t d; shape >> d; shape.ignore(1)) dims.push_back(d);
  return TensorFromBytes(npy.substr(kHeader + length), dims, dtype);
}

}  // namespace

std::map<std::string, Tensor> ReadNpz(const std::string& path) {
  const std::string file = ReadFile(path);
  const std::string_view bytes = file;
  const size_t end = bytes.rfind("PK\x05\x06");
  NETDEF_ENFORCE(end != bytes.npos, path, " is no zip archive");
  std::map<std::string, Tensor> arrays;
  size_t entry = At<uint32_t>(bytes, end + 16);  // of the central directory
  for (int left = At<uint16_t>(bytes, end + 10); left > 0; --left) {
    const auto method = At<uint16_t>(bytes, entry + 10);
    const size_t name_length = At<uint16_t>(bytes, entry + 28), extra = At<uint16_t>(bytes, entry + 30), comment = At<uint16_t>(bytes, entry + 32);
    std::string name(bytes.substr(entry + 46, name_length));
    const size_t local = At<uint32_t>(bytes, entry + 42);
    const size_t data = local + 30 + At<uint16_t>(bytes, local + 26) + At<uint16_t>(bytes, local + 28);
    const std::string_view member = bytes.substr(data, At<uint32_t>(bytes, entry + 20));
    NETDEF_ENFORCE(method == 8 || method == 0, name, " is compressed by method ", method);
    name.resize(name.size() - std::string_view(".npy").size());
    arrays[name] = FromNpy(method == 8 ? Inflate(member, At<uint32_t>(bytes, entry + 16), At<uint32_t>(bytes, entry + 24)) : std::string(member));
    entry += 46 + name_length + extra + comment;
  }
  return arrays;
}

}  // namespace test
}  // namespace netdef
