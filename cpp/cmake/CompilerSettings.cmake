# What every translation unit of ours is compiled with: target netdef_settings.

include(GNUInstallDirs)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)  # a new libnetdef.so does not relink what uses it

set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
if(APPLE)
  set(CMAKE_BUILD_RPATH "@loader_path")
else()
  set(CMAKE_BUILD_RPATH "$ORIGIN")
endif()
set(CMAKE_INSTALL_RPATH "${CMAKE_BUILD_RPATH}")

# The asserts of the code base are errors that are thrown, so both optimised build types define NDEBUG.
# Line tables (-g1) are enough for a backtrace and keep libnetdef.so quick to link.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

add_library(netdef_settings INTERFACE)
target_compile_options(netdef_settings INTERFACE
  -Wall -Wextra -Wshadow
  $<$<BOOL:${NETDEF_WERROR}>:-Werror>)
if(NETDEF_TERSE_ERRORS)
  target_compile_options(netdef_settings INTERFACE
    "SHELL:-include \"${PROJECT_SOURCE_DIR}/cpp/src/base/terse_errors.h\"" "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
endif()

if(NETDEF_SANITIZE)
  # What sanitizers add to the code costs most to optimise; -O1 halves the build.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -DNDEBUG")
  list(JOIN NETDEF_SANITIZE "," _sanitizers)
  add_compile_options(-fsanitize=${_sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${_sanitizers})
endif()
if(NOT APPLE)
  add_link_options(-Wl,--as-needed)
endif()

# ccache, taught to work with precompiled headers.
if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(NETDEF_CCACHE ccache)
  if(NETDEF_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros sh "${CMAKE_CURRENT_LIST_DIR}/ccache.sh")
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(NETDEF_PCH_OPTIONS -fpch-preprocess)
else()
  set(NETDEF_PCH_OPTIONS "SHELL:-Xclang -fno-pch-timestamp")
endif()
