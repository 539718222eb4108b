#include "audit/kubeconfig.h"

#include <memory>
#include <optional>
#include <string_view>

#include "base/base64.h"
#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Node;

// One file, with what keeps its tree alive.
struct Kubeconfig {
  File file;
  std::optional<Document> document = {};
  yaml::Tree tree = {};

  const Node* root() const {
    return tree.documents.empty() || tree.documents.front() == nullptr ? nullptr
                                                                       : tree.documents.front();
  }
};

// An entry of `clusters`, `users` or `contexts`, and the file that it stands in.
struct Named {
  const Node* node = nullptr;
  const Kubeconfig* in = nullptr;

  const Node* get(std::string_view key) const {
    const Node* const found = node != nullptr && node->is_mapping() ? node->get(key) : nullptr;
    return found != nullptr && found->is_null() ? nullptr : found;
  }
  std::string text(std::string_view key) const {
    const Node* const found = get(key);
    return found != nullptr && found->is_scalar() ? std::string(found->value) : std::string();
  }
  bool truth(std::string_view key) const {
    const Node* const found = get(key);
    return found != nullptr && found->is_scalar() && yaml::as_bool(*found).value_or(false);
  }
};

class Kubeconfigs {
 public:
  explicit Kubeconfigs(const Files& files) : files_(files) {}

  Result<void> read(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      if (!files_.exists(path)) continue;
      Result<std::string> text = files_.read(path);
      if (!text) return std::unexpected(text.error());
      auto one = std::make_unique<Kubeconfig>(File{path, std::move(*text)});
      one->document.emplace(one->file);
      if (const auto parsed = yaml::parse(*one->document, one->tree); !parsed) {
        return std::unexpected(parsed.error());
      }
      if (one->root() != nullptr && !one->root()->is_mapping()) {
        return fail("is no kubeconfig", path);
      }
      read_.push_back(std::move(one));
    }
    return {};
  }

  std::string paths() const {
    std::string all;
    for (const auto& one : read_) all += (all.empty() ? "" : ", ") + one->file.path;
    return all;
  }
  bool empty() const { return read_.empty(); }

  std::string current_context() const {
    for (const auto& one : read_) {
      std::string name = Named{one->root(), one.get()}.text("current-context");
      if (!name.empty()) return name;
    }
    return {};
  }

  /// What stands under `key` ("cluster") of the entry of that name in the list ("clusters").
  std::optional<Named> find(std::string_view list, const std::string& name,
                            std::string_view key) const {
    for (const auto& one : read_) {
      const Node* const entries = Named{one->root(), one.get()}.get(list);
      if (entries == nullptr) continue;
      for (const Node* const each : entries->items) {
        const Named entry{each, one.get()};
        if (entry.text("name") == name) return Named{entry.get(key), one.get()};
      }
    }
    return std::nullopt;
  }

  /// Bytes that stand in the file itself under KEY-data, or in the one that KEY names; empty when
  /// neither does.
  Result<std::string> bytes(const Named& in, const std::string& key) const {
    if (const std::string data = in.text(key + "-data"); !data.empty()) {
      auto decoded = decode_base64(data);
      if (!decoded) return fail(key + "-data is no base64", in.in->file.path);
      return std::move(*decoded);
    }
    return content_of(in, key);
  }

  Result<std::string> content_of(const Named& in, const std::string& key) const {
    const std::string path = in.text(key);
    if (path.empty()) return std::string();
    return files_.read(resolve(directory_of(in.in->file.path), path));
  }

 private:
  const Files& files_;
  std::vector<std::unique_ptr<Kubeconfig>> read_;
};

// What may stand in a header: one line, without what could begin another.
std::string header_value(std::string_view text) { return std::string(trim(text)); }

