#pragma once

#include <string_view>

#include "model/subject.h"

namespace boltseal {

/// Whether a port is published on every interface of the host.
Truth is_everywhere(const Port& port);

/// The service behind a published port that is not made to face an open network: databases, caches,
/// queues, cluster stores, and consoles over them. By what the image is known for, else by the
/// port's registered or documented number. Empty when it is none of these, or cannot be seen.
std::string_view data_store_behind(const Port& port, const Effective<ImageReference>& image);

/// Whether an image is a data store that connects to nothing by itself (PostgreSQL, Redis …).
bool is_lone_data_store(const ImageReference& image);

/// Whether the workload's published ports count at all: with the host's network, or another
/// container's, the engine publishes nothing.
bool publishes_ports(const Workload& workload);

}  // namespace boltseal
