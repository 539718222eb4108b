#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Secret {
  std::string_view name;  // whole, or "*ending"
  std::string_view what;
  bool certain = true;  // the name alone says that it is a secret
};

// Names that programs give to their credentials, by their manuals.
constexpr std::array secrets = {
    Secret{".env", "the settings and passwords of an environment", false},
    Secret{".env.local", "the settings and passwords of an environment", false},
    Secret{".env.prod", "the settings and passwords of an environment", false},
    Secret{".env.production", "the settings and passwords of an environment", false},
    Secret{".env.staging", "the settings and passwords of an environment", false},
    Secret{"id_rsa", "a private SSH key"},
    Secret{"id_dsa", "a private SSH key"},
    Secret{"id_ecdsa", "a private SSH key"},
    Secret{"id_ed25519", "a private SSH key"},
    Secret{".ssh", "the SSH keys of a user"},
    Secret{".npmrc", "the token of a package registry", false},
    Secret{".yarnrc.yml", "the token of a package registry", false},
    Secret{".pypirc", "the token of a package registry"},
    Secret{".netrc", "logins for servers"},
    Secret{"_netrc", "logins for servers"},
    Secret{".git-credentials", "logins for Git servers"},
    Secret{".dockercfg", "logins for container registries"},
    Secret{".dockerconfigjson", "logins for container registries"},
    Secret{".pgpass", "database passwords"},
    Secret{".my.cnf", "a database password"},
    Secret{".aws", "the credentials of an AWS account"},
    Secret{".azure", "the credentials of an Azure account"},
    Secret{".kube", "credentials for a cluster"},
    Secret{"kubeconfig", "credentials for a cluster"},
    Secret{".gnupg", "private GnuPG keys"},
    Secret{".vault-token", "a token of Vault"},
    Secret{"terraform.tfstate", "Terraform's state with all its secrets"},
    Secret{"service-account.json", "the key of a service account", false},
    Secret{"service_account.json", "the key of a service account", false},
    Secret{"credentials.json", "the credentials of an account", false},
    Secret{"master.key", "the key of an application's secrets"},
    Secret{"privkey.pem", "a private key"},
    Secret{"*-key.pem", "a private key"},
    Secret{"*_key.pem", "a private key"},
    Secret{"*.private.pem", "a private key"},
    Secret{"key.pem", "a private key"},
    Secret{"server.key", "a private key"},
    Secret{"tls.key", "a private key"},
    Secret{"ssl.key", "a private key"},
    Secret{"private.key", "a private key"},
    Secret{"*.ppk", "a private SSH key"},
    Secret{"*.p12", "a certificate with its private key", false},
    Secret{"*.pfx", "a certificate with its private key", false},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The last part of a path that is not empty: ".aws" of "/root/.aws/".
std::string_view name_of_path(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

const Secret* secret_of(const Text& source) {
  if (!source.is_known()) return nullptr;
  const std::string_view path = source.bytes();
  const std::string_view name = name_of_path(path);
  if (contains(path, "example") || contains(path, "sample") || contains(path, "://") ||
      contains(name, "public")) {
    return nullptr;
  }
  // A file in a folder of secrets: .aws/credentials, .docker/config.json, .ssh/id_work.
  if (path.ends_with(".docker/config.json")) {
    static constexpr Secret login{".docker/config.json", "logins for container registries"};
    return &login;
  }
  // What may well lie in these folders without being secret.
  if (name == "config" || name == "known_hosts" || name == "authorized_keys" ||
      name.ends_with(".pub")) {
    return nullptr;
  }
  if (contains(path, ".aws/") && name == "credentials") {
    static constexpr Secret aws{".aws/credentials", "the credentials of an AWS account"};
    return &aws;
  }
  const auto found = std::ranges::find_if(secrets, [&](const Secret& secret) {
    if (!secret.name.starts_with('*')) return secret.name == name;
    const std::string_view ending = secret.name.substr(1);
    return name.size() > ending.size() && name.ends_with(ending);
  });
  return found == secrets.end() ? nullptr : &*found;
}

void check(const Build& build, Findings& findings) {
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      if (instruction.name != "COPY" && instruction.name != "ADD") continue;
      if (instruction.arguments.size() < 2) continue;
      for (std::size_t at = 0; at + 1 < instruction.arguments.size(); ++at) {
        const Item& source = instruction.arguments[at];
        const Secret* const secret = secret_of(source.text);
        if (secret == nullptr) continue;
        Finding& finding = findings.add(
            source.origin, "copy[" + source.text.bytes() + "]",
            source.text.bytes() + " is copied into the image; a file of this name holds " +
                std::string(secret->what));
        if (!secret->certain) {
          finding.severity = Severity::medium;
          finding.confidence = Confidence::medium;
        }
      }
    }
  }
}

}  // namespace

extern const Rule build_secret_copied{
    .summary = "Secret file copied into the image",
    .what =
        "`COPY` or `ADD`, in the stage that becomes the image or one that it starts from, takes a "
        "file or folder whose name is that of credentials: `.env`, private keys (`id_rsa`, "
        "`privkey.pem`, `*-key.pem`), `.npmrc`, `.netrc`, `.aws`, `.ssh`, `.kube`, `.docker/"
        "config.json`, `terraform.tfstate` … Samples (`.env.example`), public keys and stages that "
        "the image only copies results from are not reported.",
    .why =
        "Everybody who can pull the image can read the file, and deleting it in a later step "
        "changes nothing: it stays in its layer. An image is copied to registries, hosts and "
        "laptops, so a key in it is a key that was published.",
    .remedy =
        "Give a build its secrets with `RUN --mount=type=secret,id=…` and a container its own when "
        "it starts; list the files in `.dockerignore` so that no wildcard takes them. Replace "
        "every "
        "secret that was ever in an image.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/building/secrets/", "CWE-538"},
    .build = check,
};

}  // namespace boltseal
