// Unit prices, rates, planning terms, and sources.
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr const char* id_line = "what files and commands call it";
constexpr const char* name_line = "what people call it";

/// `year` or `date`: what is paid is of its time.
template <class Record>
void add_date(RecordKeys<Record>& keys, std::string Record::*field) {
  keys.key({"year", "number", "", {1990, 2100}, "of when it is; this or `date`"},
           [=](RecordReader& reader, Record& out) { out.*field = reader.date(); });
  keys.optional();
  keys.key({"date", "word", "", {}, "the day or month it is of: 2025-06-15, 2025-06"},
           [=](RecordReader& reader, Record& out) {
             if (!reader.has("year")) out.*field = reader.date();
           });
  keys.optional();
}

/// A fault at `key` when the record says nothing of when it is.
void refuse_undated(RecordReader& record, const char* key, const std::string& what) {
  if (!record.has(key) || record.has("year") || record.has("date")) return;
  record.fault(key, what + " has no date",
               "Say of when it is: `year: 2025`, or `date: 2025-06-15`.", "S3");
}

}  // namespace

RecordForm<UnitPrice> unit_price_form() {
  RecordKeys<UnitPrice> keys;
  keys.word("id", &UnitPrice::id, id_line);
  keys.word("name", &UnitPrice::name, name_line);
  keys.figure("usd", &UnitPrice::dollars, plain, "US dollars before tax and freight");
  keys.word("per", &UnitPrice::per, "what it buys: kW, kWh, visit");
  add_date(keys, &UnitPrice::date);
  keys.word("region", &UnitPrice::region, "where it holds");
  keys.key(
      {"stated", "word", "", {}, "what a document states, where it differs"},
      [](RecordReader& reader, UnitPrice& out) { out.dollars.stated = reader.word("stated"); });
  keys.optional();
  keys.origin(&UnitPrice::origin);
  return {std::move(keys), [](RecordReader& record, UnitPrice& price) {
            if (price.date.empty()) price.date = price.dollars.date;
            if (price.date.empty()) refuse_undated(record, "usd", "the price `usd`");
            price.dollars.date = price.date;
          }};
}

RecordForm<Rate> rate_form() {
  RecordKeys<Rate> keys;
  keys.word("id", &Rate::id, id_line);
  keys.word("name", &Rate::name, name_line);
  keys.figure("fraction", &Rate::fraction, plain.within(-1, 10), "how much of it");
  keys.word("of", &Rate::of, "of what");
  keys.word("per", &Rate::per, "how often: year, once");
  add_date(keys, &Rate::date);
  keys.word("region", &Rate::region, "where it holds").optional();
  keys.origin(&Rate::origin);
  return {std::move(keys), [](RecordReader& record, Rate&) {
            refuse_undated(record, "fraction", "the rate `fraction`");
          }};
}

RecordForm<Term> term_form() {
  RecordKeys<Term> keys;
  keys.word("id", &Term::id, id_line);
  keys.word("name", &Term::name, name_line);
  keys.figure("years", &Term::length, in_years.within(0.1, 100), "how long");
  keys.word("region", &Term::region, "where it holds");
  keys.origin(&Term::origin);
  return {std::move(keys), nullptr};
}

RecordForm<Source> source_form() {
  RecordKeys<Source> keys;
  keys.word("title", &Source::title, "what it is");
  keys.word("link", &Source::link, "where it can be read; none: nothing was read").optional();
  keys.word("date", &Source::date, "of the document").optional();
  keys.word("read", &Source::read, "day it was read").optional();
  keys.word("commit", &Source::commit, "of a repository").optional();
  return {std::move(keys), nullptr};
}

}  // namespace islet
