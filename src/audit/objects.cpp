#include "audit/objects.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "audit/nodes.h"
#include "audit/object_document.h"
#include "base/files.h"
#include "base/parallel.h"
#include "check/manifests.h"
#include "check/present.h"
#include "check/unit.h"
#include "sources/kubernetes/objects.h"

namespace boltseal {
namespace {

// Documents of this many bytes are read in parallel, and stay within what a source takes of one.
constexpr std::size_t document_size = 2 << 20;

// Names of Kubernetes have no slash, but a server can answer anything.
std::string one_part(std::string name) {
  std::ranges::replace(name, '/', '_');
  return name;
}

// "Deployment/web", as findings begin the names of what they affect.
std::string title_of(const LiveObject& object) { return object.kind + "/" + object.name; }

std::string path_of(const LiveEngine& engine, const LiveObject& object) {
  return engine.name + " " + one_part(object.kind) + " " +
         (object.name_space.empty() ? "" : one_part(object.name_space) + "/") +
         one_part(object.name);
}

// What the pods of a namespace are read with, whichever document they stand in.
bool is_shared(const LiveObject& object) {
  return object.kind == "ServiceAccount" || object.kind == "PersistentVolume";
}

// Objects of one namespace, and what the rules say of them.
struct Part {
  ObjectDocument document;
  std::string name_space;
  std::vector<std::pair<const LiveObject*, ByteSpan>> objects = {};
  Unit unit = {};
  std::vector<Finding> findings = {};
  std::size_t unknown = 0;
};

// The objects in documents, those of one namespace together.
std::vector<std::unique_ptr<Part>> documents_of(const LiveEngine& engine, bool are_made) {
  std::multimap<std::string_view, const LiveObject*> shared;
  for (const LiveObject& each : engine.objects) {
    if (is_shared(each)) shared.emplace(each.used_in, &each);
  }
  std::vector<std::unique_ptr<Part>> parts;
  for (const LiveObject& each : engine.objects) {
    if (is_shared(each) || each.made_by.empty() == are_made) continue;
    const bool is_new = parts.empty() || parts.back()->name_space != each.name_space ||
                        parts.back()->document.text().size() > document_size;
    if (is_new) {
      parts.push_back(std::make_unique<Part>(
          Part{ObjectDocument(engine.name + " " + std::to_string(parts.size())), each.name_space}));
      const auto [begin, end] = shared.equal_range(each.name_space);
      for (auto at = begin; at != end; ++at) {
        parts.back()->document.add(path_of(engine, *at->second), at->second->text);
      }
    }
    Part& part = *parts.back();
    part.objects.emplace_back(&each, part.document.add(path_of(engine, each), each.text));
  }
  return parts;
}

void judge_nodes(Part& part, const RuleSet& rules) {
  for (const auto& [object, bytes] : part.objects) {
    if (object->kind != "Node" || part.unit.files.empty()) continue;
    const Machine machine = machine_of_node(*part.unit.files.front(), bytes);
    for (const NamedRule* const named : rules) {
      if (named->rule->machine == nullptr) continue;
      Findings said(*named, title_of(*object), part.findings);
      named->rule->machine(machine, said);
    }
  }
}

MemoryFiles files_of(const ObjectDocument& document) {
  return MemoryFiles(std::map<std::string, std::string>{{document.path(), document.text()}});
}

void read_and_judge(Part& part, const ObjectRules& rules) {
  const MemoryFiles files = files_of(part.document);
  part.unit = open_unit(part.document.path(), &kubernetes_objects_source, files);
  link_unit(part.unit, files, {});
  if (rules.policy != nullptr) {
    for (Image& image : part.unit.inventory.images) {
      image.is_from_trusted = rules.policy->trusts(image.reference);
    }
  }
  part.unknown = judge(part.unit.inventory, rules.rules, part.findings, rules.minor);
  judge_nodes(part, rules.rules);
}

void read_and_judge(std::vector<std::unique_ptr<Part>>& parts, const ObjectRules& rules) {
  for_each_in_parallel(0, parts.size(), rules.threads,
                       [&](std::size_t at) { read_and_judge(*parts[at], rules); });
}

// Who is told to break a rule: namespace, rule, fact, "Deployment/web container app".
using Told = std::tuple<std::string, std::string_view, std::string, std::string>;

std::set<Told> told_of(const std::vector<std::unique_ptr<Part>>& parts) {
  std::set<Told> told;
  for (const auto& part : parts) {
    for (const Finding& each : part->findings) {
      for (const std::string& subject : each.subjects) {
        told.emplace(part->name_space, each.rule, each.fact, subject);
      }
    }
  }
  return told;
}

// Leaves what makers do not say as well, each once, of all pods that it is so of.
void keep_differences(std::vector<std::unique_ptr<Part>>& parts, const std::set<Told>& told) {
  std::map<Told, Finding*> first;
  for (const auto& part : parts) {
    std::map<std::string, std::string_view, std::less<>> makers;  // of "Pod/web-x"
    for (const auto& [object, bytes] : part->objects) {
      makers.emplace(title_of(*object), object->made_by);
    }
    std::erase_if(part->findings, [&](const Finding& finding) { return finding.subjects.empty(); });
    std::vector<bool> is_left(part->findings.size());
    for (std::size_t at = 0; at < is_left.size(); ++at) {
      Finding& finding = part->findings[at];
      const std::string& subject = finding.subjects.front();
      const std::size_t end = std::min(subject.find(' '), subject.size());
      const auto maker = makers.find(std::string_view(subject).substr(0, end));
      if (maker == makers.end()) continue;
      Told key(part->name_space, finding.rule, finding.fact,
               std::string(maker->second) + subject.substr(end));
      if (told.contains(key)) continue;
      const auto [known, is_first] = first.emplace(std::move(key), &finding);
      is_left[at] = is_first;
      if (!is_first) known->second->subjects.push_back(subject);
    }
    for (std::size_t at = 0; at < is_left.size(); ++at) {
      if (!is_left[at]) part->findings[at].subjects.clear();
    }
  }
  // Only now, since others were written into.
  for (const auto& part : parts) {
    std::erase_if(part->findings, [](const Finding& finding) { return finding.subjects.empty(); });
  }
}

void present(const Part& part, std::vector<Finding> findings, Verdict& verdict) {
  Presenter presenter(part.unit);
  for (Finding& finding : findings) {
    ShownFinding shown = presenter.show(std::move(finding), false);
    shown.fixable = false;  // nobody can edit what runs
    part.document.resolve(shown.place);
    for (Place& place : shown.chain) part.document.resolve(place);
    verdict.findings.push_back(std::move(shown));
  }
}

// Rules about all objects together.
void judge_together(const LiveEngine& engine, const ObjectRules& rules,
                    std::vector<std::unique_ptr<Part>>& parts, Verdict& verdict) {
  Project all;
  all.name = engine.name;
  // What was not told may be what rules miss.
  all.open = !engine.errors.empty();
  std::map<const File*, const Part*> homes;
  for (const auto& part : parts) {
    for (Project& project : part->unit.inventory.projects) {
      // The version is the one in which it was asked for, and the server speaks it.
      project.objects.clear();
      join_manifests(all, std::move(project));
    }
    for (const auto& file : part->unit.files) homes[file.get()] = part.get();
  }
  std::vector<Finding> findings;
  verdict.unknown += judge(all, rules.rules, findings);
  std::map<const Part*, std::vector<Finding>> of_parts;
  for (Finding& finding : findings) {
    const auto home = homes.find(finding.site.file);
    if (home != homes.end()) of_parts[home->second].push_back(std::move(finding));
  }
  for (auto& [part, own] : of_parts) present(*part, std::move(own), verdict);
}

}  // namespace

Verdict judge_objects(const LiveEngine& engine, const ObjectRules& rules) {
  Verdict verdict;
  verdict.files = engine.objects.size();
  std::vector<std::unique_ptr<Part>> parts = documents_of(engine, false);
  std::vector<std::unique_ptr<Part>> made = documents_of(engine, true);
  read_and_judge(parts, rules);
  read_and_judge(made, rules);
  keep_differences(made, told_of(parts));
  for (auto* const all : {&parts, &made}) {
    for (const auto& part : *all) {
      verdict.workloads += part->unit.inventory.workloads.size();
      verdict.unknown += part->unknown;
      const MemoryFiles files = files_of(part->document);
      for (const Error& error : part->unit.inventory.errors) {
        ShownError shown = show(error, files);
        part->document.resolve(shown.place);
        verdict.errors.push_back(std::move(shown));
      }
    }
  }
  judge_together(engine, rules, parts, verdict);
  for (auto* const all : {&parts, &made}) {
    for (const auto& part : *all) present(*part, std::move(part->findings), verdict);
  }
  return verdict;
}

}  // namespace boltseal
