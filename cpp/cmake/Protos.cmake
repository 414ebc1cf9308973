# C++ from proto/**/*.proto: target netdef_proto (objects, inside libnetdef.so and nowhere else).
# protoc sees each file under its real name ("caffe2/proto/caffe2.proto"), because that name is part
# of the descriptor that other packages in the process compare with theirs.

set(NETDEF_PROTO_ROOT "${PROJECT_SOURCE_DIR}/proto")
set(NETDEF_PROTO_GEN "${PROJECT_BINARY_DIR}/gen")
file(GLOB_RECURSE NETDEF_PROTOS RELATIVE "${NETDEF_PROTO_ROOT}" CONFIGURE_DEPENDS "${NETDEF_PROTO_ROOT}/*.proto")
list(TRANSFORM NETDEF_PROTOS PREPEND "${NETDEF_PROTO_ROOT}/" OUTPUT_VARIABLE NETDEF_PROTO_FILES)

set(_inputs "")
set(_outputs "")
foreach(_proto IN LISTS NETDEF_PROTOS)
  if(_proto MATCHES "/(torch|caffe)\\.proto$")
    continue()  # only Python tools read them, and torch's C++ namespace is another library's
  endif()
  string(REGEX REPLACE "\\.proto$" "" _stem "${_proto}")
  list(APPEND _inputs "${NETDEF_PROTO_ROOT}/${_proto}")
  list(APPEND _outputs "${NETDEF_PROTO_GEN}/${_stem}.pb.cc" "${NETDEF_PROTO_GEN}/${_stem}.pb.h")
endforeach()

set(_cpp_options dllexport_decl=NETDEF_PROTO_API)
if(NETDEF_PROTOBUF_LITE)
  string(APPEND _cpp_options ",lite")
endif()

file(MAKE_DIRECTORY "${NETDEF_PROTO_GEN}")
add_custom_command(
  OUTPUT ${_outputs}
  COMMAND protobuf::protoc -I "${NETDEF_PROTO_ROOT}" --cpp_out=${_cpp_options}:${NETDEF_PROTO_GEN} ${_inputs}
  COMMAND "${CMAKE_COMMAND}" -D "GENERATED=${_outputs}" -P "${CMAKE_CURRENT_LIST_DIR}/export_protos.cmake"
  DEPENDS ${_inputs} "${CMAKE_CURRENT_LIST_DIR}/export_protos.cmake"
  COMMENT "Generating C++ from proto/"
  VERBATIM)

add_library(netdef_proto OBJECT ${_outputs})
target_include_directories(netdef_proto PUBLIC "${NETDEF_PROTO_GEN}")
target_link_libraries(netdef_proto PUBLIC ${NETDEF_PROTOBUF})
target_compile_options(netdef_proto PRIVATE -w)

if(NETDEF_PROTOBUF_LITE)
  # Messages without descriptors: those that the limits are checked by are compiled in.
  set(_descriptors "${PROJECT_BINARY_DIR}/descriptors")
  add_custom_command(
    OUTPUT "${_descriptors}.inc"
    COMMAND protobuf::protoc -I "${NETDEF_PROTO_ROOT}" --descriptor_set_out=${_descriptors} ${_inputs}
    COMMAND "${CMAKE_COMMAND}" -D "IN=${_descriptors}" -D "OUT=${_descriptors}.inc" -P "${CMAKE_CURRENT_LIST_DIR}/embed_bytes.cmake"
    DEPENDS ${_inputs} "${CMAKE_CURRENT_LIST_DIR}/embed_bytes.cmake"
    COMMENT "Generating descriptors from proto/"
    VERBATIM)
  add_custom_target(netdef_descriptors DEPENDS "${_descriptors}.inc")
  add_dependencies(netdef_proto netdef_descriptors)
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/cpp/src/serialize/runtime_lite.cc" APPEND PROPERTY INCLUDE_DIRECTORIES "${PROJECT_BINARY_DIR}")
endif()
