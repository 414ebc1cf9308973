// Operators that passes make, in netdef's own domain: each does at once, for inference, what several operators of a model do.
#pragma once

#include "netdef/gradient.h"
#include "netdef/registry.h"
#include "netdef/schema.h"

#define NETDEF_DOMAIN "netdef"

#define PASS_OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_IN(NETDEF_DOMAIN, type)
#define REGISTER_PASS_OPERATOR(type, ...)                  \
  REGISTER_OPERATOR_IN(NETDEF_DOMAIN, type, __VA_ARGS__); \
  NETDEF_REGISTER_GRADIENT_ENTRY(type, NETDEF_DOMAIN, ::netdef::GradientRegistry::ShouldNotDo("passes make it, for inference"))
