#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "engines/kubernetes/access.h"

namespace boltseal {

/// What kubeconfig files say of one context, put together as kubectl does (kubernetes.io,
/// "Organizing Cluster Access Using kubeconfig Files"): of what several files say, the first
/// counts; files that are not there say nothing; paths are relative to the file that they stand in.
/// Nothing is executed: whoever is only known through a plug-in (`exec`, `auth-provider`) is an
/// error with its remedy.
/// @param context empty: the current one
Result<KubernetesAccess> read_kubeconfig(const std::vector<std::string>& paths,
                                         const std::string& context, const Files& files);

}  // namespace boltseal
