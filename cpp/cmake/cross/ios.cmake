# iOS, on a Mac with Xcode. Untested: no Mac was at hand.
# protobuf built for the same target is found through CMAKE_FIND_ROOT_PATH; protoc is the building machine's.
set(CMAKE_SYSTEM_NAME iOS)
set(CMAKE_SYSTEM_PROCESSOR arm64)
set(CMAKE_OSX_ARCHITECTURES arm64 CACHE STRING "")
set(CMAKE_OSX_DEPLOYMENT_TARGET 13.0 CACHE STRING "The oldest iOS that the library runs on; std::filesystem came with 13")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
