#include "engines/engine_frame.h"

#include <bit>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::uint64_t text_max = std::uint64_t{16} << 20U;
constexpr std::uint64_t tensor_bytes_max = std::uint64_t{48} << 20U;
constexpr std::uint64_t tokens_max = std::uint64_t{1} << 20U;
constexpr std::uint64_t list_max = 4096;

/// Writes fields one after the other. Its sister `FieldReader` has the same calls.
class FieldWriter {
 public:
  template <class T>
  void number(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      out_.push_back(value ? '\1' : '\0');
    } else if constexpr (std::is_same_v<T, float>) {
      number(std::bit_cast<std::uint32_t>(value));
    } else if constexpr (std::is_enum_v<T>) {
      number(static_cast<std::underlying_type_t<T>>(value));
    } else {
      const auto bits = static_cast<std::make_unsigned_t<T>>(value);
      for (std::size_t i = 0; i < sizeof(T); ++i) {
        out_.push_back(static_cast<char>(static_cast<std::uint8_t>(bits >> (8 * i))));
      }
    }
  }
  void text(const std::string& value, std::uint64_t most) {
    CHECK(value.size() <= most);
    number(static_cast<std::uint32_t>(value.size()));
    out_ += value;
  }
  template <class T>
  void numbers(const std::vector<T>& values, std::uint64_t most) {
    CHECK(values.size() <= most);
    number(static_cast<std::uint32_t>(values.size()));
    for (const T value : values) number(value);
  }
  template <class T, class Each>
  void list(const std::vector<T>& values, Each each) {
    CHECK(values.size() <= list_max);
    number(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) each(value);
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what `FieldWriter` wrote; once something is missing or too long, all is.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  void number(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t bits = 0;
      number(bits);
      if (bits > 1) is_right_ = false;
      value = bits == 1;
    } else if constexpr (std::is_same_v<T, float>) {
      std::uint32_t bits = 0;
      number(bits);
      value = std::bit_cast<float>(bits);
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> bits{};
      number(bits);
      value = T{bits};
    } else {
      using Bits = std::make_unsigned_t<T>;
      Bits bits = 0;
      if (!is_right_ || bytes_.size() < sizeof(T)) return fail();
      for (std::size_t i = 0; i < sizeof(T); ++i) {
        bits = static_cast<Bits>(
            bits |
            static_cast<Bits>(static_cast<Bits>(static_cast<unsigned char>(bytes_[i])) << (8 * i)));
      }
      bytes_.remove_prefix(sizeof(T));
      value = static_cast<T>(bits);
    }
  }
  void text(std::string& value, std::uint64_t most) {
    const std::uint32_t length = count(most);
    if (!is_right_ || bytes_.size() < length) return fail();
    value.assign(bytes_.substr(0, length));
    bytes_.remove_prefix(length);
  }
  template <class T>
  void numbers(std::vector<T>& values, std::uint64_t most) {
    const std::uint32_t length = count(most);
    if (!is_right_ || bytes_.size() / sizeof(T) < length) return fail();
    values.resize(length);
    for (T& value : values) number(value);
  }
  /// An element takes a byte at least, so a short frame cannot ask for a long list.
  template <class T, class Each>
  void list(std::vector<T>& values, Each each) {
    const std::uint32_t length = count(list_max);
    if (!is_right_ || bytes_.size() < length) return fail();
    values.resize(length);
    for (T& value : values) each(value);
  }

  bool is_whole() const { return is_right_ && bytes_.empty(); }

 private:
  std::uint32_t count(std::uint64_t most) {
    std::uint32_t length = 0;
    number(length);
    if (length > most) fail();
    return length;
  }
  void fail() { is_right_ = false; }

  std::string_view bytes_;
  bool is_right_ = true;
};

// Each message names its fields once, for writing and reading. `M` is the message, const or not.

template <class A, class M>
void tensor_fields(A& a, M& m) {
  a.text(m.name, 4096);
  a.number(m.kind);
  a.numbers(m.shape, 16);
  a.text(m.bytes, tensor_bytes_max);
}

template <class A, class M>
void sampling_fields(A& a, M& m) {
  a.number(m.temperature);
  a.number(m.top_p);
  a.number(m.top_k);
  a.number(m.seed);
}

