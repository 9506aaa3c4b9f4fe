#include "cli/command.h"
#include "cli/doctor_command.h"

namespace islet {
namespace {

constexpr const char* plan_examples =
    "  islet plan examples/mine.yaml\n"
    "  islet plan mine.yaml --set goals.ride_through='at least 24 h'\n"
    "  islet plan mine.yaml --format json -o mine.plan.json\n";
constexpr const char* calibrate_examples =
    "  islet calibrate data/measured --date 2026-11-21\n"
    "  islet calibrate my-rows --date 2026-11-21 --write calibration.csv\n"
    "  islet calibrate my-rows --date 2026-11-21 --leave-out distrusted.csv\n";
constexpr const char* measure_examples =
    "  islet measure chat-0.2b\n"
    "  islet measure tinyllama-1.1b --for '5 min' --save shed.csv\n"
    "  islet measure resnet50-v1.5 --scenario single,offline --keep\n"
    "  islet measure --from-ledger /var/lib/islet --site site.yaml -o planned.yaml\n"
    "  islet measure chat --file /models/chat-8b-q4_k_m.gguf --on rtx_4090 --streams 16\n";
constexpr const char* energy_examples =
    "  islet energy examples/mine.yaml\n"
    "  islet energy examples/clinic.yaml --design 2\n"
    "  islet energy mine.yaml --set power.battery.size='30 kWh' --format csv -o months.csv\n"
    "  islet energy mine.yaml --plot year.svg\n"
    "  islet energy --pv 10 --tilt 25 --azimuth 180 --at '31.8 N, 106.4 W'\n"
    "  islet energy --battery '20 kWh' --load '1.25 kW' --air '35 °C' --format json\n"
    "  islet energy --generator '8 kW' --altitude '2500 m' --air '40 °C' --hours 2000\n"
    "  islet energy --cooling air_exchanger --heat '800 W' --at '22.7 S, 118.9 E'\n"
    "  islet energy --bridge '100 kW' --store '25 kWh' --backup '150 kW'\n";
constexpr const char* predict_examples =
    "  islet predict chat/8b-q4 --on l4\n"
    "  islet predict llama-3.1-8b --on l4 --batch 16 --prompt 2000 --reply 300\n"
    "  islet predict llama-3.3-70b --on h100_sxm5 --tensor 2 --precision fp8\n"
    "  islet predict resnet50-v1.5 --on jetson_orin_nano --batch 8 --format json\n";
constexpr const char* compare_examples =
    "  islet compare chat/8b-q4 --on l4 --on rtx_4090\n"
    "  islet compare llama-3.1-8b --on l4,l40s,a100_80gb_pcie --batch 16\n";
constexpr const char* verify_examples =
    "  islet verify systems\n"
    "  islet verify systems S05 S41\n"
    "  islet verify systems --format json -o systems.json\n"
    "  islet verify perf\n"
    "  islet verify perf my-rows --format json -o accuracy.json\n"
    "  islet verify power my-cases\n"
    "  islet verify serving\n"
    "  islet verify serving recorded.csv --tensor 2 --max-batch 128\n"
    "  islet verify live priority residency\n";
constexpr const char* prices_examples =
    "  islet prices list diesel\n"
    "  islet prices set diesel_remote '2.10 USD ± 10 %' --date 2026-11-21\n"
    "  islet prices diff\n";
constexpr const char* model_examples =
    "  islet model list\n"
    "  islet model make chat-0.2b -o chat.gguf\n"
    "  islet model make llama-3.1-8b --weights q4_0 -o 8b.gguf\n"
    "  islet model make resnet50-v1.5 -o resnet.onnx\n"
    "  islet model show 8b.gguf\n";
constexpr const char* simulate_examples =
    "  islet simulate examples/mine.yaml --days 30\n"
    "  islet simulate examples/solar-batch.yaml --days 14 --compare-policies\n"
    "  islet simulate --trace examples/requests.csv --model llama-2-7b \\\n"
    "      --on a100_80gb_sxm4\n"
    "  islet simulate --trace requests.csv --model qwen3-32b --on h100_sxm5 --tensor 2 \\\n"
    "      --max-batch 128 --format json\n"
    "  islet simulate --trace requests.csv --model qwen3-8b --on rtx_4090 --timeline run.json\n";

constexpr const char* catalog_examples =
    "  islet catalog list\n"
    "  islet catalog list accelerators --max-power '75 W' --min-memory '16 GB'\n"
    "  islet catalog show l4\n"
    "  islet catalog diff l4 l40s\n"
    "  islet catalog verify mine.yaml\n"
    "  islet catalog add mine.yaml\n";

constexpr const char* serve_examples =
    "  islet serve --demo\n"
    "  islet serve --model chat.gguf --keys keys.json --address 0.0.0.0\n"
    "  islet serve --new-key clinic\n"
    "  islet serve --rehearse examples/solar-batch.yaml --speed 600\n";
constexpr const char* doctor_examples =
    "  islet doctor\n"
    "  islet doctor examples/mine.yaml\n"
    "  islet doctor --meter nut@127.0.0.1:3493 --meter sunspec@192.0.2.20:502\n";

}  // namespace

const std::vector<CommandEntry>& command_table() {
  static const std::vector<CommandEntry> table = {
      {"init", "write a starter site file",
       "  islet init\n"
       "  islet init clinic.yaml --template clinic\n"
       "  islet init --template list\n",
       make_init_command},
      {"plan", "choose machines, models and power plant for a site", plan_examples,
       make_plan_command},
      {"report", "the page of a plan: one HTML file to read, print and hand on",
       "  islet report mine.plan.json\n"
       "  islet report mine.plan.json -o mine.html --force\n"
       "  islet report examples/clinic.yaml -o clinic.html\n",
       make_report_command},
      {"energy", "the power plant's year of a design, or one part of a plant on its own",
       energy_examples, make_energy_command},
      {"check", "read site files and report every fault and default",
       "  islet check examples/clinic.yaml\n"
       "  islet check mine.yaml --show-defaults\n"
       "  islet check sites/*.yaml --set money.life='6 years'\n"
       "  islet check mine.yaml --strict --diagnostics short\n",
       make_check_command},
      {"explain", "where a figure, a rule, a default or a code comes from, and what we use",
       "  islet explain R099\n"
       "  islet explain l4.tdp_w\n"
       "  islet explain SC01 --format json\n",
       make_explain_command},
      {"catalog", "machines, models, gear and prices, with their sources", catalog_examples,
       make_catalog_command},
      {"market", "segments and growth, stated and recomputed",
       "  islet market list\n"
       "  islet market flags --plot growth.svg\n"
       "  islet market project M04 --to 2032\n"
       "  islet market offgrid\n",
       make_market_command},
      {"prices", "what things cost: list, keep your own, compare", prices_examples,
       make_prices_command},
      {"predict", "speed, memory and watts of a model on a device, with ranges", predict_examples,
       make_predict_command},
      {"compare", "a model on several devices, the fastest first", compare_examples,
       make_compare_command},
      {"simulate", "a site request by request, or a trace through an engine", simulate_examples,
       make_simulate_command},
      {"verify", "hold the program against what it must do", verify_examples, make_verify_command},
      {"calibrate", "fit the predictor to measurements", calibrate_examples,
       make_calibrate_command},
      {"model", "make and inspect model files; shape models have random weights", model_examples,
       make_model_command},
      {"measure", "speed, memory, power and heat of this machine, as evidence", measure_examples,
       make_measure_command},
      {"serve", "a gateway in front of engines, with the planner's scheduler", serve_examples,
       make_serve_command},
      {"status", "how the gateway on this machine is",
       "  islet status\n"
       "  islet status --port 8081\n",
       make_status_command},
      {"doctor", "what the meters of a site or of this machine read now", doctor_examples,
       make_doctor_command},
      {"schema", "print the JSON Schema of the site file",
       "  islet schema -o site-1.schema.json\n"
       "  islet schema --vscode\n",
       make_schema_command},
      {"version", "print the version", "  islet version\n", make_version_command},
      {"help", "help on a command or a topic",
       "  islet help plan\n"
       "  islet help exit-codes\n",
       make_help_command}};
  return table;
}

}  // namespace islet
