#include "engines/gguf_reader.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "engines/gguf_format.h"

namespace islet {
namespace {

constexpr std::uint64_t most_settings = 4096;
constexpr std::uint64_t most_tensors = 65536;
constexpr std::uint64_t most_values = std::uint64_t{1} << 26U;  // of an array
constexpr std::uint64_t longest_text = std::uint64_t{1} << 20U;
constexpr std::uint64_t longest_array_text = 65536;
constexpr std::uint64_t longest_header = std::uint64_t{128} << 20U;
constexpr std::uint64_t largest_tensor = std::uint64_t{1} << 48U;

/// Takes values off the front of the header; once something is missing, all is.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  template <class T>
  T number() {
    T value = 0;
    if (text_.size() - at_ < sizeof(T)) return is_whole_ = false, value;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      value = static_cast<T>(value | static_cast<T>(static_cast<unsigned char>(text_[at_ + i]))
                                         << (8 * i));
    }
    at_ += sizeof(T);
    return value;
  }
  std::string_view piece(std::uint64_t length) {
    if (!is_whole_ || text_.size() - at_ < length) return is_whole_ = false, std::string_view();
    const std::string_view found = text_.substr(at_, length);
    at_ += length;
    return found;
  }
  std::string_view string(std::uint64_t longest) {
    const auto length = number<std::uint64_t>();
    if (length > longest) return is_whole_ = false, std::string_view();
    return piece(length);
  }

  bool is_whole() const { return is_whole_; }
  std::uint64_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool is_whole_ = true;
};

constexpr std::uint32_t kind_string = 8;
constexpr std::uint32_t kind_array = 9;

/// Bytes of a single value; 0 for text, arrays and unknown kinds.
std::uint64_t width_of(std::uint32_t kind) {
  constexpr std::array<std::uint8_t, 13> widths = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return kind < widths.size() ? widths[kind] : 0;
}

template <class To, class From>
std::string as_text(From bits) {
  if constexpr (std::is_floating_point_v<To>) return fmt::format("{}", std::bit_cast<To>(bits));
  return fmt::format("{}", static_cast<To>(bits));
}

std::optional<std::string> single_value(Cursor& cursor, std::uint32_t kind) {
  switch (kind) {
    case 0:
      return as_text<unsigned>(cursor.number<std::uint8_t>());
    case 1:
      return as_text<int>(static_cast<std::int8_t>(cursor.number<std::uint8_t>()));
    case 2:
      return as_text<unsigned>(cursor.number<std::uint16_t>());
    case 3:
      return as_text<int>(static_cast<std::int16_t>(cursor.number<std::uint16_t>()));
    case 4:
      return as_text<std::uint32_t>(cursor.number<std::uint32_t>());
    case 5:
      return as_text<std::int32_t>(cursor.number<std::uint32_t>());
    case 6:
      return fmt::format("{}", std::bit_cast<float>(cursor.number<std::uint32_t>()));
    case 7:
      return cursor.number<std::uint8_t>() == 0 ? "false" : "true";
    case kind_string:
      return std::string(cursor.string(longest_text));
    case 10:
      return as_text<std::uint64_t>(cursor.number<std::uint64_t>());
    case 11:
      return as_text<std::int64_t>(cursor.number<std::uint64_t>());
    case 12:
      return fmt::format("{}", std::bit_cast<double>(cursor.number<std::uint64_t>()));
    default:
      return std::nullopt;
  }
}

/// Steps over an array and returns its length; none when it is no array that a model may have.
std::optional<std::uint64_t> array_length(Cursor& cursor) {
  const auto kind = cursor.number<std::uint32_t>();
  const auto count = cursor.number<std::uint64_t>();
  if (!cursor.is_whole() || count > most_values) return std::nullopt;
  if (kind == kind_string) {
    for (std::uint64_t i = 0; i < count && cursor.is_whole(); ++i) {
      cursor.string(longest_array_text);
    }
  } else if (width_of(kind) == 0) {
    return std::nullopt;
  } else {
    cursor.piece(count * width_of(kind));
  }
  if (!cursor.is_whole()) return std::nullopt;
  return count;
}

/// Empty, or what is wrong.
std::string read_setting(Cursor& cursor, GgufSummary& summary) {
  const std::string key(cursor.string(longest_array_text));
  const auto kind = cursor.number<std::uint32_t>();
  if (!cursor.is_whole()) return "it ends within its settings";
  if (summary.settings.contains(key) || summary.array_lengths.contains(key)) {
    return "setting `" + key + "` is given twice";
  }
  if (kind == kind_array) {
    const std::optional<std::uint64_t> length = array_length(cursor);
    if (!length) return "setting `" + key + "` is no array that can be read";
    summary.array_lengths[key] = *length;
    return "";
  }
  const std::optional<std::string> value = single_value(cursor, kind);
  if (!value) return fmt::format("setting `{}` is of unknown kind {}", key, kind);
  if (!cursor.is_whole()) return "it ends within setting `" + key + "`";
  summary.settings[key] = *value;
  return "";
}

