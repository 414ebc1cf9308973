# netdef._C, the generated *_pb2 modules, and an importable package folder for development.

# --- netdef/proto/*_pb2.py and .pyi ---------------------------------------------------------------
set(NETDEF_PYTHON_GEN "${PROJECT_BINARY_DIR}/python-gen/netdef/proto")
set(_outputs "")
foreach(_proto IN LISTS NETDEF_PROTOS)
  get_filename_component(_name "${_proto}" NAME_WE)
  list(APPEND _outputs "${NETDEF_PYTHON_GEN}/${_name}_pb2.py" "${NETDEF_PYTHON_GEN}/${_name}_pb2.pyi")
endforeach()
set(NETDEF_PYTHON_PROTO_FILES "${_outputs}")
add_custom_command(
  OUTPUT ${_outputs}
  COMMAND "${CMAKE_COMMAND}"
    -D "PROTOC=$<TARGET_FILE:protobuf::protoc>"
    -D "ROOT=${NETDEF_PROTO_ROOT}"
    -D "PROTOS=${NETDEF_PROTOS}"
    -D "OUT=${NETDEF_PYTHON_GEN}"
    -P "${CMAKE_CURRENT_LIST_DIR}/generate_python_protos.cmake"
  DEPENDS ${NETDEF_PROTO_FILES} "${CMAKE_CURRENT_LIST_DIR}/generate_python_protos.cmake"
  COMMENT "Generating Python from proto/"
  VERBATIM)
add_custom_target(netdef_python_protos ALL DEPENDS ${NETDEF_PYTHON_PROTO_FILES})

# --- the extension ----------------------------------------------------------------------------------
file(GLOB_RECURSE _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cpp/src/bindings/*.cc")
set(_binaries $<TARGET_FILE:netdef>)
set(_targets netdef)
if(_sources)
  pybind11_add_module(_C MODULE NO_EXTRAS ${_sources})
  target_link_libraries(_C PRIVATE netdef_settings netdef::proto)
  target_compile_options(_C PRIVATE ${NETDEF_PCH_OPTIONS})
  target_precompile_headers(_C PRIVATE <pybind11/pybind11.h> <pybind11/numpy.h> <pybind11/stl.h>)
  list(APPEND _binaries $<TARGET_FILE:_C>)
  list(APPEND _targets _C)
endif()
if(NETDEF_ONEDNN)
  # Under its soname, the name the loader asks for.
  get_filename_component(_dnnl_dir "${NETDEF_DNNL_LIBRARY}" DIRECTORY)
  list(APPEND _binaries "${_dnnl_dir}/${NETDEF_DNNL_SONAME}")
endif()

# --- the importable folder ---------------------------------------------------------------------------
if(NETDEF_PYTHON_DIR)
  set(_stamp "${PROJECT_BINARY_DIR}/python.stamp")
  file(GLOB _modules CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/netdef/*.py*" "${PROJECT_SOURCE_DIR}/netdef/*/__init__.py")
  add_custom_command(
    OUTPUT "${_stamp}"
    COMMAND "${CMAKE_COMMAND}"
      -D "SOURCE=${PROJECT_SOURCE_DIR}/netdef"
      -D "PACKAGE=${NETDEF_PYTHON_DIR}"
      -D "BINARIES=${_binaries}"
      -D "PROTOS=${NETDEF_PYTHON_PROTO_FILES}"
      -P "${CMAKE_CURRENT_LIST_DIR}/stage_python.cmake"
    COMMAND "${CMAKE_COMMAND}" -E touch "${_stamp}"
    DEPENDS ${_targets} ${_modules} ${NETDEF_PYTHON_PROTO_FILES} "${CMAKE_CURRENT_LIST_DIR}/stage_python.cmake"
    COMMENT "Placing the extension and the generated modules in ${NETDEF_PYTHON_DIR}"
    VERBATIM)
  add_custom_target(netdef_python ALL DEPENDS "${_stamp}")
endif()
