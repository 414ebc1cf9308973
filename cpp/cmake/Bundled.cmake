# What a wheel brings along that is not netdef's: licences in netdef/licenses/, and an SBOM (CycloneDX) of what this build puts in.
# `make wheel` bundles protobuf and libgomp; auditwheel writes an SBOM of those.

set(_components "")

# netdef_bundled(name notices...) installs the notices; netdef_component(name version licence purl) adds to the SBOM.
function(netdef_bundled name)
  if(ARGN)
    install(FILES ${ARGN} DESTINATION netdef/licenses/${name} COMPONENT python EXCLUDE_FROM_ALL)
  else()
    install(CODE "message(WARNING \"no licence of ${name} was found here; a wheel that has it inside needs one in netdef/licenses/${name}\")"
      COMPONENT python EXCLUDE_FROM_ALL)
  endif()
endfunction()

macro(netdef_component name version licence purl)
  list(APPEND _components "{\"type\": \"library\", \"bom-ref\": \"${name}\", \"name\": \"${name}\", \"version\": \"${version}\", \
\"purl\": \"${purl}\", \"licenses\": [{\"license\": {\"id\": \"${licence}\"}}]}")
  list(APPEND _refs "\"${name}\"")
endmacro()

# As the system keeps them; that of libgomp refers to a text of its own.
file(GLOB _notices "/usr/share/doc/libprotobuf[0-9]*/copyright")
netdef_bundled(protobuf ${_notices})
if(NETDEF_OPENMP)
  file(GLOB _notices "/usr/share/doc/libgomp[0-9]*/copyright" "/usr/share/common-licenses/GPL-3")
  netdef_bundled(gomp ${_notices})
endif()

execute_process(
  COMMAND "${Python_EXECUTABLE}" -c "import importlib.metadata as m; print(next(
    str(f.locate().resolve()) for f in m.files('pybind11') if f.name == 'LICENSE'))"
  OUTPUT_VARIABLE _notices OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
netdef_bundled(pybind11 ${_notices})
netdef_component(pybind11 "${pybind11_VERSION}" BSD-3-Clause "pkg:pypi/pybind11@${pybind11_VERSION}")

if(NETDEF_ONEDNN)
  netdef_bundled(onednn ${NETDEF_DNNL_NOTICES})
  netdef_component(oneDNN "${dnnl_VERSION}" Apache-2.0 "pkg:github/oneapi-src/oneDNN@v${dnnl_VERSION}")
endif()

list(JOIN _components ",\n    " _components)
list(JOIN _refs ", " _refs)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/netdef.cdx.json" @ONLY CONTENT [[{
  "bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
  "metadata": {"component": {"type": "library", "bom-ref": "netdef", "name": "netdef-runtime", "version": "@PROJECT_VERSION@",
    "purl": "pkg:pypi/netdef-runtime@@PROJECT_VERSION@", "licenses": [{"license": {"id": "Apache-2.0"}}]}},
  "components": [
    @_components@
  ],
  "dependencies": [{"ref": "netdef", "dependsOn": [@_refs@]}]
}
]])
