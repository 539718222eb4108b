#include "scan/inventory.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "archive/unpack.h"
#include "base/parallel.h"
#include "base/text.h"
#include "images/stored_image.h"
#include "packages/database.h"
#include "packages/distribution.h"
#include "packages/sbom/bom.h"
#include "scan/contents.h"
#include "scan/folder_files.h"
#include "scan/spool.h"
#include "scan/tree_files.h"

namespace boltseal {
namespace {

constexpr std::size_t most_bill = 512 << 20;

std::vector<std::string_view> wanted_patterns() {
  std::vector<std::string_view> patterns;
  for (const PackageDatabase* const database : all_package_databases()) {
    patterns.insert(patterns.end(), database->files.begin(), database->files.end());
  }
  const auto more = distribution_files();
  patterns.insert(patterns.end(), more.begin(), more.end());
  return patterns;
}

// What cached layers depend on besides their own bytes.
std::string analyser() {
  std::string all;
  for (const std::string_view pattern : wanted_patterns()) (all += pattern) += '\n';
  return all + wanted_contents();
}

WantedFiles wanted_files(const std::vector<std::string_view>& patterns) {
  WantedFiles wanted(patterns);
  want_contents(wanted);
  return wanted;
}

bool is_same(const Package& a, const Package& b) {
  return std::tie(a.type, a.name, a.version, a.architecture) ==
         std::tie(b.type, b.name, b.version, b.architecture);
}

bool is_before(const Package& a, const Package& b) {
  return std::tie(a.type, a.name, a.version, a.architecture, a.path) <
         std::tie(b.type, b.name, b.version, b.architecture, b.path);
}

void add_errors(std::vector<Gap>& gaps, const std::vector<Error>& errors, std::string_view where) {
  for (const Error& error : errors) {
    std::string what(where);
    if (!error.path.empty()) what += (what.empty() ? "" : ": ") + error.path;
    gaps.push_back({std::move(what), error.message, error.remedy});
  }
}

/// Lists the packages that all databases of a root hold.
PackageList list_packages(const RootFiles& root) {
  PackageList all;
  for (const PackageDatabase* const database : all_package_databases()) {
    PackageList list = database->read(root);
    std::ranges::move(list.packages, std::back_inserter(all.packages));
    std::ranges::move(list.errors, std::back_inserter(all.errors));
  }
  std::ranges::sort(all.packages, is_before);
  return all;
}

void keep_contents(FoundContents found, SystemInventory& inventory) {
  if (found.is_cut) {
    inventory.gaps.push_back({"the files", "have more odd modes and names than are looked at", {}});
  }
  inventory.contents = std::make_shared<const FoundContents>(std::move(found));
}

// Whether a layer brought a file that a pattern names below a folder ("*": any name).
bool brings(const FileTree& tree, std::uint16_t layer, const std::string& folder,
            std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    const FileTree::Id id = tree.find(folder + std::string(pattern));
    return id != FileTree::none && tree.node(id).kind == FileTree::Kind::file &&
           tree.node(id).layer == layer;
  }
  const std::string above = folder + std::string(pattern.substr(0, star));
  const FileTree::Id id = tree.find(above);
  if (id == FileTree::none || tree.node(id).kind != FileTree::Kind::folder) return false;
  for (const FileTree::Id child : tree.children(id)) {
    if (brings(tree, layer, above + std::string(tree.name(child)), pattern.substr(star + 1))) {
      return true;
    }
  }
  return false;
}

// Whether a layer brought one of the files that package databases are made of.
bool brings_database(const FileTree& tree, std::uint16_t layer) {
  return std::ranges::any_of(wanted_patterns(), [&](std::string_view pattern) {
    return brings(tree, layer, {}, pattern);
  });
}

/// The layers of an image, stacked one by one; only their bodies stay.
class Stack {
 public:
  Stack(SystemInventory& inventory, std::size_t layers, TreeFiles::Fetch fetch)
      : inventory_(inventory), layers_(layers), fetch_(std::move(fetch)) {}

  /// The next one, from below.
  void add(Layer layer) {
    const auto number = static_cast<std::uint16_t>(bodies_.size());
    const bool is_last = number + 1u == layers_;
    const std::string where =
        layers_ > 1 ? "layer " + std::to_string(number + 1) : std::string("the archive");
    add_errors(inventory_.gaps, layer.errors, where);
    for (const auto& [entry, body] : layer.bodies) body_bytes_ += body.size();
    if (body_bytes_ > most_bodies) {
      inventory_.gaps.push_back({where, "has more in its files than is kept of all layers", {}});
      layer.bodies.clear();
    }
    bodies_.push_back(&kept_.emplace_back(std::move(layer.bodies)));
    contents_.see(layer.tree, kept_.back(), number);
    std::vector<std::string> lost;
    if (number == 0) {
      tree_ = std::move(layer.tree);
      lost = tree_.settle();
    } else if (layer.tree.size() > most_names - std::min(tree_.size(), most_names) ||
               layer.tree.text_size() > most_text - std::min(tree_.text_size(), most_text)) {
      inventory_.gaps.push_back({where, "has more names than can be shown above those below", {}});
    } else {
      lost = tree_.stack(layer.tree, number);
    }
    for (const std::string& path : lost) {
      inventory_.gaps.push_back({where + ": " + path, "is a hard link to nothing", {}});
    }
    // A database is also read where a layer takes it away.
    if (is_last || brings_database(tree_, number)) list(number, is_last);
  }

