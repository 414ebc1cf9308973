# libnetdef.so, made of one object library for each folder of cpp/src. Sources are found by walking:
# a new operator is a new file and nothing else.

set(NETDEF_LAYERS base core compile onednn serialize db passes exec ops predictor)

# Kernels set no errno and raise no traps; what they do with NaN and infinity stays as written.
set(NETDEF_KERNEL_OPTIONS -fno-math-errno -fno-trapping-math)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # At -O2 gcc would vectorise only loops whose trip count it knows.
  list(APPEND NETDEF_KERNEL_OPTIONS -ftree-vectorize -fvect-cost-model=dynamic)
endif()

add_library(netdef SHARED)
add_library(netdef::netdef ALIAS netdef)

target_include_directories(netdef_settings INTERFACE "${PROJECT_SOURCE_DIR}/cpp/include" "${PROJECT_SOURCE_DIR}/cpp/src")
target_compile_definitions(netdef_settings INTERFACE
  $<$<BOOL:${NETDEF_OPENMP}>:NETDEF_WITH_OPENMP>
  $<$<BOOL:${NETDEF_ONEDNN}>:NETDEF_WITH_ONEDNN>)

# Of the operators' sources those that NETDEF_SLIM lists, and what their families share: _*.cc and lowerings.
function(netdef_keep_listed_operators sources)
  get_filename_component(list "${NETDEF_SLIM}" ABSOLUTE BASE_DIR "${CMAKE_SOURCE_DIR}")
  file(STRINGS "${list}" lines REGEX "^[^#]")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list}")
  set(kept "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^.* " "${PROJECT_SOURCE_DIR}/" source "${line}")
    if(NOT EXISTS "${source}")
      message(FATAL_ERROR "NETDEF_SLIM=${NETDEF_SLIM} names ${source}, which is not there.\n"
        "Write the list with `netdef slim` of this version.")
    endif()
    get_filename_component(family "${source}" DIRECTORY)
    file(GLOB shared "${family}/_*.cc" "${family}/*_lowering*.cc")
    list(APPEND kept "${source}" ${shared})
  endforeach()
  list(REMOVE_DUPLICATES kept)
  set(${sources} ${kept} PARENT_SCOPE)
endfunction()

function(netdef_add_layer layer)
  set(root "${PROJECT_SOURCE_DIR}/cpp/src/${layer}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${root}/*.cc")
  if(layer STREQUAL "ops" AND NETDEF_SLIM)
    netdef_keep_listed_operators(sources)
  endif()
  if(NETDEF_PROTOBUF_LITE)
    list(FILTER sources EXCLUDE REGEX "_full\\.cc$")
  else()
    list(FILTER sources EXCLUDE REGEX "_lite\\.cc$")
  endif()
  if(NOT NETDEF_ONEDNN)
    list(FILTER sources EXCLUDE REGEX "/cpp/src/onednn/|_onednn\\.cc$")
  endif()
  if(NOT sources)
    return()
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc takes operands that its own AVX-512 intrinsics leave undefined for faults (bug 105593).
    set(avx512 ${sources})
    list(FILTER avx512 INCLUDE REGEX "_avx512\\.cc$")
    set_property(SOURCE ${avx512} APPEND PROPERTY COMPILE_OPTIONS -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()

  add_library(netdef_${layer} OBJECT ${sources})
  add_dependencies(netdef_${layer} netdef_proto)
  target_compile_definitions(netdef_${layer} PRIVATE NETDEF_BUILDING_LIBRARY)
  target_link_libraries(netdef_${layer} PRIVATE netdef_settings Threads::Threads)
  target_include_directories(netdef_${layer} PRIVATE $<TARGET_PROPERTY:netdef_proto,INTERFACE_INCLUDE_DIRECTORIES>)
  target_include_directories(netdef_${layer} SYSTEM PRIVATE
    $<TARGET_PROPERTY:${NETDEF_PROTOBUF},INTERFACE_INCLUDE_DIRECTORIES>)
  if(NETDEF_OPENMP)
    target_link_libraries(netdef_${layer} PRIVATE OpenMP::OpenMP_CXX)
  else()
    target_compile_options(netdef_${layer} PRIVATE -fopenmp-simd)
  endif()
  if(NETDEF_ONEDNN)
    if(layer STREQUAL "onednn")
      target_link_libraries(netdef_onednn PRIVATE DNNL::dnnl)
    else()
      # Elsewhere only these may see dnnl.hpp.
      list(FILTER sources INCLUDE REGEX "_onednn\\.cc$")
      set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS
        -isystem "$<TARGET_PROPERTY:DNNL::dnnl,INTERFACE_INCLUDE_DIRECTORIES>")
    endif()
  endif()
  if(layer MATCHES "^(base|compile)$")
    target_compile_options(netdef_${layer} PRIVATE ${NETDEF_KERNEL_OPTIONS})
    target_compile_definitions(netdef_${layer} PRIVATE NETDEF_VERSION="${PROJECT_VERSION}")
  endif()
  if(layer STREQUAL "ops")
    target_compile_options(netdef_ops PRIVATE ${NETDEF_KERNEL_OPTIONS} ${NETDEF_PCH_OPTIONS})
    target_precompile_headers(netdef_ops PRIVATE "${root}/pch.h")
  endif()
  target_link_libraries(netdef PRIVATE netdef_${layer})
