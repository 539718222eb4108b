#pragma once

#include <set>
#include <string>

namespace boltseal::test {

/// "name version architecture from source version needs a,b", one for each package.
using Lines = std::multiset<std::string>;

/// The operating system's packages in a report of the peer.
Lines lines_of_peer(const std::string& path);

/// What one has and the other has not, for people.
std::string difference(const Lines& ours, const Lines& theirs);

}  // namespace boltseal::test