  /// After the last.
  void finish() {
    const TreeFiles files(tree_, bodies_, fetch_);
    inventory_.distribution = read_distribution(files);
    keep_contents(std::move(contents_).finish(tree_), inventory_);
  }

 private:
  // Of all layers together, which a layer's own limits do not bound.
  static constexpr std::size_t most_names = 16'000'000, most_text = 1 << 30;
  static constexpr std::uint64_t most_bodies = 2ull << 30;

  // What was listed before this layer keeps the layer that brought it.
  void list(std::uint16_t number, bool is_last) {
    const TreeFiles files(tree_, bodies_, fetch_);
    PackageList now = list_packages(files);
    if (is_last) add_errors(inventory_.gaps, now.errors, {});
    std::vector<FoundPackage> found;
    auto before = inventory_.packages.begin();
    for (Package& package : now.packages) {
      while (before != inventory_.packages.end() && is_before(before->package, package) &&
             !is_same(before->package, package)) {
        ++before;
      }
      const bool was_there =
          before != inventory_.packages.end() && is_same(before->package, package);
      const std::uint16_t layer = was_there ? before->layer : number;
      found.push_back({std::move(package), layer});
    }
    inventory_.packages = std::move(found);
  }

  SystemInventory& inventory_;
  const std::size_t layers_;
  std::uint64_t body_bytes_ = 0;
  std::deque<TreeFiles::Bodies> kept_;
  std::vector<const TreeFiles::Bodies*> bodies_;  // of kept_
  TreeFiles::Fetch fetch_;
  FileTree tree_;
  ContentsReader contents_;
};

std::string created_by(const ImageConfig& config, std::size_t layer) {
  const HistoryStep* const step = config.step_of(layer);
  return step == nullptr ? std::string() : step->created_by;
}

void read_image(const StoredImage& image, const InventoryOptions& options,
                SystemInventory& inventory) {
  inventory.kind = SystemInventory::Kind::image;
  inventory.reference = image.reference;
  inventory.digest = image.digest;
  inventory.config = image.config;
  const std::size_t base = image.config.base_layers();
  for (std::size_t i = 0; i < image.layers.size(); ++i) {
    inventory.layers.push_back(
        {image.layers[i].digest, image.layers[i].diff_id, created_by(image.config, i), i < base});
  }
  const WantedFiles wanted = wanted_files(wanted_patterns());
  const LayerCache cache(options.cache, analyser());
  Stack stack(inventory, image.layers.size(),
              [&](std::uint16_t layer, std::uint32_t entry) -> Result<std::string> {
                auto tar = open_layer(image, layer);
                if (!tar) return std::unexpected(tar.error());
                auto bodies = read_bodies(std::move(*tar), {entry});
                if (!bodies) return std::unexpected(bodies.error());
                if (bodies->empty()) return fail("is not there any more");
                return std::move(bodies->begin()->second);
              });
  std::vector<std::optional<Layer>> waiting(image.layers.size());
  std::mutex mutex;
  std::size_t done = 0, stacked = 0;
  for_each_in_parallel(0, waiting.size(), options.threads, [&](std::size_t i) {
    Layer layer = read_layer(image, i, wanted, options.verify, cache);
    const std::lock_guard lock(mutex);
    inventory.layers[i].is_verified = layer.is_verified || options.is_verified;
    waiting[i] = std::move(layer);
    options.progress(++done, waiting.size());
    // Each as soon as those below it are there, so that few are held at once.
    for (; stacked < waiting.size() && waiting[stacked]; ++stacked) {
      stack.add(*std::exchange(waiting[stacked], std::nullopt));
    }
  });
  cache.prune();
  stack.finish();
}

// A tar archive of a root file system, which `open` reads from its begin.
void read_root_archive(Layer layer,
                       const std::function<Result<std::unique_ptr<ByteStream>>()>& open,
                       SystemInventory& inventory) {
  inventory.kind = SystemInventory::Kind::file_system;
  inventory.layers.emplace_back();
  Stack stack(inventory, 1, [&](std::uint16_t, std::uint32_t entry) -> Result<std::string> {
    auto tar = open();
    if (!tar) return std::unexpected(tar.error());
    auto bodies = read_bodies(std::move(*tar), {entry});
    if (!bodies) return std::unexpected(bodies.error());
    if (bodies->empty()) return fail("is not there any more");
    return std::move(bodies->begin()->second);
  });
  stack.add(std::move(layer));
  stack.finish();
}

Result<void> read_store(std::shared_ptr<const BlobStore> store, const InventoryOptions& options,
                        SystemInventory& inventory) {
  const auto image = open_image(std::move(store), {options.platform, options.image});
  if (!image) {
    Error error = image.error();
    error.message = (error.path.empty() ? "" : error.path + " ") + error.message;
    error.path = options.input;
    return std::unexpected(std::move(error));
  }
  read_image(*image, options, inventory);
  return {};
}

Result<void> read_bill(const OpenFile& file, const InventoryOptions& options,
                       SystemInventory& inventory) {
  const auto text = file.read(0, most_bill + 1);
  if (!text) return std::unexpected(text.error());
  if (text->size() > most_bill) return fail("is larger than 512 MiB", options.input);
  auto bill = read_bom(*text, options.input);
  if (!bill) return std::unexpected(bill.error());
  inventory.kind = SystemInventory::Kind::bill_of_materials;
  inventory.reference = bill->subject;
  inventory.distribution = bill->distribution;
  inventory.layers.emplace_back();
  std::ranges::sort(bill->packages, is_before);
  for (Package& package : bill->packages) inventory.packages.push_back({std::move(package), 0});
  for (Error& error : bill->errors) error.path.clear();  // it is the only file
  add_errors(inventory.gaps, bill->errors, "the bill of materials");
  return {};
}

Result<void> read_file(const InventoryOptions& options, SystemInventory& inventory) {
  auto file = OpenFile::open(options.input);
  if (!file) return std::unexpected(file.error());
  const auto begin = file->read(0, 6);
  if (!begin) return std::unexpected(begin.error());
  const Compression compression = compression_of(*begin);
  if (compression == Compression::none) {
    const auto text = file->read(0, 64 << 10);
    if (text && looks_like_bom(*text)) return read_bill(*file, options, inventory);
    auto again = OpenFile::open(options.input);
    if (!again) return std::unexpected(again.error());
    auto archive = open_archive(std::move(*again));
    if (archive && holds_image(**archive)) {
      return read_store(std::move(*archive), options, inventory);
    }
  }
  const auto open = [&]() -> Result<std::unique_ptr<ByteStream>> {
    return unpack(file->stream(0, file->size()), compression);
  };
  // Bodies of an image's own files, to tell one that is packed as a whole from a file system.
  std::vector<std::string_view> patterns = wanted_patterns();
  patterns.insert(patterns.end(), {"manifest.json", "index.json", "oci-layout"});
  Layer layer = read_layer(*open(), wanted_files(patterns));
  const bool is_image = layer.tree.find("manifest.json") != FileTree::none ||
                        layer.tree.find("oci-layout") != FileTree::none;
  if (compression != Compression::none && is_image) {
    auto spooled = spool(**open(), options.input);
    if (!spooled) return std::unexpected(spooled.error());
    auto archive = open_archive(std::move(*spooled));
    if (!archive) return std::unexpected(archive.error());
    if (holds_image(**archive)) return read_store(std::move(*archive), options, inventory);
  }
  if (layer.tree.size() == 1 && !layer.errors.empty()) {
    return fail("is no image, no root file system and no bill of materials (as a tar archive it " +
                    layer.errors.front().message + ")",
                options.input);
  }
  read_root_archive(std::move(layer), open, inventory);
  return {};
}

void read_contents(const FolderFiles& files, SystemInventory& inventory) {
  WantedFiles wanted;
  want_contents(wanted);
  const Layer layer = files.layer(wanted);
  add_errors(inventory.gaps, layer.errors, {});
  ContentsReader reader;
  reader.see(layer.tree, layer.bodies, 0);
  keep_contents(std::move(reader).finish(layer.tree), inventory);
}

Result<void> read_folder(const InventoryOptions& options, SystemInventory& inventory) {
  auto store = open_folder(options.input);
  if (store && holds_image(**store)) return read_store(std::move(*store), options, inventory);
  const auto files = FolderFiles::open(options.input);
  if (!files) return std::unexpected(files.error());
  inventory.kind =
      options.input == "/" ? SystemInventory::Kind::host : SystemInventory::Kind::file_system;
  inventory.layers.emplace_back();
  PackageList list = list_packages(*files);
  add_errors(inventory.gaps, list.errors, {});
  for (Package& package : list.packages) inventory.packages.push_back({std::move(package), 0});
  inventory.distribution = read_distribution(*files);
  // A machine is no image: what rules say of its files is about something else.
  if (inventory.kind == SystemInventory::Kind::file_system) read_contents(*files, inventory);
  return {};
}

}  // namespace

Result<SystemInventory> take_inventory(const InventoryOptions& options) {
  SystemInventory inventory;
  inventory.subject = options.subject.empty() ? options.input : options.subject;
  struct stat status{};
  const bool is_folder = stat(options.input.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  const auto read = is_folder ? read_folder(options, inventory) : read_file(options, inventory);
  if (!read) return std::unexpected(read.error());
  return inventory;
}

}  // namespace boltseal
