#include "measure/host_record.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/sysinfo.h>

#include "base/text.h"
#include "base/written_file.h"
#include "measure/model_record.h"
#include "net/clock.h"

namespace islet {
namespace {

constexpr std::size_t cpuinfo_bytes_max = std::size_t{16} << 20;

/// Operations of one core in a cycle, and about when processors with such instructions came out.
struct CoreRates {
  const char* architecture;
  int year;
  double fp32;
  double fp16;
  double int8;
};

bool has(const HostFacts& facts, std::string_view flag) {
  return facts.flags.find(" " + std::string(flag) + " ") != std::string::npos;
}

CoreRates rates_of(const HostFacts& facts) {
  if (has(facts, "amx_tile")) return {"x86_amx", 2023, 64, 1024, 2048};
  if (has(facts, "avx512_vnni")) return {"x86_avx512", 2019, 64, 64, 256};
  if (has(facts, "avx512f")) return {"x86_avx512", 2017, 64, 64, 128};
  if (has(facts, "avx_vnni")) return {"x86_avx", 2021, 32, 32, 128};
  if (has(facts, "avx2")) return {"x86_avx", 2015, 32, 32, 64};
  if (has(facts, "asimdhp")) return {"arm", 2019, 16, 32, 64};
  if (has(facts, "asimd")) return {"arm", 2015, 8, 8, 16};
  return {"x86", 2010, 8, 8, 16};
}

std::string without(std::string text, std::string_view part) {
  for (std::size_t at = 0; (at = text.find(part)) != std::string::npos;) {
    text.erase(at, part.size());
  }
  return text;
}

/// "Intel Xeon Processor" of "Intel(R) Xeon(R) Processor @ 2.60GHz".
std::string plain_name(const HostFacts& facts) {
  std::string text = facts.model.substr(0, facts.model.find(" @"));
  for (const char* part : {"(R)", "(TM)", "(tm)", " CPU"}) text = without(text, part);
  std::string out;
  for (const char letter : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-';
    const char put = is_plain ? letter : ' ';
    if (put == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += put;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out.empty() ? facts.vendor + " processor" : out;
}

std::string id_of(const std::string& name) {
  std::string id;
  for (const char letter : name) {
    const auto plain = static_cast<unsigned char>(letter);
    if (std::isalnum(plain) == 0 && id.ends_with('_')) continue;
    id += std::isalnum(plain) != 0 ? static_cast<char>(std::tolower(plain)) : '_';
  }
  return id;
}

double number_in(std::string_view text) {
  double value = 0;
  text = trimmed(text);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Gigahertz after an "@" of the name: "Xeon E5-2686 v4 @ 2.30GHz".
double named_clock(const std::string& name) {
  const std::size_t at = name.find("@ ");
  return at == std::string::npos ? 0 : number_in(std::string_view(name).substr(at + 2));
}

std::string vendor_of(const std::string& id) {
  if (id == "GenuineIntel") return "Intel";
  if (id == "AuthenticAMD") return "AMD";
  return id.empty() ? "ARM" : id;
}

}  // namespace

Result<HostFacts> host_facts(const std::string& cpuinfo) {
  HostFacts facts;
  std::set<std::pair<std::string, std::string>> cores;
  std::string package;
  int processors = 0;
  double mhz = 0;
  for (const std::string_view line : split(cpuinfo, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string value(trimmed(line.substr(colon + 1)));
    if (key == "processor") ++processors;
    if (key == "vendor_id") facts.vendor = value;
    if (key == "model name" || key == "Model") facts.model = value;
    if (key == "flags" || key == "Features") facts.flags = " " + value + " ";
    if (key == "physical id") package = value;
    if (key == "core id") cores.emplace(package, value);
    if (key == "cpu MHz") mhz = std::max(mhz, number_in(value));
  }
  if (processors == 0) {
    return Error{
        {"/proc/cpuinfo"}, "the kernel names no processor", "Name the device with --on.", "D5", ""};
  }
  facts.vendor = vendor_of(facts.vendor);
  facts.cores = cores.empty() ? processors : static_cast<int>(cores.size());
  facts.clock = std::max(mhz * 1e-3, named_clock(facts.model)) * 1e9 * hertz;
  return facts;
}

Result<HostFacts> read_host_facts(const std::string& root) {
  const Result<std::string> text = read_file(root + "/proc/cpuinfo", cpuinfo_bytes_max);
  if (!text) return text.error();
  Result<HostFacts> facts = host_facts(*text);
  if (!facts) return facts;
  // In kHz; what the name says is less than what it can.
  const Result<std::string> highest =
      read_file(root + "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", 64);
  if (highest) facts->clock = std::max(facts->clock, number_in(*highest) * 1e3 * hertz);
  constexpr Frequency unknown = 2e9 * hertz;
  if (facts->clock <= Frequency{}) facts->clock = unknown;
  return facts;
}

Bandwidth measured_read_bandwidth(int threads) {
  constexpr std::size_t block_max = std::size_t{768} << 20U;
  constexpr std::size_t block_min = std::size_t{16} << 20U;
  constexpr int passes = 5;
  struct sysinfo memory {};
  std::size_t block = block_max;
  if (::sysinfo(&memory) == 0) {
    block = std::clamp(memory.freeram * std::size_t{memory.mem_unit} / 8, block_min, block_max);
  }
  const auto count = static_cast<std::size_t>(std::max(1, threads));
  const std::size_t words = block / sizeof(std::uint64_t) / count;
  std::vector<std::vector<std::uint64_t>> parts(count);
  std::vector<std::uint64_t> sums(count);
  const auto on_all = [&](const auto& work) {
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < count; ++i) running.emplace_back([&, i] { work(i); });
    for (std::thread& one : running) one.join();
  };
  on_all([&](std::size_t i) { parts[i].assign(words, i + 1); });
  Duration best = 1.0 * hour;
  for (int pass = 0; pass < passes; ++pass) {
    const Instant begin = monotonic_now();
    on_all([&](std::size_t i) {
      // Four sums at a time: one would wait for itself.
      std::array<std::uint64_t, 4> sum{};
      const std::vector<std::uint64_t>& part = parts[i];
      for (std::size_t at = 0; at + 4 <= part.size(); at += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) sum[lane] += part[at + lane];
      }
      sums[i] += sum[0] + sum[1] + sum[2] + sum[3];
    });
    best = std::min(best, between(begin, monotonic_now()));
  }
  // The sums are used, so that they are computed.
  const bool is_read = std::all_of(sums.begin(), sums.end(), [](std::uint64_t s) { return s > 0; });
  const double bytes = is_read ? static_cast<double>(words * sizeof(std::uint64_t) * count) : 0;
  return bytes * byte / best;
}

HostRecord host_record(const HostFacts& facts, const std::string& date) {
  const CoreRates rates = rates_of(facts);
  const double teras = facts.cores * (facts.clock / hertz) * 1e-12;
  HostRecord record;
  record.name =
      fmt::format("CPU {}, {} core{}", plain_name(facts), facts.cores, facts.cores == 1 ? "" : "s");
  record.id = id_of(record.name.substr(4));
  // Assumed: 3 to 15 W a core at work, a fifth of it idle.
  const double watts = 7.0 * facts.cores;
  record.yaml = fmt::format(
      "accelerators:\n"
      "  - id: {}\n"
      "    name: {}\n"
      "    vendor: {}\n"
      "    class: cpu\n"
      "    architecture: {}\n"
      "    form: soc\n"
      "    year: {}\n"
      "    memory_gb: 0\n"
      "    memory_bandwidth_gb_per_s: {:.4g}\n"
      "    fp32_tflop_per_s: {:.4g}\n"
      "    fp16_tflop_per_s: {:.4g}\n"
      "    int8_top_per_s: {:.4g}\n"
      "    board_w: {{low: {:.3g}, typical: {:.3g}, high: {:.3g}, grade: D, source: own}}\n"
      "    idle_w: {{low: {:.3g}, typical: {:.3g}, high: {:.3g}, grade: D, source: own}}\n"
      "    unified_memory: yes\n"
      "    runs: [language, vision, speech, recommendation, image, other]\n"
      "    mass_kg: {{typical: 0.1, grade: D, source: own}}\n"
      "    grade: C\n"
      "    source: own\n"
      "    note: 'described by islet measure on {}: peaks by its instructions at {:.3g} GHz, "
      "reading of memory measured, watts and year assumed'\n",
      record.id, yaml_word(record.name), yaml_word(facts.vendor), rates.architecture, rates.year,
      facts.memory.in_base_units() / 1e9, teras * rates.fp32, teras * rates.fp16,
      teras * rates.int8, 0.4 * watts, watts, 2.1 * watts, 0.08 * watts, 0.2 * watts, 0.4 * watts,
      date, facts.clock / hertz * 1e-9);
  return record;
}

}  // namespace islet
