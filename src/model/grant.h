#pragma once

#include <string>
#include <vector>

#include "model/facts.h"

namespace boltseal {

/// Something that gives somebody power: an RBAC rule, a role binding, membership of a group.
struct Grant {
  enum class Kind : std::uint8_t {
    rule,        ///< What a (Cluster)Role allows.
    binding,     ///< Who has a (Cluster)Role.
    membership,  ///< A user in a group of the host.
    login,       ///< A login at a registry with a password on the command line.
  };
  Kind kind = Kind::rule;
  std::string name;                                    ///< "ClusterRole/admin", "user deploy".
  std::string name_space;                              ///< Where it holds; empty: everywhere.
  Items verbs, resources, api_groups, resource_names;  ///< Of a rule.
  Item role;      ///< Of a binding: "ClusterRole/cluster-admin".
  Items holders;  ///< Of a binding ("Group/system:masters") or a membership (user names).
  Item group;     ///< Of a membership: "docker".
  Item password;  ///< Of a login: the value of `-p`, which may be unknown ("$PASSWORD").
  Origin site;
};

}  // namespace boltseal
