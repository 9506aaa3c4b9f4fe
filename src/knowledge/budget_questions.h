// The questions of sums that a buyer makes: cards for a demand, what one request costs and draws,
// how long a battery lasts, how many fit a power budget, what pays back, which nodes a redundancy
// takes, what an orbit allows. Rows of the table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `REQUESTS_PER_DAY TIME_EACH OWNED [SHARE]`: cards needed on average beside those owned.
Result<Answer> ask_cards(const QuestionContext& context, std::span<const std::string> operands);

/// `CARDS PRICE_EACH YEARS REQUESTS_PER_DAY`: capital of one request, energy left out.
Result<Answer> ask_request_cost(const QuestionContext& context,
                                std::span<const std::string> operands);

/// `MODEL|SIZE PRECISION DEVICE DEVICE...`: devices by the price of a million tokens.
Result<Answer> ask_token_cost(const QuestionContext& context,
                              std::span<const std::string> operands);

/// `PER_DAY ENERGY_EACH [TOKENS_EACH]`: energy of a day's queries.
Result<Answer> ask_queries(const QuestionContext& context, std::span<const std::string> operands);

/// `BATTERY LOAD [OTHER_LOAD]`: hours of work on it.
Result<Answer> ask_runtime(const QuestionContext& context, std::span<const std::string> operands);

/// `POWER EACH [OVERHEAD]`: how many fit; EACH a power or a device, which counts with its server.
Result<Answer> ask_density(const QuestionContext& context, std::span<const std::string> operands);

/// `PRICE SAVED_PER_YEAR`: days until it is earned back.
Result<Answer> ask_payback(const QuestionContext& context, std::span<const std::string> operands);

/// `NODES single|duplex|triple [NEEDED]`: whether the nodes are enough, and what one loss leaves.
Result<Answer> ask_redundancy(const QuestionContext& context,
                              std::span<const std::string> operands);

/// `BUDGET POWER`: whether work of that deadline may run in orbit, and its radiators.
Result<Answer> ask_orbit(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
