#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/db.h"
#include "netdef/error.h"
#include "netdef/serialize.h"

namespace netdef {
namespace db {
namespace {

using Records = std::vector<std::pair<std::string, std::string>>;

class Database : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "netdef_db_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    path_ = folder_ + "/db";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const Records& records, Mode mode, const std::string& type = "minidb") {
    const auto out = CreateDB(type, path_, mode);
    const auto transaction = out->NewTransaction();
    for (const auto& [key, value] : records) transaction->Put(key, value);
    transaction->Commit();
  }

  Records ReadAll(const std::string& type = "minidb") {
    const auto in = CreateDB(type, path_, Mode::kRead);
    Records records;
    const auto cursor = in->NewCursor();
    for (; cursor->Valid(); cursor->Next()) records.emplace_back(cursor->key(), cursor->value());
    EXPECT_THROW(cursor->key(), Error);
    return records;
  }

  std::string Bytes() {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  size_t FilesInFolder() {
    size_t n = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++n;
    return n;
  }

  std::string folder_, path_;
};

TEST_F(Database, MiniDbKeepsOrderAndDuplicates) {
  const Records records = {{"b", "1"}, {"a", std::string("\xff\0002", 3)}, {"b", "3"}};
  Write(records, Mode::kNew);
  EXPECT_EQ(Bytes(), std::string("\1\0\0\0\1\0\0\0b1\1\0\0\0\3\0\0\0a\xff\0002\1\0\0\0\1\0\0\0b3", 32));
  EXPECT_EQ(ReadAll(), records);
  Write({{"c", "4"}}, Mode::kWrite);
  EXPECT_EQ(ReadAll().size(), 4u);
  Write({{"d", "5"}}, Mode::kNew);
  EXPECT_EQ(ReadAll(), (Records{{"d", "5"}}));
}

TEST_F(Database, WhatIsNotCommittedLeavesTheOldFile) {
  Write({{"a", "1"}}, Mode::kNew);
  {
    const auto out = CreateDB("minidb", path_, Mode::kNew);
    out->NewTransaction()->Put("b", "2");
  }
  EXPECT_EQ(ReadAll(), (Records{{"a", "1"}}));
  EXPECT_EQ(FilesInFolder(), 1u);
}

TEST_F(Database, ALinkIsReplacedAndNotFollowed) {
  std::ofstream(folder_ + "/other") << "precious";
  std::filesystem::create_symlink(folder_ + "/other", path_);
  Write({{"a", "1"}}, Mode::kNew);
  EXPECT_EQ(std::filesystem::file_size(folder_ + "/other"), 8u);
  EXPECT_EQ(ReadAll(), (Records{{"a", "1"}}));
}

TEST_F(Database, DamagedMiniDbsAreErrors) {
  for (const std::string& bytes :
       {std::string("\1\0\0\0\x09\0\0\0abc", 11), std::string("\1\0\0", 3), std::string(64, '\0'), std::string(64, '\xff')}) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    const auto in = CreateDB("minidb", path_, Mode::kRead);
    EXPECT_THROW(in->NewCursor(), Error);
  }
  std::ofstream(path_, std::ios::binary | std::ios::trunc);
  EXPECT_TRUE(ReadAll().empty());
}

TEST_F(Database, ErrorsSayWhatIsWrong) {
  EXPECT_THROW(CreateDB("lmdb", path_, Mode::kRead), Error);
  EXPECT_THROW(CreateDB("minidb", path_, Mode::kRead), Error);  // not there
  EXPECT_THROW(CreateDB("minidb", folder_ + "/no/such", Mode::kNew), Error);
  EXPECT_THROW(CreateDB("minidb", folder_, Mode::kRead), Error);
  Write({{"a", "1"}}, Mode::kNew);
  EXPECT_THROW(CreateDB("minidb", path_, Mode::kRead)->NewTransaction(), Error);
  Limits limits;
  limits.bytes = 5;
  EXPECT_THROW(CreateDB("minidb", path_, Mode::kRead, limits), Error);
}

std::string TensorRecord(const std::string& name, float value) {
  caffe2::TensorProto proto;
  proto.add_dims(1);
  proto.add_float_data(value);
  proto.set_name(name);
  return proto.SerializeAsString();
}

TEST_F(Database, ProtoDbHoldsNamedTensors) {
  const Records records = {{"b", TensorRecord("b", 1)}, {"a", TensorRecord("a", 2)}};
  Write(records, Mode::kNew, "protodb");
  EXPECT_EQ(ReadAll("protodb"), records);
  EXPECT_EQ(ParseMessage<caffe2::TensorProtos>(Bytes()).protos_size(), 2);
  Write({{"c", TensorRecord("c", 3)}}, Mode::kWrite, "protodb");
  EXPECT_EQ(ReadAll("protodb").size(), 3u);
  EXPECT_THROW(Write({{"x", TensorRecord("y", 3)}}, Mode::kWrite, "protodb"), Error);
  EXPECT_THROW(Write({{"x", "no tensor"}}, Mode::kWrite, "protodb"), Error);
}

TEST_F(Database, ReadersWrapAroundAndShard) {
  Records records;
  for (int i = 0; i < 7; ++i) records.emplace_back("k" + std::to_string(i), "v");
  Write(records, Mode::kNew);
  const auto keys = [&](DBReader* reader, int n) {
    std::string out, key, value;
    for (int i = 0; i < n; ++i) {
      reader->Read(&key, &value);
      out += key[1];
    }
    return out;
  };
  DBReader all("minidb", path_), second("minidb", path_, 3, 1), third("minidb", path_, 3, 2);
  EXPECT_EQ(keys(&all, 9), "012345601");
  EXPECT_EQ(keys(&second, 4), "1414");
  EXPECT_EQ(keys(&third, 3), "252");
  all.SeekToFirst();
  EXPECT_EQ(keys(&all, 1), "0");
  EXPECT_THROW(DBReader("minidb", path_, 0, 0), Error);
  EXPECT_THROW(DBReader("minidb", path_, 3, 3), Error);
  DBReader beyond("minidb", path_, 9, 8);
  EXPECT_THROW(keys(&beyond, 1), Error);
  DBReader none;
  EXPECT_THROW(keys(&none, 1), Error);

  Blob blob, back;
  blob.Reset(new DBReader("minidb", path_));
  DeserializeBlob(SerializeBlob(blob, "r"), &back);
  EXPECT_EQ(keys(back.GetMutable<DBReader>(), 2), "01");
}

}  // namespace
}  // namespace db
}  // namespace netdef
