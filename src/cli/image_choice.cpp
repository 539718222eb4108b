#include "cli/image_choice.h"

#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "cli/worker_text.h"
#include "scan/confinement.h"
#include "scan/image_listing.h"

namespace boltseal {
namespace {

// A line for each image, what the name leads to first: "sha256:… TYPE PLATFORM", none of which
// holds a blank.
std::string line_of(const Descriptor& each) {
  const auto word = [](std::string_view text) {
    return text.empty() || text.find_first_of(" \n") != std::string_view::npos ? "-"
                                                                               : std::string(text);
  };
  return word(each.digest) + " " + word(each.media_type) + " " +
         word(each.platform ? shown(*each.platform) : "") + "\n";
}

Descriptor read_line(std::string_view line) {
  const auto words = split(line, ' ');
  Descriptor each;
  if (words.size() != 3) return each;
  if (is_digest(words[0])) each.digest = words[0];
  if (words[1] != "-") each.media_type = words[1];
  if (words[2] != "-") each.platform = parse_platform(words[2]);
  return each;
}

}  // namespace

Result<ImageSet> stored_images(const Arguments& arguments, const std::string& path) {
  ScanOptions options;
  options.inventory.input = path;
  options.inventory.image = arguments.value("image");
  WorkerText lines, trouble, remedy;
  const WorkerEnd end = run_in_worker([&] {
    static_cast<void>(confine(confinement_of(options)));
    const auto set = list_images(options.inventory);
    if (!set) {
      trouble.write(set.error().message);
      remedy.write(set.error().remedy);
      return 1;
    }
    std::string all = line_of(set->top);
    for (const Descriptor& each : set->images) all += line_of(each);
    lines.write(all);
    return 0;
  });
  if (const std::string why = trouble.read(); end.signal != 0 || end.status != 0) {
    return fail(why.empty() ? "cannot be read: the input changed, or boltseal has a fault" : why,
                path, {}, remedy.read());
  }
  ImageSet set;
  const std::string all = lines.read();
  bool is_first = true;
  for (const std::string_view line : split(all, '\n')) {
    if (line.empty()) continue;
    if (is_first) {
      set.top = read_line(line);
    } else {
      set.images.push_back(read_line(line));
    }
    is_first = false;
  }
  if (set.images.empty()) return fail("holds no image", path);
  return set;
}

Result<ImageSet> asked_images(ImageSet set, const Arguments& arguments, const std::string& name) {
  const auto platform = parse_platform(arguments.value("platform"));
  if (!platform || !set.is_index()) return set;
  const auto chosen = choose_manifest(set.images, *platform);
  if (!chosen) return fail(chosen.error().message, name, {}, chosen.error().remedy);
  return ImageSet{*chosen, {*chosen}};
}

}  // namespace boltseal
