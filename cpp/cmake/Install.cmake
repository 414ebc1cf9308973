# Two install components: "python" fills a netdef/ package folder, "devel" serves C++ embedders.

if(NETDEF_BUILD_PYTHON)
  install(TARGETS netdef LIBRARY DESTINATION netdef COMPONENT python)
  if(TARGET _C)
    install(TARGETS _C LIBRARY DESTINATION netdef COMPONENT python)
  endif()
  install(FILES ${NETDEF_PYTHON_PROTO_FILES} DESTINATION netdef/proto COMPONENT python)
  if(NETDEF_ONEDNN)
    install(FILES "${NETDEF_DNNL_LIBRARY}" DESTINATION netdef RENAME "${NETDEF_DNNL_SONAME}" COMPONENT python)
  endif()
endif()