endfunction()

# What programs and operator libraries compiled outside agree on with libnetdef.so. The number goes up with every change of
# the public headers that code compiled before would not survive. It is part of a symbol's name to which everything linked against
# the library refers, so that what was built for another number does not load.
set(NETDEF_OPERATOR_ABI 2)
set_property(SOURCE "${PROJECT_SOURCE_DIR}/cpp/src/core/operator_library.cc" APPEND PROPERTY
  COMPILE_DEFINITIONS NETDEF_OPERATOR_ABI=${NETDEF_OPERATOR_ABI})
if(APPLE)
  target_link_options(netdef INTERFACE "LINKER:-u,_netdef_operator_abi_${NETDEF_OPERATOR_ABI}")
else()
  target_link_options(netdef INTERFACE "LINKER:--undefined=netdef_operator_abi_${NETDEF_OPERATOR_ABI}")
endif()

foreach(_layer IN LISTS NETDEF_LAYERS)
  netdef_add_layer(${_layer})
endforeach()

target_link_libraries(netdef PRIVATE netdef_proto Threads::Threads)
if(NETDEF_SLIM)
  # An operator that was left out says so, and what nothing calls is left out too.
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/cpp/src/core/missing_operator.cc" APPEND PROPERTY COMPILE_DEFINITIONS NETDEF_SLIM)
  target_compile_options(netdef_settings INTERFACE -ffunction-sections -fdata-sections)
  target_link_options(netdef PRIVATE $<IF:$<BOOL:${APPLE}>,-Wl$<COMMA>-dead_strip,-Wl$<COMMA>--gc-sections>)
endif()
if(NETDEF_OPENMP)
  target_link_libraries(netdef PRIVATE OpenMP::OpenMP_CXX)
endif()
if(NETDEF_ONEDNN)
  target_link_libraries(netdef PRIVATE DNNL::dnnl)
endif()
if(NOT APPLE)  # whose linker does both by itself
  # Calls inside the library stay inside, whatever else in the process exports the same names.
  target_link_options(netdef PRIVATE -Wl,-Bsymbolic-functions)
  if(NOT NETDEF_SANITIZE)
    target_link_options(netdef PRIVATE -Wl,-z,defs)  # an undefined symbol is found now, not at import
  endif()
endif()
target_include_directories(netdef PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/cpp/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(netdef PUBLIC cxx_std_17)
add_dependencies(netdef netdef_proto)