template <class A, class M>
void output_fields(A& a, M& m) {
  a.number(m.id);
  a.number(m.prompt_left);
  a.number(m.prompt_tokens);
  a.numbers(m.tokens, tokens_max);
  a.text(m.text, text_max);
  a.list(m.outputs, [&](auto& one) { tensor_fields(a, one); });
  a.number(m.end);
  a.text(m.fault, 4096);
}

template <class T, class M>
constexpr bool is = std::is_same_v<T, std::remove_const_t<M>>;

template <class A, class M>
void load_fields(A& a, M& m) {
  a.text(m.file, 4096);
  a.text(m.draft_file, 4096);
  a.list(m.adapters, [&](auto& one) {
    a.text(one.file, 4096);
    a.number(one.scale);
  });
  a.number(m.cache_tokens);
  a.number(m.sequences);
  a.number(m.threads);
  a.number(m.step_tokens);
  a.number(m.draft_tokens);
  a.number(m.embeds);
  a.number(m.silence_ms);
  a.number(m.answer_ms);
}

template <class A, class M>
void start_fields(A& a, M& m) {
  a.number(m.id);
  a.numbers(m.tokens, tokens_max);
  a.list(m.turns, [&](auto& one) {
    a.text(one.role, 256);
    a.text(one.content, text_max);
  });
  a.text(m.text, text_max);
  a.numbers(m.said, tokens_max);
  sampling_fields(a, m.sampling);
  a.number(m.most_tokens);
  a.number(m.adapter);
  a.number(m.ends_itself);
}

template <class A, class M>
void loaded_fields(A& a, M& m) {
  a.text(m.engine, 256);
  a.text(m.model, 4096);
  a.number(m.cache_tokens);
  a.number(m.sequences);
  a.number(m.vocabulary);
  a.number(m.width);
  a.number(m.resident_bytes);
  a.number(m.load_ns);
  a.number(m.threads);
  a.number(m.can_park);
  a.number(m.granule);
  a.number(m.gathers);
  a.number(m.can_continue);
  a.list(m.inputs, [&](auto& one) { tensor_fields(a, one); });
  a.list(m.outputs, [&](auto& one) { tensor_fields(a, one); });
}

template <class A, class M>
void step_done_fields(A& a, M& m) {
  a.number(m.number);
  a.number(m.compute_ns);
  a.number(m.cpu_ns);
  a.number(m.tokens);
  a.number(m.guessed);
  a.number(m.accepted);
  a.list(m.outputs, [&](auto& one) { output_fields(a, one); });
  a.text(m.gone, 4096);
}

template <class A, class M>
void order_fields(A& a, M& m) {
  if constexpr (is<Ping, M>) {
    a.number(m.number);
  } else if constexpr (is<LoadOrder, M>) {
    load_fields(a, m);
  } else if constexpr (is<StartSequence, M>) {
    start_fields(a, m);
  } else if constexpr (is<StartTensors, M>) {
    a.number(m.id);
    a.list(m.inputs, [&](auto& one) { tensor_fields(a, one); });
  } else if constexpr (is<StepOrder, M>) {
    a.number(m.number);
    a.list(m.items, [&](auto& one) {
      a.number(one.id);
      a.number(one.prompt_tokens);
    });
    a.number(m.may_stop);
  } else if constexpr (!is<Unload, M>) {
    a.number(m.id);
  }
}

template <class A, class M>
void report_fields(A& a, M& m) {
  if constexpr (is<Pong, M>) {
    a.number(m.number);
    a.number(m.resident_bytes);
    a.number(m.steps);
    a.number(m.busy_ns);
    a.number(m.cpu_ns);
    a.text(m.gone, 4096);
  } else if constexpr (is<Loaded, M>) {
    loaded_fields(a, m);
  } else if constexpr (is<SequenceStarted, M>) {
    a.number(m.id);
    a.number(m.prompt_tokens);
    a.number(m.reused_tokens);
  } else if constexpr (is<StepDone, M>) {
    step_done_fields(a, m);
  } else if constexpr (is<SequenceParked, M>) {
    a.number(m.id);
    a.number(m.bytes);
    a.number(m.took_ns);
  } else if constexpr (is<SequenceResumed, M>) {
    a.number(m.id);
    a.number(m.took_ns);
  } else if constexpr (is<OrderRefused, M>) {
    a.number(m.id);
    a.text(m.why, 4096);
  } else {
    a.text(m.why, 4096);
  }
}

