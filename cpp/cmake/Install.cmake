# Two components: "devel" (the default) serves C++ embedders, "python" fills the package folder of a wheel.

# --- devel: cmake --install build/release --prefix DIR, then find_package(netdef) ------------------------
include(CMakePackageConfigHelpers)
set(_config "${CMAKE_INSTALL_LIBDIR}/cmake/netdef")

install(TARGETS netdef EXPORT netdefTargets LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT devel)
install(EXPORT netdefTargets NAMESPACE netdef:: DESTINATION "${_config}" COMPONENT devel)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/cpp/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT devel)
install(TARGETS netdef_messages netdef_caffe2 netdef_caffe2_2018 EXPORT netdefProtoTargets)
install(EXPORT netdefProtoTargets NAMESPACE netdef:: DESTINATION "${_config}" COMPONENT devel)
install(DIRECTORY "${NETDEF_PROTO_GEN}/caffe2" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/netdef-proto"
  COMPONENT devel FILES_MATCHING PATTERN "*.pb.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/cpp/dropin/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/netdef-caffe2"
  COMPONENT devel FILES_MATCHING PATTERN "*.h")
if(NETDEF_STATIC)
  install(TARGETS netdef_archive netdef_static EXPORT netdefStaticTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT devel)
  install(EXPORT netdefStaticTargets NAMESPACE netdef:: DESTINATION "${_config}" COMPONENT devel)
endif()
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/netdefConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/netdefConfig.cmake" INSTALL_DESTINATION "${_config}"
  PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/netdefConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/netdefConfig.cmake" "${PROJECT_BINARY_DIR}/netdefConfigVersion.cmake"
  DESTINATION "${_config}" COMPONENT devel)
foreach(_package netdef netdef-caffe2)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/${_package}.pc.in" "${PROJECT_BINARY_DIR}/${_package}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${_package}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT devel)
endforeach()

# --- python: cmake --install build/wheel --component python --prefix DIR ---------------------------------
if(NETDEF_BUILD_PYTHON)
  install(TARGETS netdef LIBRARY DESTINATION netdef COMPONENT python EXCLUDE_FROM_ALL)
  if(TARGET _C)
    install(TARGETS _C LIBRARY DESTINATION netdef COMPONENT python EXCLUDE_FROM_ALL)
  endif()
  install(FILES ${NETDEF_PYTHON_PROTO_FILES} DESTINATION netdef/proto COMPONENT python EXCLUDE_FROM_ALL)
  include(Bundled)
endif()

# --- oneDNN goes beside libnetdef.so, under the name the loader asks for, with its licence ----------------
function(netdef_install_dnnl folder component)
  install(FILES "${NETDEF_DNNL_LIBRARY}" DESTINATION "${folder}" RENAME "${NETDEF_DNNL_SONAME}"
    COMPONENT ${component} ${ARGN})
  if(CMAKE_STRIP)
    install(CODE "execute_process(COMMAND \"${CMAKE_STRIP}\" -s
      \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}/${NETDEF_DNNL_SONAME}\")" COMPONENT ${component} ${ARGN})
  endif()
endfunction()

if(NETDEF_ONEDNN)
  netdef_install_dnnl("${CMAKE_INSTALL_LIBDIR}" devel)
  install(FILES ${NETDEF_DNNL_NOTICES} DESTINATION "${CMAKE_INSTALL_DATADIR}/netdef/licenses/onednn" COMPONENT devel)
  if(NETDEF_BUILD_PYTHON)
    netdef_install_dnnl(netdef python EXCLUDE_FROM_ALL)
  endif()
endif()
