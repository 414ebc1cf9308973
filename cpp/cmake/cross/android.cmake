# Android, by its NDK: ANDROID_NDK in the environment names it. Untested: no NDK was at hand.
# protobuf built for the same ABI is found through CMAKE_FIND_ROOT_PATH; protoc is the building machine's.
if(NOT EXISTS "$ENV{ANDROID_NDK}/build/cmake/android.toolchain.cmake")
  message(FATAL_ERROR "Set ANDROID_NDK to the folder of Android's NDK (r23 or newer); there is none in '$ENV{ANDROID_NDK}'.")
endif()
set(ANDROID_ABI arm64-v8a CACHE STRING "armeabi-v7a, arm64-v8a, x86 or x86_64")
set(ANDROID_PLATFORM android-24 CACHE STRING "The oldest Android that the library runs on")
set(ANDROID_STL c++_shared CACHE STRING "Operators from outside share the C++ runtime with the library")
include("$ENV{ANDROID_NDK}/build/cmake/android.toolchain.cmake")
