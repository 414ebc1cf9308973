// Protobuf's wire format, read without protobuf: tags, varints and lengths, never past the end.
#pragma once

#include <cstdint>
#include <string_view>

namespace netdef {

enum WireType : uint32_t { kWireVarint = 0, kWireFixed64 = 1, kWireBytes = 2, kWireGroup = 3, kWireFixed32 = 5 };

struct WireField {
  uint32_t number = 0;
  uint32_t type = 0;
  uint64_t varint = 0;      // the value of a varint field
  std::string_view bytes;   // the contents of a length-delimited or fixed-width field
};

// A cursor over one message. Next() returns false at the end and after an error.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : data_(message) {}

  bool Next(WireField* field);
  // One bare varint, for the contents of a packed field.
  bool Varint(uint64_t* value);
  // Steps over more fields of the number and the fixed width of `field`, which stand right behind it; how many there were.
  size_t SkipMoreOf(const WireField& field);
  bool done() const { return position_ == data_.size(); }
  size_t position() const { return position_; }  // of an error: where it was found
  const char* error() const { return error_; }   // nullptr while all is well

 private:
  bool Fail(const char* why);

  std::string_view data_;
  size_t position_ = 0;
  const char* error_ = nullptr;
};

}  // namespace netdef
