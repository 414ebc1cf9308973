#include "serialize/wire.h"

#include <cstring>

namespace netdef {

bool WireReader::Fail(const char* why) {
  error_ = why;
  return false;
}

bool WireReader::Varint(uint64_t* value) {
  uint64_t result = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    if (position_ == data_.size()) return Fail("the data ends inside a number");
    const auto byte = static_cast<uint8_t>(data_[position_++]);
    if (shift < 64) result |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      *value = result;
      return true;
    }
  }
  return Fail("a number is longer than ten bytes");
}

bool WireReader::Next(WireField* field) {
  if (error_ != nullptr || done()) return false;
  const size_t start = position_;
  uint64_t tag = 0;
  if (!Varint(&tag)) return false;
  field->number = static_cast<uint32_t>(tag >> 3);
  field->type = static_cast<uint32_t>(tag & 7);
  if (tag > UINT32_MAX || field->number == 0) {
    position_ = start;
    return Fail("there is no field of that number");
  }
  uint64_t length = 0;
  switch (field->type) {
    case kWireVarint:
      return Varint(&field->varint);
    case kWireFixed64:
      length = 8;
      break;
    case kWireFixed32:
      length = 4;
      break;
    case kWireBytes:
      if (!Varint(&length)) return false;
      break;
    default:
      position_ = start;
      return Fail("there is no field of that kind");
  }
  if (length > data_.size() - position_) {
    position_ = start;
    return Fail("a field is longer than the data that is left");
  }
  field->bytes = data_.substr(position_, length);
  position_ += length;
  return true;
}

namespace {

// How many of the fields of five bytes at the beginning of `data` have the tag; stops at a multiple of eight. Two tags at a time are
// compared, so that lists of weights pass as fast as memory gives them.
size_t CountFixed32(std::string_view data, uint8_t tag) {
  constexpr size_t kField = 5, kAtOnce = 8;
  const unsigned char first_and_sixth[8] = {255, 0, 0, 0, 0, 255, 0, 0}, wanted_bytes[8] = {tag, 0, 0, 0, 0, tag, 0, 0};
  uint64_t mask = 0, wanted = 0;
  std::memcpy(&mask, first_and_sixth, sizeof mask);
  std::memcpy(&wanted, wanted_bytes, sizeof wanted);
  size_t count = 0;
  for (; data.size() >= (count + kAtOnce) * kField; count += kAtOnce) {
    uint64_t different = 0;
    for (size_t i = 0; i < kAtOnce; i += 2) {
      uint64_t word = 0;
      std::memcpy(&word, data.data() + (count + i) * kField, sizeof word);
      different |= (word & mask) ^ wanted;
    }
    if (different != 0) break;
  }
  return count;
}

}  // namespace

size_t WireReader::SkipMoreOf(const WireField& field) {
  const size_t width = field.type == kWireFixed32 ? 4 : field.type == kWireFixed64 ? 8 : 0;
  if (width == 0 || field.number > 15) return 0;  // others have longer tags
  const char tag = static_cast<char>(field.number << 3 | field.type);
  size_t count = width == 4 ? CountFixed32(data_.substr(position_), static_cast<uint8_t>(tag)) : 0, at = position_ + count * (1 + width);
  for (; data_.size() - at > width && data_[at] == tag; at += 1 + width) ++count;
  position_ = at;
  return count;
}

}  // namespace netdef
