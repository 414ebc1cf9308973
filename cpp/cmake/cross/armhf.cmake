# 32-bit ARM (ARMv7 with floating point) with Linux, by Debian's cross compiler. NEON is used where the CPU has it.
set(CMAKE_SYSTEM_PROCESSOR arm)
set(NETDEF_DEBIAN_ARCHITECTURE armhf)
set(NETDEF_TRIPLE arm-linux-gnueabihf)
set(NETDEF_QEMU qemu-arm)
# Files of 2 GB and more; and no remarks on every function whose parameters gcc 6 passed otherwise.
set(CMAKE_CXX_FLAGS_INIT "-D_FILE_OFFSET_BITS=64 -Wno-psabi")
include("${CMAKE_CURRENT_LIST_DIR}/debian.cmake")
