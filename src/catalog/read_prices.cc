// Unit prices, rates and planning terms.
#include "catalog/read_records.h"

namespace islet {

UnitPrice read_unit_price(RecordReader& record) {
  UnitPrice price;
  price.id = record.word("id");
  price.name = record.word("name");
  price.dollars = record.figure("usd");
  price.per = record.word("per");
  price.year = static_cast<int>(record.number("year", {1990, 2100}));
  price.region = record.word("region");
  price.dollars.stated = record.optional_word("stated");
  price.origin = record.origin();
  return price;
}

Rate read_rate(RecordReader& record) {
  Rate rate;
  rate.id = record.word("id");
  rate.name = record.word("name");
  rate.fraction = record.figure("fraction", {-1, 10});
  rate.of = record.word("of");
  rate.per = record.word("per");
  rate.year = static_cast<int>(record.number("year", {1990, 2100}));
  (void)record.optional_word("region");
  rate.origin = record.origin();
  return rate;
}

Term read_term(RecordReader& record) {
  Term term;
  term.id = record.word("id");
  term.name = record.word("name");
  term.length = record.figure_in("years", year, {0.1, 100});
  term.region = record.word("region");
  term.origin = record.origin();
  return term;
}

}  // namespace islet
