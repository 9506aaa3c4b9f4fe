#include "report/model_file_page.h"

#include <utility>

#include "base/text.h"
#include "report/json.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/model/1";

std::string megabytes(Bytes bytes) { return significant(bytes / megabyte, 4) + " MB"; }

}  // namespace

Table model_file_table(const ModelFileFacts& facts) {
  Table table;
  table.columns = {{"what"}, {"value", Align::left, true}};
  table.add({"file", facts.file});
  table.add({"name", facts.name});
  table.add({"architecture", facts.architecture});
  table.add({"parameters", significant(facts.parameters, 4)});
  table.add({"tensors", std::to_string(facts.tensors)});
  table.add({"size", megabytes(facts.size)});
  table.add({"memory to load", megabytes(facts.load_memory)});
  for (const FileSetting& one : facts.settings) table.add({one.name, one.value});
  return table;
}

std::string model_file_json(const ModelFileFacts& facts) {
  Json settings = Json::object();
  for (const FileSetting& one : facts.settings) settings[one.name] = one.value;
  Json out = {{"file", facts.file},
              {"name", facts.name},
              {"architecture", facts.architecture},
              {"parameters", facts.parameters},
              {"tensors", facts.tensors},
              {"size_bytes", json_of(facts.size, byte)},
              {"load_memory_bytes", json_of(facts.load_memory, byte)},
              {"settings", std::move(settings)}};
  return enveloped(schema, {}, true, std::move(out));
}

Table shapes_table(const std::vector<ListedShape>& shapes) {
  Table table;
  table.columns = {
      {"model"}, {"file"}, {"architecture"}, {"parameters", Align::right}, {"size", Align::right}};
  for (const ListedShape& one : shapes) {
    table.add(
        {one.name, one.format, one.architecture, significant(one.parameters), megabytes(one.size)});
  }
  return table;
}

std::string shapes_json(const std::vector<ListedShape>& shapes) {
  Json list = Json::array();
  for (const ListedShape& one : shapes) {
    list.push_back({{"name", one.name},
                    {"format", one.format},
                    {"architecture", one.architecture},
                    {"parameters", one.parameters},
                    {"size_bytes", json_of(one.size, byte)}});
  }
  return enveloped(schema, {}, true, {{"shapes", std::move(list)}});
}

}  // namespace islet
