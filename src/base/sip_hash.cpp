#include "base/sip_hash.h"

#include <sys/auxv.h>

namespace boltseal {

const SipKey& process_key() {
  static const SipKey key = [] {
    // Sixteen random bytes that the kernel gives to each program that it starts (getauxval(3)).
    SipKey random;
    const void* const bytes = reinterpret_cast<const void*>(getauxval(AT_RANDOM));
    if (bytes != nullptr) std::memcpy(&random, bytes, sizeof random);
    return random;
  }();
  return key;
}

}  // namespace boltseal
