#pragma once

#include <string>

#include "gate/decision.h"
#include "gate/docker/asked_object.h"
#include "gate/record.h"

namespace boltseal::docker {

/// What dockerd asks a plugin before it does what a client wants (docs.docker.com, "Access
/// authorization plugin").
struct AuthorizationRequest {
  std::string user = {};              ///< Of the client's certificate; empty: it has none.
  std::string method = {}, uri = {};  ///< Of the client's request.
  std::string content_type = {};
  std::string body = {};  ///< Empty as well where dockerd does not hand it on.
};

/// Reads what dockerd sends to /AuthZPlugin.AuthZReq.
Result<AuthorizationRequest> read_authorization_request(std::string_view text);

struct Authorization {
  GateRequest request;
  Decision decision;
  bool is_recorded = true;  ///< Not where something is only read.
};

/// Judges a call by the policy. Never throws but for want of memory.
Authorization authorize(const AuthorizationRequest& asked, const GatePolicy& policy,
                        const Around& around);

/// Judges the text of a record of this door again. `call` is the record's.
Decision judge_docker_text(const std::string& call, const std::string& text,
                           const GatePolicy& policy);

}  // namespace boltseal::docker
