# What C++ programs link: netdef::netdef (shared; above), and here
#   netdef::netdef_static  the same as an archive, every operator registered
#   netdef::proto          the protobuf classes inside libnetdef.so, for code that builds or reads messages itself
#   netdef::caffe2         Caffe2's own header names, for sources written against them
#   netdef::caffe2_2018    the same as they were until 2018, when Tensor was a template: Tensor<CPUContext>

add_library(netdef_messages INTERFACE)
add_library(netdef::proto ALIAS netdef_messages)
set_target_properties(netdef_messages PROPERTIES EXPORT_NAME proto)
target_link_libraries(netdef_messages INTERFACE netdef ${NETDEF_PROTOBUF})
target_include_directories(netdef_messages INTERFACE
  $<BUILD_INTERFACE:${NETDEF_PROTO_GEN}>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/netdef-proto>)
add_dependencies(netdef_messages netdef_proto)

add_library(netdef_caffe2 INTERFACE)
add_library(netdef::caffe2 ALIAS netdef_caffe2)
set_target_properties(netdef_caffe2 PROPERTIES EXPORT_NAME caffe2)
target_link_libraries(netdef_caffe2 INTERFACE netdef_messages)
# SYSTEM: old sources are compiled with their own warnings, not with those about our macros.
target_include_directories(netdef_caffe2 SYSTEM INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/cpp/dropin>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/netdef-caffe2>)

add_library(netdef_caffe2_2018 INTERFACE)
add_library(netdef::caffe2_2018 ALIAS netdef_caffe2_2018)
set_target_properties(netdef_caffe2_2018 PROPERTIES EXPORT_NAME caffe2_2018)
target_link_libraries(netdef_caffe2_2018 INTERFACE netdef_caffe2)
target_compile_definitions(netdef_caffe2_2018 INTERFACE NETDEF_CAFFE2_2018)

if(NETDEF_STATIC)
  add_library(netdef_archive STATIC $<TARGET_OBJECTS:netdef_proto>)
  set_target_properties(netdef_archive PROPERTIES OUTPUT_NAME netdef EXPORT_NAME archive
    ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  foreach(_layer IN LISTS NETDEF_LAYERS)
    if(TARGET netdef_${_layer})
      target_sources(netdef_archive PRIVATE $<TARGET_OBJECTS:netdef_${_layer}>)
    endif()
  endforeach()
  target_include_directories(netdef_archive PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/cpp/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(netdef_archive PUBLIC cxx_std_17)
  target_link_libraries(netdef_archive PUBLIC ${NETDEF_PROTOBUF} Threads::Threads
    $<$<BOOL:${NETDEF_OPENMP}>:OpenMP::OpenMP_CXX>)
  if(NETDEF_ONEDNN)
    target_link_libraries(netdef_archive PUBLIC $<BUILD_INTERFACE:DNNL::dnnl> $<INSTALL_INTERFACE:netdef::dnnl>)
  endif()

  # Operators register themselves when their files are linked, so all of them must be.
  add_library(netdef_static INTERFACE)
  add_library(netdef::netdef_static ALIAS netdef_static)
  target_link_libraries(netdef_static INTERFACE
    $<BUILD_INTERFACE:$<LINK_LIBRARY:WHOLE_ARCHIVE,netdef_archive>>
    $<INSTALL_INTERFACE:$<LINK_LIBRARY:WHOLE_ARCHIVE,netdef::archive>>)
endif()
