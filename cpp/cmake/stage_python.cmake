# cmake -D SOURCE=netdef -D PACKAGE=folder -D BINARIES=... -D PROTOS=... -P stage_python.cmake
# Puts the binaries and the generated modules where Python imports them from. PACKAGE is either the source
# folder itself or a folder of its own, which then gets links to the sources.

# The new file appears in one step, so a running process keeps the old one and none sees half of it.
function(publish file folder)
  get_filename_component(name "${file}" NAME)
  get_filename_component(file "${file}" REALPATH)
  file(CREATE_LINK "${file}" "${folder}/.${name}.new" COPY_ON_ERROR)
  file(RENAME "${folder}/.${name}.new" "${folder}/${name}")
  file(REMOVE "${folder}/.${name}.new")
endfunction()

file(MAKE_DIRECTORY "${PACKAGE}/proto")
get_filename_component(source "${SOURCE}" REALPATH)
get_filename_component(package "${PACKAGE}" REALPATH)
if(NOT source STREQUAL package)
  file(GLOB entries RELATIVE "${SOURCE}" "${SOURCE}/*" "${SOURCE}/proto/__init__.py")
  list(FILTER entries EXCLUDE REGEX "\\.so(\\.|$)|^__pycache__$|^proto$")
  foreach(entry IN LISTS entries)
    file(CREATE_LINK "${SOURCE}/${entry}" "${PACKAGE}/${entry}" SYMBOLIC)
  endforeach()
endif()

foreach(file IN LISTS BINARIES)
  publish("${file}" "${PACKAGE}")
endforeach()
foreach(file IN LISTS PROTOS)
  publish("${file}" "${PACKAGE}/proto")
endforeach()
