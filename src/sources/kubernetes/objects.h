#pragma once

#include <cstdint>
#include <vector>

#include "model/inventory.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {

/// Objects as an API server keeps them, one document each: manifests in which no template engine
/// will fill in anything. No file is ever taken for them.
extern const Source kubernetes_objects_source;

enum class ObjectView : std::uint8_t {
  all,           ///< Workloads, images and grants.
  pod_security,  ///< Only what the Pod Security Standards look at.
};

/// Adds what one object holds that stands for itself: what others would say of it (volumes that its
/// claims are bound to, tokens of its service account, policies that select it) stays unknown, and
/// there is no project. `object` may stand anywhere in its document; what is wrong with it is an
/// error of the inventory.
void read_kubernetes_object(const yaml::Node& object, ObjectView view, Inventory& inventory);

/// The specs of the pods that an object makes, as nodes of it.
std::vector<const yaml::Node*> pod_specs(const yaml::Node& object);

}  // namespace boltseal
