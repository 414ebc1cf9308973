# cmake -D GENERATED=a.pb.h;a.pb.cc;... -P export_protos.cmake
# Makes each generated header say by itself what NETDEF_PROTO_API means, so that an embedder needs no flag.

foreach(file IN LISTS GENERATED)
  if(file MATCHES "\\.pb\\.h$")
    file(READ "${file}" text)
    string(PREPEND text "#ifndef NETDEF_PROTO_API\n#define NETDEF_PROTO_API __attribute__((visibility(\"default\")))\n#endif\n")
    file(WRITE "${file}" "${text}")
  endif()
endforeach()
