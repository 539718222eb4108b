#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// How a project is set apart from everything else on its engine.
struct IsolationOptions {
  std::string name;      ///< Of the isolated project: nothing else on the engine has it.
  bool outside = false;  ///< Containers may reach what is outside of the project.
  /// What is mounted instead of a path of the host: a place in a copy that may be written to.
  std::function<std::string(const std::string& host_path)> mounted_from = {};
  /// What a build reads instead of a path of the host.
  std::function<std::string(const std::string& host_path)> built_from = {};
};

/// A project that can run beside itself and harm nothing.
struct IsolatedProject {
  std::string file;  ///< A Compose file that says everything.
  std::vector<std::string> services;
  std::map<std::string, std::string> images;  ///< What is built, by service.
  /// By service: what it asks for and does not get, because with it a container owns the host.
  std::map<std::string, std::set<std::string>> withheld;
  std::vector<std::string> read;  ///< Files and folders of the host that it takes.
};

/// Rewrites the configuration of a project, as `docker compose config` shows it: nothing is
/// published or has a name that something else may have; networks are its own and lead nowhere
/// outside; every mounted path of the host, and every volume, is replaced by one of its own; images
/// that are built get names of their own; nothing starts again by itself once the engine was away;
/// labels and log drivers, which other programs act on, are gone. A key that is not known to be
/// harmless is withheld, so that a newer Compose cannot slip anything past.
Result<IsolatedProject> isolate(std::string_view configuration, const IsolationOptions& options);

}  // namespace boltseal
