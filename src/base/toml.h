#pragma once

// toml++ is compiled into every file that includes it, by these settings: all must have the same.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Lists and inline tables within each other. Tables are destroyed recursively.
#define TOML_MAX_NESTED_VALUES 32

// It asserts what does not hold ("[\" as the last line), and answers with an error where assertions
// are neither checked nor, as with NDEBUG, taken for granted by the compiler.
#define TOML_ASSERT(expression) static_cast<void>(0)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
