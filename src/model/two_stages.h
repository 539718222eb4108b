#pragma once

#include "model/build.h"
#include "model/change.h"

namespace boltseal {

/// The change that makes two stages of a build that has one: the first keeps the steps that
/// compile, the second stands on a small image of the same distribution release, copies what was
/// built, and states what the image states. Where it cannot be told what has to be copied over, or
/// what the program needs beside it, Change::refusal says why.
///
/// What is certain decides: sources that are copied as a whole may hold files that the program
/// reads, so their folder goes along, sources that are named go not.
Change into_two_stages(const Build& build);

}  // namespace boltseal
