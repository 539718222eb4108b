#include "sources/nomad/parts.h"

namespace boltseal::nomad {

using yaml::Fields;
using yaml::Node;

Fields block(const Fields& where, std::string_view key) {
  const yaml::Nodes list = where.list(key);
  return list.empty() ? where.object(key) : Fields(list.front());
}

Settings settings_of(const Fields& object) {
  Settings settings;
  if (!object) return settings;
  for (const yaml::Entry& entry : object.node()->entries) {
    if (!entry.value->is_scalar()) continue;
    settings.push_back({std::string(entry.key->value), Text(std::string(entry.value->value)),
                        entry.value->origin()});
  }
  return settings;
}

}  // namespace boltseal::nomad
