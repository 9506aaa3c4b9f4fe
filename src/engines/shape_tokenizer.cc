#include "engines/shape_tokenizer.h"

#include <array>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::string_view vowels = "aeiou";
constexpr std::string_view consonants = "bcdfghjklmnpqrstvwxyz";
constexpr const char* gap = "\xE2\x96\x81";  // U+2581 stands for a blank

/// Adds `word` as the start of a word and as its continuation; false when the list is full.
bool add_both(std::vector<std::string>& words, std::size_t most, const std::string& word) {
  for (const std::string& one : {gap + word, word}) {
    if (words.size() >= most) return false;
    words.push_back(one);
  }
  return true;
}

/// Words made of one letter of each of the sets, in order.
bool add_all(std::vector<std::string>& words, std::size_t most,
             const std::vector<std::string_view>& sets) {
  std::vector<std::size_t> place(sets.size(), 0);
  while (true) {
    std::string word;
    for (std::size_t i = 0; i < sets.size(); ++i) word += sets[i][place[i]];
    if (!add_both(words, most, word)) return false;
    std::size_t i = sets.size();
    while (i > 0 && ++place[i - 1] == sets[i - 1].size()) place[--i] = 0;
    if (i == 0) return true;
  }
}

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";

constexpr const char* chat_template =
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] "
    "+ '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ "
    "'<|im_start|>assistant\\n' }}{% endif %}";

// Kinds of words in the format.
constexpr std::int32_t usual = 1;
constexpr std::int32_t unknown = 2;
constexpr std::int32_t mark = 3;
constexpr std::int32_t single_byte = 6;

}  // namespace

std::vector<std::string> shape_words(int vocabulary) {
  CHECK(vocabulary >= shape_vocabulary_least);
  const auto most = static_cast<std::size_t>(vocabulary);
  std::vector<std::string> words = {"<unk>", "<s>", "</s>"};
  for (int value = 0; value < 256; ++value) words.push_back(fmt::format("<0x{:02X}>", value));
  words.insert(words.end(), {"<|im_start|>", "<|im_end|>"});
  if (words.size() < most) words.emplace_back(gap);
  for (char c = '!'; c <= '~'; ++c) {
    if (!add_both(words, most, std::string(1, c))) return words;
  }
  const std::vector<std::vector<std::string_view>> patterns = {
      {letters, letters},
      {consonants, vowels, consonants},
      {consonants, vowels, consonants, vowels},
      {consonants, vowels, consonants, vowels, consonants, vowels}};
  for (const std::vector<std::string_view>& pattern : patterns) {
    if (!add_all(words, most, pattern)) return words;
  }
  CHECK(words.size() >= most);  // the last pattern alone makes over two million
  return words;
}

void add_tokenizer(GgufHeader& header, int vocabulary) {
  const std::vector<std::string> words = shape_words(vocabulary);
  std::vector<float> scores;
  std::vector<std::int32_t> kinds;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_mark = i < 3 || (i >= 259 && i < 261);
    const bool is_byte = i >= 3 && i < 259;
    // Longer words come later; the tokenizer takes the pair with the highest score first.
    scores.push_back(is_mark || is_byte ? 0.0F : static_cast<float>(i));
    kinds.push_back(i == 0 ? unknown : is_mark ? mark : is_byte ? single_byte : usual);
  }
  header.add("tokenizer.ggml.model", "llama");
  header.add("tokenizer.ggml.tokens", words);
  header.add("tokenizer.ggml.scores", scores);
  header.add("tokenizer.ggml.token_type", kinds);
  header.add("tokenizer.ggml.bos_token_id", std::uint32_t{1});
  header.add("tokenizer.ggml.eos_token_id", std::uint32_t{2});
  header.add("tokenizer.ggml.unknown_token_id", std::uint32_t{0});
  header.add("tokenizer.ggml.eot_token_id", std::uint32_t{260});
  header.add("tokenizer.ggml.add_bos_token", true);
  header.add("tokenizer.chat_template", chat_template);
}

}  // namespace islet
