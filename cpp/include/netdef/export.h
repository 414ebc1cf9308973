// Marks what libnetdef.so shows to programs and plugins; everything else stays hidden.
#pragma once

#if defined(_WIN32)
#if defined(NETDEF_BUILDING_LIBRARY)
#define NETDEF_API __declspec(dllexport)
#else
#define NETDEF_API __declspec(dllimport)
#endif
#else
#define NETDEF_API __attribute__((visibility("default")))
#endif
