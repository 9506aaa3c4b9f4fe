#include "cli/doctor_command.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/console.h"
#include "cli/input.h"
#include "cli/options.h"
#include "live/site_controls.h"
#include "live/site_meters.h"
#include "net/clock.h"
#include "report/table.h"

namespace islet {
namespace {

std::string figure(const BoardLine& line) {
  if (line.state == MeterState::absent) return "";
  return fmt::format("{:.6g} {}", line.value, unit_of(line.what));
}

class DoctorCommand : public Command {
 public:
  void declare(CLI::App& app) override {
    app.add_option("FILE", site_.file,
                   "a site file: its `live.readings` and `live.controls` are looked at");
    app.add_option("--meter", meters_, "a meter, such as nut@127.0.0.1:3493")
        ->type_name("KIND@ADDRESS:PORT")
        ->allow_extra_args(false);
    app.add_option("--sys", folder_, "where the kernel shows its sensors")->capture_default_str();
    app.add_option("--seconds", seconds_, "listen so long")
        ->check(CLI::Range(0.1, 600.0).description(""))
        ->capture_default_str();
  }

  ExitCode run() override {
    std::vector<Error> list;
    std::vector<MeterWish> wishes;
    if (!site_.file.empty()) {
      LoadedSite loaded = load_site(site_);
      if (loaded.code != ExitCode::done) return fail(loaded.list, loaded.code);
      wishes = meters_of(loaded.site.live, loaded.site.file, list);
      controls_ = loaded.site.live.controls;
    }
    for (const std::string& text : meters_) {
      Result<MeterWish> wish = meter_wish(text);
      if (!wish) return fail({wish.error()}, ExitCode::wrong_use);
      wishes.push_back(std::move(*wish));
    }
    if (wishes.empty()) {
      wishes.push_back(*meter_wish("folder@" + folder_));
      wishes.back().name = "this machine";
    }
    return listen(wishes, list);
  }

 private:
  static ExitCode fail(const std::vector<Error>& list, ExitCode code) {
    show(console_for(ColourChoice::automatic), list);
    return code;
  }

  ExitCode listen(const std::vector<MeterWish>& wishes, const std::vector<Error>& list) const {
    EventLoop loop;
    MeterBoard board;
    auto meters = SiteMeters::open(loop, board, wishes,
                                   [&board](int meter, const std::vector<Sample>& samples) {
                                     for (const Sample& one : samples) {
                                       board.take(meter, monotonic_now(), one);
                                     }
                                   });
    if (!meters) return fail({meters.error()}, ExitCode::wrong_use);
    (*meters)->start();
    LoopTimer end(loop);
    end.set(after(monotonic_now(), seconds_ * second), [&loop] { loop.stop(); });
    loop.run();
    return put(**meters, board, list);
  }

  /// What each stands at now: nothing is set.
  Table controls_table() const {
    Table table;
    table.columns = {
        {"control"}, {"sets"}, {"within"}, {"enabled"}, {"stands at", Align::left, true}};
    for (const LiveSettings::Control& one : controls_) {
      auto lever = make_lever(lever_wish(one));
      const Result<std::string> standing = lever ? (*lever)->standing() : lever.error();
      table.add({one.name, one.kind + " " + one.place,
                 fmt::format("{:g} to {:g}", one.least, one.most), one.enabled ? "yes" : "no",
                 standing ? *standing : standing.error().what});
    }
    return table;
  }

  ExitCode put(const SiteMeters& meters, const MeterBoard& board,
               const std::vector<Error>& list) const {
    bool all_well = list.empty();
    Table links;
    links.columns = {{"meter"}, {"answers"}, {"who, or why not", Align::left, true}};
    for (const auto& [name, link] : meters.standings()) {
      links.add({name, link.is_connected ? "yes" : "no",
                 link.is_connected ? link.peer : link.last_fault});
      all_well = all_well && link.is_connected;
    }
    Table readings;
    readings.columns = {{"meter"}, {"measure"}, {"reads", Align::right}, {"state"}};
    for (const BoardLine& line : board.lines(monotonic_now())) {
      readings.add({line.meter, std::string(name_of(line.what)), figure(line),
                    std::string(name_of(line.state))});
      all_well = all_well && line.state == MeterState::fresh;
    }
    const Console console = console_for(ColourChoice::automatic);
    std::string text = text_of(links, console.canvas());
    if (!readings.rows.empty()) text += "\n" + text_of(readings, console.canvas());
    if (!controls_.empty()) text += "\n" + text_of(controls_table(), console.canvas());
    if (write_result(text)) return ExitCode::outside_failed;
    show(console, list);
    return all_well ? ExitCode::done : ExitCode::outside_failed;
  }

  SiteOptions site_;
  std::vector<std::string> meters_;
  std::vector<LiveSettings::Control> controls_;
  std::string folder_ = "/sys";
  double seconds_ = 4;
};

}  // namespace

std::unique_ptr<Command> make_doctor_command() { return std::make_unique<DoctorCommand>(); }

}  // namespace islet
