#pragma once

#include <string>

#include "model/inventory.h"

namespace boltseal::test {

/// An inventory as text for goldens: every fact with its place (line:column and the bytes
/// themselves), unknown parts of text between « and ».
std::string dump(const Inventory& inventory);
std::string dump(const Text& text);
/// "path:line:column `bytes` <- …", with the path left out when it is `home`.
std::string dump(const Origin& origin, const std::string& home = {});

}  // namespace boltseal::test