std::string read_tensor(Cursor& cursor, GgufSummary& summary) {
  GgufEntry entry;
  entry.name = cursor.string(longest_array_text);
  const auto dimensions = cursor.number<std::uint32_t>();
  if (!cursor.is_whole()) return "it ends within its list of tensors";
  if (dimensions < 1 || dimensions > 4) {
    return fmt::format("tensor `{}` has {} dimensions, must have 1 to 4", entry.name, dimensions);
  }
  std::uint64_t values = 1;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    const auto extent = cursor.number<std::uint64_t>();
    if (extent == 0 || extent > largest_tensor / values) {
      return "tensor `" + entry.name + "` has a size that cannot be";
    }
    values *= extent;
    entry.shape.push_back(extent);
  }
  entry.type = cursor.number<std::uint32_t>();
  entry.offset = cursor.number<std::uint64_t>();
  if (!cursor.is_whole()) return "it ends within its list of tensors";
  if (const std::optional<GgufBlock> block = gguf_block(entry.type)) {
    if (entry.shape[0] % block->values != 0) {
      return "tensor `" + entry.name + "` has rows that are no whole blocks";
    }
    entry.bytes = values / block->values * block->bytes;
  }
  summary.parameters += values;
  summary.tensors.push_back(std::move(entry));
  return "";
}

/// Where the tensors lie: each in the file, none in another.
std::string fault_of_places(const GgufSummary& summary, std::uint64_t file_bytes,
                            std::uint64_t alignment) {
  std::vector<const GgufEntry*> order;
  for (const GgufEntry& entry : summary.tensors) order.push_back(&entry);
  std::sort(order.begin(), order.end(),
            [](const GgufEntry* a, const GgufEntry* b) { return a->offset < b->offset; });
  const std::uint64_t room =
      file_bytes > summary.first_tensor ? file_bytes - summary.first_tensor : 0;
  std::uint64_t end = 0;
  for (const GgufEntry* entry : order) {
    if (entry->offset % alignment != 0) return "tensor `" + entry->name + "` is not aligned";
    if (entry->offset < end) return "tensor `" + entry->name + "` lies in another";
    if (entry->offset > room || entry->bytes > room - entry->offset) {
      return "tensor `" + entry->name + "` lies beyond the end of the file";
    }
    end = entry->offset + entry->bytes;
  }
  return "";
}

std::uint64_t whole_number(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string fault_of(Cursor& cursor, std::uint64_t file_bytes, GgufSummary& summary) {
  if (cursor.piece(4) != "GGUF") return "it does not begin with GGUF";
  const auto version = cursor.number<std::uint32_t>();
  if (version != 2 && version != 3)
    return fmt::format("it has version {}, must be 2 or 3", version);
  const auto tensors = cursor.number<std::uint64_t>();
  const auto settings = cursor.number<std::uint64_t>();
  if (!cursor.is_whole()) return "it ends within its first line";
  if (tensors > most_tensors || settings > most_settings) {
    return fmt::format("it claims {} tensors and {} settings, at most {} and {} can be", tensors,
                       settings, most_tensors, most_settings);
  }
  for (std::uint64_t i = 0; i < settings; ++i) {
    if (std::string fault = read_setting(cursor, summary); !fault.empty()) return fault;
  }
  for (std::uint64_t i = 0; i < tensors; ++i) {
    if (std::string fault = read_tensor(cursor, summary); !fault.empty()) return fault;
  }
  std::uint64_t alignment = gguf_alignment;
  if (const auto found = summary.settings.find("general.alignment");
      found != summary.settings.end()) {
    alignment = whole_number(found->second);
  }
  if (alignment < 8 || alignment > 65536 || !std::has_single_bit(alignment)) {
    return "its alignment is no power of two from 8 to 65536";
  }
  summary.first_tensor = (cursor.at() + alignment - 1) / alignment * alignment;
  return fault_of_places(summary, file_bytes, alignment);
}

}  // namespace

Result<GgufSummary> read_gguf_header(std::string_view text, std::uint64_t file_bytes,
                                     const std::string& path) {
  GgufSummary summary;
  Cursor cursor(text);
  const std::string fault = fault_of(cursor, file_bytes, summary);
  if (!fault.empty()) {
    return Error{Place{path}, "`" + path + "` is no model file that can be loaded: " + fault,
                 "Fetch or make the file again.", "D12", ""};
  }
  summary.file = static_cast<double>(file_bytes) * byte;
  if (const auto found = summary.settings.find("general.architecture");
      found != summary.settings.end()) {
    summary.architecture = found->second;
  }
  return summary;
}

Result<GgufSummary> read_gguf(const std::string& path) {
  const Error unreadable{Place{path}, "cannot read `" + path + "`",
                         "Check the name and the rights of the file.", "D1", ""};
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return unreadable;
  const std::uint64_t size = std::filesystem::file_size(path, unknown);
  std::ifstream file(path, std::ios::binary);
  if (unknown || !file) return unreadable;
  // Most headers are small: the first megabytes do, else as much as a header may have.
  for (std::uint64_t part = std::uint64_t{8} << 20U;; part = longest_header) {
    std::string text(std::min(size, part), '\0');
    file.clear();
    file.seekg(0);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file) return unreadable;
    Result<GgufSummary> summary = read_gguf_header(text, size, path);
    if (summary || part >= size || part == longest_header) return summary;
  }
}

Bytes load_memory(const GgufSummary& summary) { return 2.0 * summary.file; }

Bytes cache_memory(const GgufSummary& summary, Tokens tokens) {
  const auto setting = [&](const char* name) {
    const auto found = summary.settings.find(summary.architecture + "." + name);
    return found == summary.settings.end() ? 0.0 : static_cast<double>(whole_number(found->second));
  };
  const double values = setting("attention.key_length") + setting("attention.value_length");
  return tokens / token * setting("block_count") * setting("attention.head_count_kv") * values *
         2.0 * byte;
}

}  // namespace islet
