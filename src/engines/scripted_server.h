// Another server for tests: it speaks the OpenAI interface on loopback, and falls silent, breaks
// off or goes away when it is told to.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "net/clock.h"
#include "net/loopback_listener.h"

namespace islet {

/// It says the tokens "0 ", "1 ", ... of each request.
class ScriptedServer {
 public:
  std::atomic<int> tokens = 5;          ///< of each answer
  std::atomic<double> first_s = 0;      ///< until the first
  std::atomic<double> token_s = 0;      ///< between two
  std::atomic<int> breaks_off_at = -1;  ///< tokens after which it hangs up; -1: never
  std::atomic<bool> has_last_mark = true;
  std::atomic<int> has_no_room = 0;     ///< for so many requests
  std::atomic<int> pause_named_s = 0;   ///< when they may come again
  std::atomic<int> forgets = 0;         ///< which request is never answered; 0: none
  std::atomic<bool> is_frozen = false;  ///< accepts connections and says nothing
  std::atomic<bool> is_deaf = false;    ///< answers no probe
  std::atomic<int> requests = 0;        ///< for answers
  std::atomic<int> probes = 0;          ///< for the list of models

  ScriptedServer() {
    open(0);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() { leave(); }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  int port() const { return port_; }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1#m"; }
  /// Gone as a machine whose program was killed: connections end, new ones are refused.
  void leave() {
    if (!thread_.joinable()) return;
    is_over_ = true;
    thread_.join();
  }
  void come_back() {
    is_over_ = false;
    open(port_);
    thread_ = std::thread([this] { serve(); });
  }

 private:
  struct Connection {
    int socket = -1;
    std::string request;
    Instant next = never;  ///< of its answer's tokens
    bool has_begun = false;
    int said = 0;
  };

  void open(int port) {
    const std::optional<LoopbackListener> listener = listen_on_loopback(port);
    CHECK(listener);
    listener_ = listener->socket;
    port_ = listener->port;
  }

  void serve() {
    std::vector<Connection> all;
    while (!is_over_) {
      if (is_frozen) {
        wait_for(1.0 * millisecond);
        continue;
      }
      std::vector<pollfd> waits = {{listener_, POLLIN, 0}};
      for (const Connection& one : all) waits.push_back({one.socket, POLLIN, 0});
      ::poll(waits.data(), waits.size(), 1);
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      for (Connection& one : all) go_on(one);
      if (socket >= 0) all.push_back({socket, "", never, 0});
      std::erase_if(all, [](const Connection& one) { return one.socket < 0; });
    }
    for (const Connection& one : all) ::close(one.socket);
    ::close(listener_);
  }

  void go_on(Connection& one) {
    std::array<char, 4096> block{};
    const ssize_t count = ::recv(one.socket, block.data(), block.size(), 0);
    if (count == 0) return end(one);
    if (count > 0) one.request.append(block.data(), static_cast<std::size_t>(count));
    if (!one.has_begun && is_whole(one.request)) begin(one);
    while (one.socket >= 0 && monotonic_now() >= one.next) say(one);
  }

  static bool is_whole(const std::string& request) {
    const std::size_t head = request.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const std::size_t at = request.find("Content-Length: ");
    if (at > head) return true;
    std::size_t length = 0;
    std::from_chars(request.data() + at + 16, request.data() + head, length);
    return request.size() >= head + 4 + length;
  }

  void begin(Connection& one) {
    one.has_begun = true;
    if (one.request.starts_with("GET")) {
      ++probes;
      if (is_deaf) return;
      send(one, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"data\":[{\"id\":\"m\"}]}");
      return end(one);
    }
    if (++requests == forgets) return;
    if (has_no_room > 0) {
      --has_no_room;
      send(one, "HTTP/1.1 503 Busy\r\nConnection: close\r\nRetry-After: " +
                    std::to_string(pause_named_s) + "\r\n\r\n{\"error\":\"no room\"}");
      return end(one);
    }
    one.next = after(monotonic_now(), first_s * second);
  }

  void say(Connection& one) {
    if (one.said == 0) {
      send(one, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    }
    if (one.said == breaks_off_at) return end(one);
    if (one.said == tokens) {
      send(one, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
      if (has_last_mark) send(one, "data: [DONE]\n\n");
      return end(one);
    }
    send(one, "data: {\"choices\":[{\"delta\":{\"content\":\"" + std::to_string(one.said++) +
                  " \"}}]}\n\n");
    one.next = after(monotonic_now(), token_s * second);
  }

  static void send(const Connection& one, const std::string& text) {
    ::send(one.socket, text.data(), text.size(), MSG_NOSIGNAL);
  }
  static void end(Connection& one) {
    ::close(one.socket);
    one.socket = -1;
  }

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace islet
