#include "policy/admission_keys.h"

namespace boltseal::policy_file {
namespace {

constexpr std::array<std::string_view, 3> answers = {"allow", "warn", "deny"};

constexpr std::array exempt_keys = {
    Key<AdmissionSettings>{"namespaces", "Patterns of namespaces",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.namespaces = texts_of(value, reading);
                           },
                           texts_schema},
    Key<AdmissionSettings>{"users",
                           "Patterns of names of users, as in system:serviceaccount:NAMESPACE:NAME",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.users = texts_of(value, reading);
                           },
                           texts_schema},
    Key<AdmissionSettings>{"groups", "Patterns of groups of users",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.groups = texts_of(value, reading);
                           },
                           texts_schema},
};

constexpr std::array keys = {
    Key<AdmissionSettings>{
        "exempt", "Whose requests are let through unjudged",
        [](const Node& value, AdmissionSettings& admission, Reading& reading) {
          read_keys<AdmissionSettings>(value, exempt_keys, "exempt", admission, reading);
        },
        [](JsonWriter& json) { mapping_schema<AdmissionSettings>(json, exempt_keys); }},
    Key<AdmissionSettings>{"connect",
                           "What is answered to exec, attach, port-forward and proxies (default: "
                           "allow)",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.connect = word_of(value, answers, reading);
                           },
                           [](JsonWriter& json) { enumeration(json, answers); }},
    Key<AdmissionSettings>{"unknown_images",
                           "What is answered to an image of which --images has no scan (default: "
                           "allow)",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.unknown_images = word_of(value, answers, reading);
                           },
                           [](JsonWriter& json) { enumeration(json, answers); }},
    Key<AdmissionSettings>{"read_only_root",
                           "Whether hardening makes the root file systems of containers read-only "
                           "(default: false)",
                           [](const Node& value, AdmissionSettings& admission, Reading& reading) {
                             admission.read_only_root = truth_of(value, reading);
                           },
                           truth_schema},
};

}  // namespace

void read_admission(const Node& value, AdmissionSettings& admission, Reading& reading) {
  read_keys<AdmissionSettings>(value, keys, "kubernetes", admission, reading);
}

void admission_schema(JsonWriter& json) { mapping_schema<AdmissionSettings>(json, keys); }

}  // namespace boltseal::policy_file
