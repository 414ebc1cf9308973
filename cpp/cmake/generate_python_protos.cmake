# cmake -D PROTOC= -D ROOT= -D "PROTOS=caffe2/proto/a.proto;..." -D OUT= -P generate_python_protos.cmake
# Runs protoc and moves the modules from package caffe2.proto to netdef.proto, which also registers them
# (netdef/proto/__init__.py) to explain a conflict. The serialized descriptors keep the files' real names.

set(work "${OUT}/../protoc")
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${work}" "${OUT}")
execute_process(COMMAND "${PROTOC}" -I "${ROOT}" "--python_out=${work}" "--pyi_out=${work}" ${PROTOS}
  WORKING_DIRECTORY "${ROOT}" COMMAND_ERROR_IS_FATAL ANY)

foreach(proto IN LISTS PROTOS)
  string(REGEX REPLACE "\\.proto$" "_pb2" stem "${proto}")
  get_filename_component(name "${stem}" NAME)
  foreach(ext py pyi)
    file(READ "${work}/${stem}.${ext}" text)
    string(REPLACE "from caffe2.proto import " "from netdef.proto import " text "${text}")
    string(REPLACE "'caffe2.proto.${name}'" "'netdef.proto.${name}'" text "${text}")
    string(REPLACE "_descriptor_pool.Default().AddSerializedFile(" "_add_file(" text "${text}")
    string(REPLACE "from google.protobuf import descriptor_pool as _descriptor_pool\n"
                   "from netdef.proto import _add_file\n" text "${text}")
    file(WRITE "${OUT}/${name}.${ext}" "${text}")
  endforeach()
endforeach()
file(REMOVE_RECURSE "${work}")