std::string framed(std::size_t kind, const std::string& payload) {
  CHECK(payload.size() <= frame_bytes_max);
  FieldWriter head;
  head.number(std::uint8_t{'I'});
  head.number(std::uint8_t{'W'});
  head.number(engine_protocol);
  head.number(static_cast<std::uint8_t>(kind));
  head.number(static_cast<std::uint32_t>(payload.size()));
  return head.take() + payload;
}

Error broken(const std::string& what) {
  return {{}, "worker protocol: " + what, "The engine's worker is started again.", "", ""};
}

/// A message of kind number `index` of the variant, read by `fields`.
template <class V, std::size_t Index = 0, class Fields>
Result<V> message_of(std::uint8_t kind, FieldReader& reader, Fields fields) {
  if constexpr (Index == std::variant_size_v<V>) {
    return broken(fmt::format("a frame of unknown kind {}", kind));
  } else {
    if (kind != Index) return message_of<V, Index + 1>(kind, reader, fields);
    std::variant_alternative_t<Index, V> message;
    fields(reader, message);
    if (!reader.is_whole()) {
      return broken(fmt::format("a frame of kind {} does not hold what it must", kind));
    }
    return V(std::move(message));
  }
}

}  // namespace

std::string frame_of(const EngineOrder& order) {
  FieldWriter writer;
  std::visit([&](const auto& m) { order_fields(writer, m); }, order);
  return framed(order.index(), writer.take());
}

std::string frame_of(const EngineReport& report) {
  FieldWriter writer;
  std::visit([&](const auto& m) { report_fields(writer, m); }, report);
  return framed(report.index(), writer.take());
}

void FrameReader::drop_taken() {
  buffer_.erase(0, taken_);
  taken_ = 0;
}

std::optional<Result<FrameReader::Frame>> FrameReader::next_frame() {
  drop_taken();
  if (is_broken_ || buffer_.size() < frame_head_bytes) return std::nullopt;
  FieldReader head(std::string_view(buffer_).substr(0, frame_head_bytes));
  std::uint8_t first = 0;
  std::uint8_t second = 0;
  std::uint8_t version = 0;
  Frame frame;
  std::uint32_t length = 0;
  head.number(first);
  head.number(second);
  head.number(version);
  head.number(frame.kind);
  head.number(length);
  is_broken_ = true;
  if (first != 'I' || second != 'W') return broken("bytes that are no frame");
  if (version != engine_protocol) {
    return broken(fmt::format("version {}, must be {}", version, engine_protocol));
  }
  if (length > frame_bytes_max) return broken(fmt::format("a frame of {} bytes", length));
  is_broken_ = false;
  if (buffer_.size() < frame_head_bytes + length) return std::nullopt;
  taken_ = frame_head_bytes + length;
  frame.payload = std::string_view(buffer_).substr(frame_head_bytes, length);
  return frame;
}

std::optional<Result<EngineOrder>> FrameReader::next_order() {
  const std::optional<Result<Frame>> frame = next_frame();
  if (!frame) return std::nullopt;
  if (!*frame) return frame->error();
  FieldReader reader((*frame)->payload);
  Result<EngineOrder> order =
      message_of<EngineOrder>((*frame)->kind, reader, [](auto& a, auto& m) { order_fields(a, m); });
  is_broken_ = !order;
  return order;
}

std::optional<Result<EngineReport>> FrameReader::next_report() {
  const std::optional<Result<Frame>> frame = next_frame();
  if (!frame) return std::nullopt;
  if (!*frame) return frame->error();
  FieldReader reader((*frame)->payload);
  Result<EngineReport> report = message_of<EngineReport>(
      (*frame)->kind, reader, [](auto& a, auto& m) { report_fields(a, m); });
  is_broken_ = !report;
  return report;
}

}  // namespace islet
