#include "engines/llama_parts.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

Result<std::string> chat_text(const llama_model* model, const std::vector<ChatTurn>& turns) {
  std::vector<llama_chat_message> messages;
  std::size_t bytes = 256;
  for (const ChatTurn& turn : turns) {
    messages.push_back({turn.role.c_str(), turn.content.c_str()});
    bytes += turn.role.size() + turn.content.size() + 64;
  }
  const char* form = llama_model_chat_template(model, nullptr);
  if (form == nullptr) form = "chatml";
  std::string text(bytes, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::int32_t length =
        llama_chat_apply_template(form, messages.data(), messages.size(), true, text.data(),
                                  static_cast<std::int32_t>(text.size()));
    if (length < 0) return refused("the model's chat template is not one that is known");
    const bool fits = static_cast<std::size_t>(length) <= text.size();
    text.resize(static_cast<std::size_t>(length));
    if (fits) return text;
  }
  return refused("the chat template gave no text");
}

Result<std::vector<std::int32_t>> tokens_of(const llama_vocab* vocabulary, const std::string& text,
                                            bool has_marks) {
  std::vector<std::int32_t> tokens(text.size() + 8);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::int32_t count =
        llama_tokenize(vocabulary, text.data(), static_cast<std::int32_t>(text.size()),
                       tokens.data(), static_cast<std::int32_t>(tokens.size()), true, has_marks);
    if (count == INT32_MIN) break;
    tokens.resize(static_cast<std::size_t>(count < 0 ? -count : count));
    if (count >= 0) return tokens;
  }
  return refused("the text cannot be cut into tokens");
}

}  // namespace

Result<std::vector<std::int32_t>> prompt_tokens(const llama_model* model,
                                                const StartSequence& start) {
  const llama_vocab* vocabulary = llama_model_get_vocab(model);
  if (!start.tokens.empty()) {
    const std::int32_t words = llama_vocab_n_tokens(vocabulary);
    const bool are_known = std::all_of(start.tokens.begin(), start.tokens.end(),
                                       [&](std::int32_t one) { return one >= 0 && one < words; });
    if (!are_known) return refused("the prompt holds tokens that the model does not know");
    return start.tokens;
  }
  if (start.turns.empty()) return tokens_of(vocabulary, start.text, false);
  const Result<std::string> text = chat_text(model, start.turns);
  if (!text) return text.error();
  return tokens_of(vocabulary, *text, true);
}

std::string token_text(const llama_vocab* vocabulary, std::int32_t token) {
  std::string text(64, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::int32_t length = llama_token_to_piece(
        vocabulary, token, text.data(), static_cast<std::int32_t>(text.size()), 0, false);
    text.resize(static_cast<std::size_t>(length < 0 ? -length : length));
    if (length >= 0) return text;
  }
  return "";
}

int LlamaBatch::add(std::int32_t token, std::size_t place, int sequence, bool wants_scores) {
  CHECK(!is_full());
  const auto at = static_cast<std::size_t>(batch_.n_tokens);
  batch_.token[at] = token;
  batch_.pos[at] = static_cast<llama_pos>(place);
  batch_.n_seq_id[at] = 1;
  batch_.seq_id[at][0] = sequence;
  batch_.logits[at] = wants_scores ? 1 : 0;
  return batch_.n_tokens++;
}

std::span<const float> scores_at(llama_context* context, int index, std::uint32_t vocabulary) {
  const float* scores = llama_get_logits_ith(context, index);
  CHECK(scores != nullptr);
  return {scores, vocabulary};
}

}  // namespace islet
