# What toolchain files for Debian's cross compilers have in common. protobuf and GoogleTest for the target are fetched from
# Debian into build/sysroot/<architecture>; protoc is the building machine's.

get_filename_component(_root "${CMAKE_CURRENT_LIST_DIR}/../../../build/sysroot/${NETDEF_DEBIAN_ARCHITECTURE}" ABSOLUTE)
if(NOT EXISTS "${_root}")
  execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch_sysroot.sh" ${NETDEF_DEBIAN_ARCHITECTURE} "${_root}" COMMAND_ERROR_IS_FATAL ANY)
endif()

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_LIBRARY_ARCHITECTURE ${NETDEF_TRIPLE})
set(CMAKE_C_COMPILER ${NETDEF_TRIPLE}-gcc)
set(CMAKE_CXX_COMPILER ${NETDEF_TRIPLE}-g++)
set(CMAKE_STRIP ${NETDEF_TRIPLE}-strip)

set(CMAKE_FIND_ROOT_PATH "${_root}" "/usr/${NETDEF_TRIPLE}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Of the C library's place qemu is told, of that of what libraries need among each other the target's loader.
set(CMAKE_CROSSCOMPILING_EMULATOR ${NETDEF_QEMU} -L "/usr/${NETDEF_TRIPLE}" -E "LD_LIBRARY_PATH=${_root}/usr/lib/${NETDEF_TRIPLE}")
