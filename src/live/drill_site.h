// A whole site on loopback for a drill: server, engines and journal in a folder of its own, asked
// over HTTP.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "live/site_server.h"
#include "net/http_client.h"
#include "net/json.h"

namespace islet {

/// A folder that is gone with its holder.
class DrillFolder {
 public:
  DrillFolder();
  ~DrillFolder();
  DrillFolder(const DrillFolder&) = delete;
  DrillFolder& operator=(const DrillFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class DrillSite {
 public:
  /// Gets a state folder of its own, and any free port where none is named. Error when the site
  /// cannot be opened.
  static Result<std::unique_ptr<DrillSite>> open(ServeSettings settings, SiteParts parts = {},
                                                 int port = 0);
  ~DrillSite() { stop(); }
  DrillSite(const DrillSite&) = delete;
  DrillSite& operator=(const DrillSite&) = delete;

  int port() const { return port_; }
  const std::string& folder() const { return folder_.path(); }
  /// Until all engines, or those that are not elsewhere, are up; false after a minute.
  bool wait_until_up(std::size_t engines);

  /// A request in bytes.
  static std::string text_of(const std::string& method, const std::string& path,
                             const std::string& body, const std::string& headers = "");
  /// The whole reply of one request.
  std::string ask(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::string& headers = "") const;
  /// Figure of the status by its path: {"residency", "left"}; nothing when there is none.
  std::optional<double> status_figure(std::initializer_list<std::string_view> path) const;
  std::vector<EngineStanding> standings();
  void notice(const Event& event);
  /// On the desk's clock.
  Instant now();
  /// On the site's own thread; returns when it is done or the site has ended.
  void on_loop(const std::function<void(SiteServer&)>& call);
  /// From when this returns until `thaw` it accepts connections and says nothing; until then no
  /// other call here but `stop` and `destroy`.
  void freeze();
  void thaw() { is_frozen_ = false; }
  /// Ends it; its files are there until the site is gone.
  void stop();
  /// As if its machine had lost power: all its connections end in the middle, nothing is waited
  /// for.
  void destroy();
  std::string file(const std::string& name) const;

 private:
  DrillSite() = default;

  DrillFolder folder_;
  std::unique_ptr<SiteServer> site_;
  std::thread thread_;
  std::atomic<bool> is_frozen_ = false;
  std::atomic<bool> has_ended_ = false;  ///< told to stop from outside: nobody answers any more
  int port_ = 0;
};

/// "200", and the body.
std::string status_of(const std::string& reply);
std::string body_of(const std::string& reply);

/// A model on the engine that computes nothing, as the file of models would name it.
Result<SiteModel> drill_model(const std::string& name, const std::string& engine,
                              const std::string& file);

}  // namespace islet
