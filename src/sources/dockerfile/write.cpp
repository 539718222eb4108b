#include "sources/dockerfile/write.h"

#include "sources/dockerfile/write_stage.h"
#include "sources/rewrite.h"

namespace boltseal::dockerfile {

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  if (change.op == Change::Op::rewrite) return rewrite(document, change);
  switch (change.fact) {
    case Fact::mounts:
      return fail(
          "a Dockerfile declares no host mounts; they are mended where the container is started");
    case Fact::user: return write_user(document, change);
    case Fact::health_check: return write_health_check(document, change);
    default:
      return fail("a Dockerfile cannot express this; it is mended where the container is started");
  }
}

std::string spell(const Document& document, const Change& change) {
  if (change.op == Change::Op::rewrite) return {};
  if (change.fact == Fact::user) {
    std::string user = spell_user(document, change);
    const std::string* const name = std::get_if<std::string>(&change.value);
    if (!user.empty() || change.field != "number" || name == nullptr) return user;
    return "USER with the number of " + *name;
  }
  if (change.fact != Fact::health_check) return {};
  std::string line = spell_health_check(document, change);
  return line.empty() ? "HEALTHCHECK CMD …" : line;
}

}  // namespace boltseal::dockerfile
