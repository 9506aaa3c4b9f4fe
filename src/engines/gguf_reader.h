// Reads the header of a GGUF file without trusting it: what the model is and what it will take.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

struct GgufEntry {
  std::string name;
  std::vector<std::uint64_t> shape;  ///< fastest dimension first
  std::uint32_t type = 0;            ///< number of the format
  std::uint64_t offset = 0;          ///< from the end of the header
  std::uint64_t bytes = 0;           ///< 0 for kinds that Islet does not know
};

struct GgufSummary {
  std::string architecture;
  std::map<std::string, std::string> settings;         ///< single values, as text
  std::map<std::string, std::uint64_t> array_lengths;  ///< by key
  std::vector<GgufEntry> tensors;
  std::uint64_t parameters = 0;
  Bytes file;
  std::uint64_t first_tensor = 0;  ///< where in the file the first tensor starts
};

/// `text` is the file or as much of its beginning as holds the header; `file_bytes` the whole size.
/// Error D12 for anything that a loader could trip over: wrong counts, lengths and offsets beyond
/// the file, tensors that lie in each other.
Result<GgufSummary> read_gguf_header(std::string_view text, std::uint64_t file_bytes,
                                     const std::string& path);

/// The same for a file, of which at most 128 MiB are read.
Result<GgufSummary> read_gguf(const std::string& path);

/// Memory that loading the file on a processor takes, without the cache.
///
///     memory = 2 * file
///
/// Valid for   4-bit files, whose blocks the engine lays out anew beside the mapped file; more than
///             enough for the others
/// Leaves out  cache and work space
/// Source      measured with llama.cpp v0.5.0 on x86, Islet, 2026-11: about twice the file
Bytes load_memory(const GgufSummary& summary);

/// Memory of a cache for so many tokens.
///
///     memory = tokens * layers * kv_heads * (key_length + value_length) * 2 bytes
///
/// Valid for   decoder-only transformers with one cache for all sequences, in 16 bit
/// Leaves out  layers with a sliding window, which keep less; 0 where the file does not say
/// Source      counted from the layer, as in perf/memory.h
Bytes cache_memory(const GgufSummary& summary, Tokens tokens);

}  // namespace islet
