#include <string>

#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const RunningContainer& container, Findings& findings) {
  if (container.image_id.empty() || container.image_of_tag.empty() ||
      container.image_id == container.image_of_tag) {
    return;
  }
  const auto image = effective(*container.declared, fact::image);
  if (!image->is_known()) return;
  constexpr std::size_t shown = 7 + 12;  // as engines shorten ids
  findings.add(image->origin(), fact_path(Fact::image),
               "runs " + container.image_id.substr(0, shown) + ", but " +
                   image.value->written.bytes() + " is " + container.image_of_tag.substr(0, shown) +
                   " by now");
}

}  // namespace

extern const Rule update_stale_container{
    .summary = "Container of an image that its tag has left",
    .what =
        "The name that a container's image was started by names another image on this engine by "
        "now: a newer one was pulled or built, and the container was not made anew. Speaks in "
        "`boltseal audit`.",
    .why =
        "The update is on the machine, everybody believes that it runs, and what runs has the "
        "faults that it mends.",
    .remedy = "Make the container anew from the image: `docker compose up -d`, or remove and run.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/reference/cli/docker/compose/up/"},
    .running = check,
};

}  // namespace boltseal
