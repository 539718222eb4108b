#pragma once

// toml++ is compiled into every file that includes it, by these settings: all must have the same.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Lists and inline tables within each other. Tables are destroyed recursively.
#define TOML_MAX_NESTED_VALUES 32
#include <toml++/toml.h>
