# Finds what we build on. A missing thing is named together with the Debian package that brings it.

function(netdef_missing what package)
  message(FATAL_ERROR "netdef needs ${what}, which was not found.\n"
    "On Debian or Ubuntu: apt-get install ${package}\n")
endfunction()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# --- protobuf: the runtime library and protoc ---------------------------------------------------
find_package(Protobuf 3.21 CONFIG QUIET)
if(NOT TARGET protobuf::libprotobuf)
  find_package(Protobuf 3.21 MODULE QUIET)
endif()
set(NETDEF_PROTOBUF protobuf::libprotobuf)
if(NETDEF_PROTOBUF_LITE)
  set(NETDEF_PROTOBUF protobuf::libprotobuf-lite)
  if(NETDEF_BUILD_PYTHON OR NETDEF_BUILD_TESTS)
    message(FATAL_ERROR "NETDEF_PROTOBUF_LITE leaves out what the Python extension and the tests need: "
      "set NETDEF_BUILD_PYTHON=OFF and NETDEF_BUILD_TESTS=OFF with it.")
  endif()
endif()
if(NOT TARGET ${NETDEF_PROTOBUF})
  netdef_missing("the C++ library of protobuf 3.21 or newer" "libprotobuf-dev")
endif()
if(NOT TARGET protobuf::protoc)
  netdef_missing("the protobuf compiler protoc" "protobuf-compiler")
endif()

# --- OpenMP ------------------------------------------------------------------------------------
if(NETDEF_OPENMP)
  find_package(OpenMP QUIET COMPONENTS CXX)
  if(NOT TARGET OpenMP::OpenMP_CXX)
    netdef_missing("OpenMP (or set NETDEF_OPENMP=OFF)" "g++ (for clang: libomp-dev)")
  endif()
endif()

# --- Python and its packages --------------------------------------------------------------------
if(NETDEF_BUILD_PYTHON OR NETDEF_ONEDNN)
  if(NOT DEFINED Python_EXECUTABLE AND EXISTS "${PROJECT_SOURCE_DIR}/.venv/bin/python")
    set(Python_EXECUTABLE "${PROJECT_SOURCE_DIR}/.venv/bin/python")
  endif()
  set(Python_FIND_VIRTUALENV FIRST)
  find_package(Python 3.10 QUIET COMPONENTS Interpreter OPTIONAL_COMPONENTS Development.Module)
endif()

if(NETDEF_BUILD_PYTHON)
  if(NOT Python_Interpreter_FOUND)
    netdef_missing("Python 3.10 or newer (or set NETDEF_BUILD_PYTHON=OFF)" "python3")
  endif()
  if(NOT Python_Development.Module_FOUND)
    netdef_missing("the headers of ${Python_EXECUTABLE} (Python.h)" "python3-dev")
  endif()
  execute_process(COMMAND "${Python_EXECUTABLE}" -m pybind11 --cmakedir
    OUTPUT_VARIABLE pybind11_DIR OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  set(PYBIND11_FINDPYTHON ON)
  find_package(pybind11 2.11 CONFIG QUIET)
  if(NOT pybind11_FOUND)
    netdef_missing("pybind11 (${Python_EXECUTABLE} -m pip install pybind11)" "pybind11-dev")
  endif()
endif()

# --- oneDNN 3.x: the PyPI package of the building Python, else wherever CMake finds it ----------
if(NETDEF_ONEDNN)
  if(Python_Interpreter_FOUND AND NOT dnnl_DIR)
    execute_process(
      COMMAND "${Python_EXECUTABLE}" -c "import importlib.metadata as m; print(next(
        str(f.locate().resolve().parent) for f in m.files('onednn-devel-cpu-gomp') if f.name == 'dnnl-config.cmake'))"
      OUTPUT_VARIABLE _dnnl_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(_dnnl_dir)
      set(dnnl_DIR "${_dnnl_dir}" CACHE PATH "Folder of dnnl-config.cmake")
    endif()
  endif()
  set(CMAKE_POLICY_VERSION_MINIMUM 3.5)  # its config file still speaks to CMake 2.6
  find_package(dnnl 3.2 CONFIG QUIET)
  unset(CMAKE_POLICY_VERSION_MINIMUM)
  if(NOT TARGET DNNL::dnnl)
    message(FATAL_ERROR "netdef needs oneDNN 3.2, which was not found (Debian's libdnnl-dev is too old).\n"
      "  ${Python_EXECUTABLE} -m pip install onednn-devel-cpu-gomp==2023.2.0\n"
      "or set NETDEF_ONEDNN=OFF to build the plain kernels alone.\n")
  endif()
  get_target_property(NETDEF_DNNL_LIBRARY DNNL::dnnl IMPORTED_LOCATION_RELEASE)
  if(NOT NETDEF_DNNL_LIBRARY)
    get_target_property(NETDEF_DNNL_LIBRARY DNNL::dnnl LOCATION)
  endif()
  get_target_property(NETDEF_DNNL_SONAME DNNL::dnnl IMPORTED_SONAME_RELEASE)
  if(NOT NETDEF_DNNL_SONAME)
    set(NETDEF_DNNL_SONAME "libdnnl.so.3")
  endif()
  get_filename_component(_dnnl_doc "${NETDEF_DNNL_LIBRARY}" DIRECTORY)
  set(_dnnl_doc "${_dnnl_doc}/../share/doc/onednn")
  file(GLOB NETDEF_DNNL_NOTICES "${_dnnl_doc}/LICENSE" "${_dnnl_doc}/THIRD-PARTY-PROGRAMS")
endif()

# --- GoogleTest ---------------------------------------------------------------------------------
if(NETDEF_BUILD_TESTS)
  find_package(GTest QUIET)
  if(NOT TARGET GTest::gtest_main)
    netdef_missing("GoogleTest (or set NETDEF_BUILD_TESTS=OFF)" "libgtest-dev")
  endif()
endif()
