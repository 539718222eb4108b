#include "report/network_picture.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/display_width.h"
#include "base/text.h"
#include "report/markup.h"
#include "report/network_text.h"

// From top to bottom: the machine with what it publishes and who shares its network, then one lane
// for each network, a bar with its members below. Ways between networks run in the gutter at the
// left, published ports in that at the right.

namespace boltseal {
namespace {

constexpr int width = 1040;  // of the picture, in its own units
constexpr int gap = 10, bar_height = 22, box_height = 40, columns = 6;
constexpr int way_step = 9;              // between two lines in a gutter
constexpr std::size_t most_boxes = 300;  // of the picture; more are only counted
constexpr std::size_t most_ways = 24;    // in one gutter; more are only counted
constexpr std::size_t most_lanes = 120;
constexpr std::size_t most_published = 36;

constexpr std::string_view style = R"(<style>
.bs-net text { font: 11px system-ui, sans-serif; fill: currentColor; }
.bs-net .faint { fill: #888; fill: var(--faint, #888); }
.bs-net .name { font-weight: 600; }
.bs-net .bar { fill: #8884; fill: var(--line, #8884); }
.bs-net .box { fill: #8881; stroke: #8888; stroke: var(--line, #8888); }
.bs-net .open { stroke: #d33; stroke-width: 1.5; }
.bs-net .host { fill: #b7701a22; stroke: #b70; }
.bs-net .shares { stroke: #b70; stroke-width: 1.5; }
.bs-net .port { fill: #38c2; stroke: #38c; }
.bs-net .stray { fill: #d332; stroke: #d33; }
.bs-net .way { fill: none; stroke: #d33; stroke-width: 1.5; }
.bs-net .doubt { stroke: #b70; stroke-dasharray: 4 3; }
.bs-net .published { fill: none; stroke: #38c; stroke-width: 1.5; }
.bs-net .apart { stroke: currentColor; stroke-dasharray: 3 3; }
</style>
)";

// As much of a text as fits into so many columns.
std::string fitting(const std::string& text, std::size_t most) {
  const std::string clean = sanitize(text);
  if (display_width(clean) <= most) return clean;
  std::string kept;
  std::size_t used = 0;
  for (std::size_t at = 0; at < clean.size();) {
    const std::string_view rest = std::string_view(clean).substr(at);
    const std::size_t length = std::max<std::size_t>(utf8_length(rest), 1);
    used += static_cast<std::size_t>(std::max(display_width_of(rest.substr(0, length)), 0));
    if (used >= most) break;
    kept += rest.substr(0, length);
    at += length;
  }
  return kept + "…";
}

struct Lane {
  std::size_t network = no_part;                             // no_part: those without a network
  std::vector<std::pair<std::size_t, std::string>> members;  // spaces, with their addresses
  int top = 0;
};

// A way between two lanes: in the left gutter.
struct Way {
  std::size_t from = 0, to = 0;
  bool is_mutual = false, is_sure = true;
  std::string title;
};

class Picture {
 public:
  explicit Picture(const NetworkMap& map)
      : map_(map), counts_only_(map.containers.size() > most_boxes) {}

  std::string draw() {
    if (map_.containers.empty()) return {};
    collect_lanes();
    collect_ways();
    left_ = 8 + way_step * static_cast<int>(std::min(ways_.size(), most_ways));
    std::size_t published_lanes = 0;
    for (const Lane& lane : lanes_) published_lanes += is_published(lane) ? 1 : 0;
    right_ = width - 8 - way_step * static_cast<int>(std::min(published_lanes, most_ways));
    draw_host();
    for (Lane& lane : lanes_) draw_lane(lane);
    draw_ways();
    draw_published();
    draw_legend();
    const std::string height = std::to_string(y_ + gap);
    return "<svg class=\"bs-net\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 "
           "0 " +
           std::to_string(width) + " " + height +
           "\" width=\"100%\" style=\"max-width: " + std::to_string(width) +
           "px\">\n<title>The network of this machine</title>\n" + std::string(style) + body_ +
           "</svg>\n";
  }

 private:
  void collect_lanes() {
    std::map<std::size_t, Lane> by_network;
    Lane without;
    for (std::size_t at = 0; at < map_.spaces.size(); ++at) {
      const MapSpace& space = map_.spaces[at];
      if (space.is_host) continue;
      bool is_placed = false;
      for (const MapAttachment& each : space.attachments) {
        if (each.network == no_part) continue;
        Lane& lane = by_network[each.network];
        lane.network = each.network;
        lane.members.emplace_back(at, each.address);
        is_placed = true;
      }
      if (!is_placed) {
        const bool has_address = !space.attachments.empty();
        without.members.emplace_back(at, has_address ? space.attachments.front().address : "");
      }
    }
    for (auto& [network, lane] : by_network) {
      if (lanes_.size() < most_lanes) lanes_.push_back(std::move(lane));
    }
    left_out_ = by_network.size() - lanes_.size();
    if (!without.members.empty()) lanes_.push_back(std::move(without));
  }

  void collect_ways() {
    std::map<std::pair<std::size_t, std::size_t>, Way> ways;
    std::map<std::size_t, std::size_t> lane_of;
    for (std::size_t at = 0; at < lanes_.size(); ++at) lane_of[lanes_[at].network] = at;
    for (const MapEdge& edge : map_.edges) {
      const std::size_t from = map_.groups[edge.from].network, to = map_.groups[edge.to].network;
      if (edge.by != ReachBy::routes || edge.reach == Reach::no || from == to) continue;
      if (!lane_of.contains(from) || !lane_of.contains(to)) continue;
      const std::size_t one = lane_of[from], other = lane_of[to];
      Way& way = ways[std::minmax(one, other)];
      if (way.title.empty()) {
        way.from = one;
        way.to = other;
      } else if (way.from == other) {
        way.is_mutual = true;
      }
      way.is_sure = way.is_sure && edge.reach == Reach::yes;
      way.title += name_of_group(map_, edge.from) + " to " + name_of_group(map_, edge.to) +
                   (edge.ports.empty() ? "" : " on " + join(edge.ports, ", ")) +
                   (edge.reach == Reach::unknown ? " (not known)" : "") +
                   (edge.evidence == ReachEvidence::probe ? " (tried)" : "") + "\n";
    }
    for (auto& [lanes, way] : ways) ways_.push_back(std::move(way));
  }

  bool is_published(const Lane& lane) const {
    return std::ranges::any_of(lane.members,
                               [&](const auto& member) { return !ports_of(member.first).empty(); });
  }

  // The ports of the machine that lead to a namespace: "8080", "127.0.0.1:8081".
  std::vector<const MapPublished*> ports_of(std::size_t space) const {
    std::vector<const MapPublished*> ports;
    for (const MapPublished& port : map_.published) {
      if (port.container != no_part && map_.containers[port.container].space == space) {
        ports.push_back(&port);
      }
    }
    return ports;
  }

  static std::string brief(const MapPublished& port) {
    const bool is_any = port.host_address == "0.0.0.0" || port.host_address == "::";
    return (is_any ? "" : port.host_address + ":") + std::to_string(port.host_port) +
           (port.protocol == "tcp" ? "" : "/" + port.protocol);
  }

  std::string names_of(std::size_t space) const {
    std::vector<std::string> names;
    for (const std::size_t each : map_.spaces[space].containers) {
      names.push_back(map_.containers[each].name);
    }
    return join(names, " + ");
  }

  static std::string number(int value) { return std::to_string(value); }

  void box(std::string_view kind, int x, int y, int wide, int high, const std::string& title) {
    body_ += "<rect class=\"" + std::string(kind) + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
             "\" width=\"" + number(wide) + "\" height=\"" + number(high) + "\" rx=\"3\">" +
             (title.empty() ? "" : "<title>" + lines(title) + "</title>") + "</rect>\n";
  }

  // Each line by itself, since a line feed is no text to show.
  static std::string lines(const std::string& text) {
    std::string safe;
    for (const std::string_view line : split(text, '\n')) {
      if (!line.empty()) safe += (safe.empty() ? "" : "\n") + markup(line);
    }
    return safe;
  }

  void text(std::string_view kind, int x, int y, const std::string& shown, bool at_end = false) {
    body_ += "<text" + (kind.empty() ? "" : " class=\"" + std::string(kind) + "\"") + " x=\"" +
             number(x) + "\" y=\"" + number(y) + "\"" + (at_end ? " text-anchor=\"end\"" : "") +
             ">" + markup(shown) + "</text>\n";
  }

  // The machine: its published ports, and the containers that have its own network.
  void draw_host() {
    const int top = y_;
    y_ += 16;
    text("name", left_ + gap, y_ + 2, "this machine");
    y_ += 10;
    int x = left_ + gap;
    std::size_t drawn = 0;
    for (const MapPublished& port : map_.published) {
      if (drawn++ == most_published) break;
      const std::string shown =
          fitting(brief(port) + " → " +
                      (port.container == no_part ? port.container_address
                                                 : map_.containers[port.container].name) +
                      ":" + std::to_string(port.container_port),
                  34);
      const int wide = 14 + static_cast<int>(display_width(shown)) * 13 / 2;
      if (x + wide > right_ - gap) {
        x = left_ + gap;
        y_ += 22;
      }
      const std::string by = port.by.empty() ? "nobody forwards it" : join(port.by, ", ");
      box(port.is_declared ? "port" : "stray", x, y_, wide, 18,
          port.host_address + ":" + std::to_string(port.host_port) + "/" + port.protocol + "\n" +
              by + (port.is_declared ? "" : "\nits engine does not say so"));
      text("", x + 6, y_ + 13, shown);
      x += wide + 6;
    }
    if (map_.published.empty()) text("faint", x, y_ + 12, "no published ports");
    if (map_.published.size() > most_published) {
      y_ += 22;
      text("faint", left_ + gap, y_ + 12,
           "and " + std::to_string(map_.published.size() - most_published) +
               " more published ports");
    }
    y_ += 24;
    draw_sharers();
    y_ += 4;
    // Behind what stands in it.
    body_ = "<rect class=\"host\" x=\"" + number(left_) + "\" y=\"" + number(top) + "\" width=\"" +
            number(right_ - left_) + "\" height=\"" + number(y_ - top) + "\" rx=\"4\"/>\n" + body_;
    host_bottom_ = y_;
    y_ += 16;
  }

  void draw_sharers() {
    std::vector<std::size_t> sharers;
    for (const MapSpace& space : map_.spaces) {
      if (space.is_host) sharers = space.containers;
    }
    if (sharers.empty()) return;
    text("faint", left_ + gap, y_ + 12, "on its own network:");
    y_ += 18;
    if (counts_only_) {
      text("", left_ + gap, y_ + 12, counted(sharers.size(), "container"));
      y_ += 20;
      return;
    }
    std::size_t column = 0;
    for (const std::size_t container : sharers) {
      if (column == columns) {
        column = 0;
        y_ += box_height + 6;
      }
      std::vector<std::string> ports;
      for (const MapSpace& space : map_.spaces) {
        if (!space.is_host) continue;
        for (const MapListener& each : space.listeners) {
          if (each.container == container) ports.push_back(":" + std::to_string(each.port));
        }
      }
      member(column++, map_.containers[container].name, "", join(ports, " "), "box shares",
             map_.containers[container].label, "");
    }
    y_ += box_height + 8;
  }

  int box_width() const { return (right_ - left_ - gap - columns * 6) / columns; }

  void member(std::size_t column, const std::string& name, const std::string& address,
              const std::string& listens, std::string_view kind, const std::string& title,
              const std::string& badge) {
    const int wide = box_width();
    const int x = left_ + gap + static_cast<int>(column) * (wide + 6);
    const auto room = static_cast<std::size_t>(wide / 7);
    box(kind, x, y_, wide, box_height, title);
    const std::size_t badge_room = badge.empty() ? 0 : display_width(badge) + 2;
    text("name", x + 6, y_ + 15, fitting(name, room > badge_room + 4 ? room - badge_room : 4));
    if (!badge.empty()) text("faint", x + wide - 5, y_ + 15, badge, true);
    text("faint", x + 6, y_ + 31,
         fitting(address + (address.empty() ? "" : " ") + listens, room + 2));
  }

  // What holds among the members of a network.
  std::string inside(const Lane& lane) const {
    bool has_yes = false, has_no = false, has_doubt = false;
    for (const MapEdge& edge : map_.edges) {
      const bool is_of = map_.groups[edge.from].network == lane.network &&
                         map_.groups[edge.to].network == lane.network &&
                         (edge.by == ReachBy::same_bridge || edge.by == ReachBy::icc);
      if (!is_of) continue;
      has_yes = has_yes || edge.reach == Reach::yes;
      has_no = has_no || edge.reach == Reach::no;
      has_doubt = has_doubt || edge.reach == Reach::unknown;
    }
    if (has_doubt) return "who reaches whom is not known";
    if (has_yes) return has_no ? "some reach each other" : "reach each other";
    return has_no ? "kept apart" : "";
  }

  std::string facts_of(const Lane& lane) const {
    if (lane.network == no_part) return "no network that is known";
    const MapNetwork& network = map_.networks[lane.network];
    std::vector<std::string> facts;
    if (!network.engine.empty()) facts.push_back(network.engine);
    facts.push_back(network.interface.empty() ? network.driver : network.interface);
    for (const std::string& subnet : network.subnets) facts.push_back(subnet);
    if (network.is_internal) facts.emplace_back("internal");
    if (network.icc == false) facts.emplace_back("icc off");
    if (network.is_encrypted) facts.emplace_back("encrypted");
    return join(facts, " · ");
  }

  void draw_lane(Lane& lane) {
    lane.top = y_;
    const std::string inner = inside(lane);
    box(inner == "kept apart" ? "bar apart" : "bar", left_, y_, right_ - left_, bar_height, "");
    const std::string name =
        lane.network == no_part ? std::string("—") : map_.networks[lane.network].name;
    const std::string shown = fitting(name, 30);
    text("name", left_ + gap, y_ + 15, shown);
    text("faint", left_ + gap + 14 + static_cast<int>(display_width(shown)) * 7, y_ + 15,
         fitting(facts_of(lane), 80));
    text("", right_ - gap, y_ + 15, inner, true);
    y_ += bar_height + 6;
    if (counts_only_) {
      text("", left_ + gap, y_ + 12, counted(lane.members.size(), "container"));
      y_ += 30;
      return;
    }
    std::size_t column = 0;
    for (const auto& [space, address] : lane.members) {
      if (column == columns) {
        column = 0;
        y_ += box_height + 6;
      }
      member_of_lane(column++, space, address);
    }
    y_ += box_height + 16;
  }

  void member_of_lane(std::size_t column, std::size_t at, const std::string& address) {
    const MapSpace& space = map_.spaces[at];
    std::set<int> listens;
    for (const MapListener& each : space.listeners) {
      if (!each.is_local) listens.insert(each.port);
    }
    std::string ports, title;
    for (const int port : listens) ports += (ports.empty() ? ":" : " :") + std::to_string(port);
    bool has_socket = false;
    for (const std::size_t each : space.containers) {
      const MapContainer& container = map_.containers[each];
      title += container.label + "\n";
      for (const MapEngineSocket& socket : container.engine_sockets) {
        has_socket = has_sockets_ = true;
        title += "has the socket " + socket.path + "\n";
      }
    }
    for (const MapAttachment& each : space.attachments) {
      if (each.network != no_part)
        title += map_.networks[each.network].name + " " + each.address + "\n";
    }
    std::vector<std::string> published;
    for (const MapPublished* const port : ports_of(at)) {
      published.push_back(std::to_string(port->host_port));
      title += "published as " + brief(*port) + "\n";
    }
    std::string badge;
    if (published.size() == 1) badge = "⇠ " + published.front();
    if (published.size() > 1) badge = "⇠ " + std::to_string(published.size()) + " ports";
    member(column, names_of(at), address, ports, has_socket ? "box open" : "box", title, badge);
  }

  void line(std::string_view kind, const std::string& path, const std::string& title) {
    body_ += "<path class=\"" + std::string(kind) + "\" d=\"" + path + "\">" +
             (title.empty() ? "" : "<title>" + lines(title) + "</title>") + "</path>\n";
  }

  // An arrowhead at the end of a lane's bar; to the right (1) or to the left (-1).
  static std::string head(int x, int y, int direction) {
    const std::string back = number(x - 6 * direction);
    return " M" + back + " " + number(y - 4) + " L" + number(x) + " " + number(y) + " L" + back +
           " " + number(y + 4);
  }

  void draw_ways() {
    int x = left_ - way_step;
    for (std::size_t at = 0; at < std::min(ways_.size(), most_ways); ++at) {
      const Way& way = ways_[at];
      // Those of one bar leave it at places of their own.
      const int shift = static_cast<int>(at % 3) * 5 - 5;
      const int from = lanes_[way.from].top + bar_height / 2 + shift;
      const int to = lanes_[way.to].top + bar_height / 2 + shift;
      std::string path = "M" + number(left_) + " " + number(from) + " H" + number(x) + " V" +
                         number(to) + " H" + number(left_) + head(left_, to, 1);
      if (way.is_mutual) path += head(left_, from, 1);
      line(way.is_sure ? "way" : "way doubt", path, way.title);
      x -= way_step;
    }
  }

  void draw_published() {
    int x = right_ + way_step;
    std::size_t drawn = 0;
    for (const Lane& lane : lanes_) {
      if (!is_published(lane) || drawn++ == most_ways) continue;
      const int to = lane.top + bar_height / 2;
      line("published",
           "M" + number(right_) + " " + number(host_bottom_ - 8 - static_cast<int>(drawn % 4) * 4) +
               " H" + number(x) + " V" + number(to) + " H" + number(right_) + head(right_, to, -1),
           "ports of this machine lead here");
      x += way_step;
    }
  }

  void draw_legend() {
    std::vector<std::string> said;
    if (ways_.size() > most_ways) {
      said.push_back(std::to_string(ways_.size() - most_ways) +
                     " more ways between networks are not drawn");
    }
    if (left_out_ > 0) said.push_back(counted(left_out_, "network") + " not drawn");
    int x = left_;
    y_ += 4;
    const auto sample = [&](std::string_view kind, const std::string& meaning) {
      line(kind, "M" + number(x) + " " + number(y_ + 6) + " H" + number(x + 24), "");
      text("faint", x + 30, y_ + 10, meaning);
      x += 50 + static_cast<int>(meaning.size()) * 6;
    };
    if (!ways_.empty()) sample("way", "one network reaches the other");
    const bool has_doubt = std::ranges::any_of(ways_, [](const Way& way) { return !way.is_sure; });
    if (has_doubt) sample("way doubt", "may reach: a rule is not understood");
    if (!map_.published.empty()) sample("published", "published port");
    if (has_sockets_) {
      box("box open", x, y_, 24, 12, "");
      text("faint", x + 30, y_ + 10, "has an engine's socket");
    }
    for (const std::string& each : said) {
      y_ += 16;
      text("faint", left_, y_ + 10, each);
    }
    y_ += 14;
  }

  const NetworkMap& map_;
  const bool counts_only_;
  std::vector<Lane> lanes_;
  std::vector<Way> ways_;
  std::size_t left_out_ = 0;
  bool has_sockets_ = false;
  int left_ = 0, right_ = 0, y_ = gap, host_bottom_ = 0;
  std::string body_;
};

}  // namespace

std::string network_picture(const NetworkMap& map) { return Picture(map).draw(); }

}  // namespace boltseal
