#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sources/compose/project.h"

namespace boltseal::compose {

/// Reads the files of a project into it: the work behind Project::load.
class Loader {
 public:
  explicit Loader(Project& project) : project_(project) {}

  /// The merged root of files that override one another; null when none could be read.
  const yaml::Node* files(const std::vector<std::string>& paths, const Document* given,
                          const std::string& directory,
                          std::shared_ptr<const Environment> environment);
  /// One document: its layer's root after `include` and `extends`.
  const yaml::Node* document(const Document& document, const std::string& directory,
                             std::shared_ptr<const Environment> environment,
                             const yaml::Node* below = nullptr);
  /// The variables of `.env` in a folder, or of the files named instead; those of `outer` win.
  std::shared_ptr<const Environment> environment_of(
      const std::string& directory, const std::vector<std::string>& files,
      const std::shared_ptr<const Environment>& outer = nullptr);
  /// Takes out what `!reset` marks.
  const yaml::Node* without_resets(const yaml::Node& node);

 private:
  struct Extending {
    std::string path;
    std::string service;
    friend bool operator==(const Extending&, const Extending&) = default;
  };

  Layer* open(const std::string& path, const Document* given, const std::string& directory,
              std::shared_ptr<const Environment> environment);
  const yaml::Node* root_of(Layer& layer);
  const yaml::Node* with_includes(const yaml::Node& root, const Layer& layer);
  const yaml::Node* included(const yaml::Node& item, const Layer& layer);
  const yaml::Node* import(const yaml::Node& root, const yaml::Node& from);
  const yaml::Node* with_extends(const yaml::Node& root, const Layer& layer,
                                 const yaml::Node* below);
  /// A service with what it extends laid under it.
  const yaml::Node* extended(const yaml::Node& service, std::string_view name,
                             const yaml::Node& services, const Layer& layer,
                             const yaml::Node* below);
  const yaml::Node* base_of(const yaml::Node& extends, const yaml::Node& services,
                            const Layer& layer, const yaml::Node* below);
  void mark_open(const yaml::Node& service, const yaml::Node& because);

  Project& project_;
  std::vector<Extending> extending_;
  std::vector<std::string> including_;
  std::map<std::pair<const yaml::Node*, std::string>, const yaml::Node*> extended_;
  std::map<std::string, const yaml::Node*> roots_;  // of files that services are extended from
  std::size_t files_ = 0;
  bool has_resets_ = false;
};

}  // namespace boltseal::compose