Result<void> read_cluster(const Named& cluster, const Kubeconfigs& all, KubernetesAccess& access) {
  const std::string& path = cluster.in->file.path;
  const std::string written = cluster.text("server");
  if (!set_server(written, access)) {
    return fail("names no server that can be asked: \"" + sanitize(written) + "\"", path);
  }
  access.trust.verify = !cluster.truth("insecure-skip-tls-verify");
  access.trust.peer = cluster.text("tls-server-name");
  auto authority = all.bytes(cluster, "certificate-authority");
  if (!authority) return std::unexpected(authority.error());
  access.trust.authority_text = std::move(*authority);
  access.proxy = cluster.text("proxy-url");
  if (!access.proxy.empty() && !access.proxy.starts_with("http://")) {
    return fail("its proxy-url " + sanitize(access.proxy) + " cannot be used", path, {},
                "only proxies of HTTP (http://HOST:PORT) are spoken to");
  }
  return {};
}

Result<std::string> token_of(const Named& user, const Kubeconfigs& all) {
  // Where both stand, what is in the file counts (kubernetes.io, "kubeconfig (v1)": AuthInfo).
  auto token = all.content_of(user, "tokenFile");
  if (!token) return token;
  std::string found = header_value(*token);
  return found.empty() ? header_value(user.text("token")) : found;
}

Result<void> read_user(const Named& user, const Kubeconfigs& all, KubernetesAccess& access) {
  auto certificate = all.bytes(user, "client-certificate");
  auto key = all.bytes(user, "client-key");
  auto token = token_of(user, all);
  for (const auto* const each : {&certificate, &key, &token}) {
    if (!*each) return std::unexpected(each->error());
  }
  access.trust.certificate_text = std::move(*certificate);
  access.trust.key_text = std::move(*key);
  const std::string name = user.text("username");
  if (!token->empty()) {
    access.headers.emplace_back("Authorization", "Bearer " + *token);
  } else if (!name.empty()) {
    access.headers.emplace_back("Authorization",
                                "Basic " + encode_base64(name + ":" + user.text("password")));
  } else if (access.trust.certificate_text.empty()) {
    for (const char* const plugin : {"exec", "auth-provider"}) {
      if (user.get(plugin) == nullptr) continue;
      return fail("asks a program for its credentials (" + std::string(plugin) +
                      "), and nothing is executed",
                  user.in->file.path, {},
                  "name a kubeconfig with a token or a certificate, for instance one made with "
                  "kubectl create token NAME");
    }
  }
  if (const std::string as = header_value(user.text("as")); !as.empty()) {
    access.headers.emplace_back("Impersonate-User", as);
    const Node* const groups = user.get("as-groups");
    if (groups != nullptr) {
      for (const Node* const group : groups->items) {
        if (group->is_scalar()) access.headers.emplace_back("Impersonate-Group", group->value);
      }
    }
  }
  return {};
}

}  // namespace

Result<KubernetesAccess> read_kubeconfig(const std::vector<std::string>& paths,
                                         const std::string& context, const Files& files) {
  Kubeconfigs all(files);
  if (const auto read = all.read(paths); !read) return std::unexpected(read.error());
  const std::string where = all.empty() ? join({paths.begin(), paths.end()}, ", ") : all.paths();
  if (all.empty()) return fail("is not there", where);
  KubernetesAccess access;
  access.from = where;
  access.context = context.empty() ? all.current_context() : context;
  if (access.context.empty()) {
    return fail("has no current-context", where, {}, "choose one with --kube-context=NAME");
  }
  const auto missing = [&](std::string_view what, const std::string& name) {
    return fail("has no " + std::string(what) + " named \"" + sanitize(name) + "\"", where);
  };
  const auto chosen = all.find("contexts", access.context, "context");
  if (!chosen) return missing("context", access.context);
  const auto cluster = all.find("clusters", chosen->text("cluster"), "cluster");
  if (!cluster) return missing("cluster", chosen->text("cluster"));
  if (const auto done = read_cluster(*cluster, all, access); !done) {
    return std::unexpected(done.error());
  }
  const std::string name = chosen->text("user");
  const auto user = all.find("users", name, "user");
  if (!user && !name.empty()) return missing("user", name);
  if (user) {
    if (const auto done = read_user(*user, all, access); !done) {
      return std::unexpected(done.error());
    }
  }
  if (shows_credentials(access)) {
    return fail("would show its credentials on the way: " + url_of(access) + " does not encrypt",
                where, {}, "name the server with https://");
  }
  return access;
}

}  // namespace boltseal
