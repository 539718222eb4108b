#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sources/compose/interpolate.h"
#include "sources/compose/merge.h"
#include "sources/reader.h"
#include "sources/yaml/yaml.h"

namespace boltseal::compose {

/// One file of a project as it was read.
struct Layer {
  Document document;
  yaml::Tree tree;
  std::string directory;  ///< What its relative paths are seen from.
  std::shared_ptr<const Environment> environment;
};

/// A scalar after interpolation.
struct Expanded {
  Text text;
  Origin origin;  ///< With the `.env` lines it took and the places that it replaced behind it.
};

/// Files that were merged into one model: overrides, `extends` and `include` are done, variables
/// are expanded when a value is read.
class Project {
 public:
  explicit Project(Reader& reader) : merger_(made_), reader_(reader) {}
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  /// Reads files that override one another, the first being the base. `given` is the first one when
  /// it is already at hand. What is wrong is in `errors`; what could be read is in `root`.
  void load(const std::vector<std::string>& paths, const Document* given = nullptr);
  /// Reads a document that stands inside another file: nothing beside it can be opened.
  void load_embedded(const Document& document);

  const yaml::Node* root = nullptr;  ///< The merged mapping; null when there is none.
  std::vector<Error> errors;
  /// Something that belongs to the project could not be read (a remote include, a missing file).
  bool open = false;

  Expanded expand(const yaml::Node& scalar);
  const Layer* layer_of(const yaml::Node& node) const;
  /// Set for a service that extends one which could not be read.
  const Origin* open_service(const yaml::Node& service) const;
  /// The file set's bytes of a part of an expanded scalar: exactly where it stands there, else the
  /// whole scalar.
  Origin part(const yaml::Node& scalar, const Expanded& expanded, ByteSpan in_text) const;
  void error(const yaml::Node& at, std::string message, std::string remedy = {});

  Merger& merger() { return merger_; }
  Reader& reader() { return reader_; }
  bool is_embedded() const { return embedded_; }

 private:
  friend class Loader;

  yaml::Tree made_;
  Merger merger_;
  Reader& reader_;
  bool embedded_ = false;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::unordered_map<const Document*, const Layer*> by_document_;
  std::unordered_map<const yaml::Node*, Origin> open_services_;
  std::size_t expanded_bytes_ = 0;
};

}  // namespace boltseal::compose
