// The file that Print or Summarize writes for a blob.
#pragma once

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "netdef/operator.h"

namespace netdef {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, CloseFile>;

// Begins the file <root folder>/<blob><suffix>. A blob's name may not lead out of the folder.
inline FilePtr OpenLogFile(const Workspace& ws, std::string blob, const char* suffix) {
  std::replace(blob.begin(), blob.end(), '/', '_');
  std::replace(blob.begin(), blob.end(), '\\', '_');
  const std::string path = ws.RootFolder() + "/" + blob + suffix;
  FilePtr file(std::fopen(path.c_str(), "w"));
  NETDEF_ENFORCE(file != nullptr, "cannot write the file ", path);
  return file;
}

}  // namespace netdef
