#pragma once

#include "c10/macros/Macros.h"

#define C10_DEFINE_DEPRECATED_USING(name, ...) using name [[deprecated]] = __VA_ARGS__;
