#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "images/layer.h"
#include "model/image_contents.h"

namespace boltseal {

/// What of an image's file system rules look at, and where it lies.
struct FoundContents {
  ImageContents contents;
  std::deque<File> names;             ///< What the origins of the files point into, by their order.
  std::vector<std::uint16_t> layers;  ///< Which layer brought each file.
  bool is_cut = false;                ///< There was more than is looked at.
};

/// Adds the small files whose bytes rules look at.
void want_contents(WantedFiles& wanted);
/// What want_contents() adds, as text: it names what a cached layer holds.
std::string wanted_contents();

/// Gathers what is notable in the layers of an image.
class ContentsReader {
 public:
  ContentsReader();
  /// Each layer in order, before it is stacked: what a later one takes away is seen only here.
  /// The bodies are borrowed.
  void see(const FileTree& tree, const std::map<std::uint32_t, std::string>& bodies,
           std::uint16_t number);
  /// With all layers stacked.
  FoundContents finish(const FileTree& tree) &&;

 private:
  struct Small {
    std::string path;  // without a slash before
    const std::string* body;
    FileTree::Node node;
  };
  void take(const FileTree& tree, FileTree::Id id);
  void add(std::string path, const FileTree::Node& node, const std::string* body, bool is_hidden);

  WantedFiles wanted_;
  std::vector<Small> small_;
  FoundContents found_;
};

}  // namespace boltseal
