# 64-bit ARM with Linux, by Debian's cross compiler.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(NETDEF_DEBIAN_ARCHITECTURE arm64)
set(NETDEF_TRIPLE aarch64-linux-gnu)
set(NETDEF_QEMU qemu-aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/debian.cmake")
