#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rules/rule.h"

namespace boltseal {

/// What is to be said of a rule, as Markdown below a heading of the caller's: what it finds, why it
/// matters, the remedy, its examples, references.
std::string rule_text(const NamedRule& named);

/// The page docs/rules/GROUP/NAME.md, and docs/rules/README.md, the table of all.
std::string rule_page(const NamedRule& named);
std::string rule_index(std::span<const NamedRule> rules);

}  // namespace boltseal
