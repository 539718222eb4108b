// The actions that look at one advisory file, sign it, or list where advisories come from.

#include <algorithm>

#include "advisories/lookup_encode.h"
#include "advisories/signature.h"
#include "advisories/sources.h"
#include "base/files.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "cli/advisory_file.h"
#include "cli/db_actions.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/source_choice.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

std::string asked_file(const Arguments& arguments) {
  if (arguments.positional().size() > 1) return arguments.positional()[1];
  return arguments.has("db") ? std::string(arguments.value("db")) : default_advisory_file();
}

/// What is known of the signature of a file.
struct SignatureState {
  std::string_view word;  // for programs
  std::string text;       // for people
};

SignatureState signature_state(const LookupFile& file, const std::string& path,
                               const std::string& key) {
  const std::string signatures = read_signatures(path);
  if (signatures.empty()) return {"none", "not signed"};
  if (key.empty()) return {"unverified", "signed; no key is configured to verify it"};
  if (const auto good = file.verify(key, signatures); !good) {
    return {"wrong", "signed, but it " + good.error().message};
  }
  return {"good", "signed by the key that is configured"};
}

void info_json(const LookupFile& file, const std::string& path, const SignatureState& signature,
               Output& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "boltseal/db/1");
  json.member("path", path);
  json.member("digest", file.digest());
  json.member("signature", signature.word);
  json.member("bytes", file.size());
  json.member("packages", file.package_count());
  json.member("vulnerabilities", file.vulnerability_count());
  write_sources(json, file.sources(), file.ecosystems());
  json.end_object();
}

}  // namespace

ExitCode db_info(const Arguments& arguments, Console& console) {
  const std::string path = asked_file(arguments);
  const auto key = advisory_key(arguments.value("key"), arguments);
  if (!key) return failed(console, key.error(), ExitCode::usage);
  const auto file = LookupFile::open(path);
  if (!file) return failed(console, file.error(), ExitCode::gaps);
  const SignatureState signature = signature_state(*file, path, *key);
  if (arguments.value("format") == "json") {
    info_json(*file, path, signature, console.out);
    return ExitCode::clean;
  }
  console.out.write(sanitize(path) + "\n" + file->digest() + ", " + megabytes(file->size()) + ", " +
                    counted(file->package_count(), "package") + ", " +
                    std::to_string(file->vulnerability_count()) +
                    (file->vulnerability_count() == 1 ? " vulnerability" : " vulnerabilities") +
                    "\n" + sanitize(signature.text) + "\n");
  list_sources(file->sources(), console.out);
  console.out.write(sanitize(join(file->ecosystems(), ", ")) + "\n");
  return ExitCode::clean;
}

ExitCode db_verify(const Arguments& arguments, Console& console) {
  const std::string path = asked_file(arguments);
  const auto key = advisory_key(arguments.value("key"), arguments);
  if (!key) return failed(console, key.error(), ExitCode::usage);
  const auto file = LookupFile::open(path);
  if (!file) return failed(console, file.error(), ExitCode::gaps);
  const std::string signatures = read_signatures(path);
  if (auto done = key->empty() ? file->verify() : file->verify(*key, signatures); !done) {
    done.error().path = path;
    return failed(console, done.error(), ExitCode::findings);
  }
  console.out.write(sanitize(path) + " is what was written: " + file->digest() + "\n");
  console.out.write(!key->empty() ? "it is signed by the key that is configured\n"
                    : signatures.empty()
                        ? "it is not signed\n"
                        : "its signature was not verified: name a key with --key\n");
  return ExitCode::clean;
}

ExitCode db_sign(const Arguments& arguments, Console& console) {
  const std::string path = asked_file(arguments);
  if (!arguments.has("key")) {
    return wrong_usage(console, "db",
                       {"say with which private key: --key=key.pem",
                        {},
                        {},
                        "openssl genpkey -algorithm ed25519 -out key.pem makes one"});
  }
  const auto pem = DiskFiles().read(std::string(arguments.value("key")));
  if (!pem) return failed(console, pem.error(), ExitCode::usage);
  const auto file = LookupFile::open(path);
  if (!file) return failed(console, file.error(), ExitCode::gaps);
  // A signature says that the file is good.
  auto done = file->verify();
  if (!done) {
    done.error().path = path;
    return failed(console, done.error(), ExitCode::gaps);
  }
  done = sign_lookup(path, file->header_bytes(), *pem);
  if (!done) {
    if (done.error().path.empty()) done.error().path = arguments.value("key");
    return failed(console, done.error(), ExitCode::usage);
  }
  console.out.write(sanitize(signature_path(path)) + " written\n");
  return ExitCode::clean;
}

ExitCode db_sources(const Arguments& arguments, Console& console) {
  const auto settings = own_advisory_settings(arguments, DiskFiles());
  if (!settings) return failed(console, settings.error(), ExitCode::usage);
  const auto chosen = chosen_sources(arguments, *settings);
  if (!chosen) return failed(console, chosen.error(), ExitCode::usage);
  for (const PublicSource& source : public_sources()) {
    const bool is_on = std::ranges::find(*chosen, &source) != chosen->end();
    console.out.write("  " + pad(source.name, 14) + (is_on ? "on   " : "off  ") +
                      pad(name_of(source.size), 16) + pad(source.title, 38) +
                      std::string(source.server) + std::string(source.folder) + "\n");
  }
  return ExitCode::clean;
}

}  // namespace boltseal
