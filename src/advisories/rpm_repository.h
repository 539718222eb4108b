#pragma once

#include "net/client.h"

namespace boltseal {

/// The URL of the updateinfo.xml of an rpm repository (createrepo_c), which has another name
/// whenever it changes: asks `list` for the mirrors of the repository, one URL a line, and the
/// first of them for its repodata/repomd.xml. Fails when that names none, or a server without TLS.
net::Outcome<net::Url> find_updateinfo(const net::HttpClient& http, const net::Url& list);

}  // namespace boltseal
