#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "model/facts.h"

namespace boltseal {

/// Whether the value of a variable of this name may hold the host name of another workload. What is
/// a secret, a user, a port, a time zone or the program's own public address by its name does not.
bool may_hold_host(std::string_view variable);

/// Whether an unknown part of a setting's value may hold the host name of another workload: in
/// `postgres://shop:${PASSWORD}@db/shop` it does not, in `http://${HOST}/` it does.
bool may_hide_host(const Setting& setting);
/// The same for a word of a command line: `--host=${HOST}`.
bool may_hide_host(const Text& word);

/// Calls `visit` with each word of a text that could be a host name, or the first label of one.
void each_host_word(std::string_view text, const std::function<void(std::string_view)>& visit);

}  // namespace boltseal
